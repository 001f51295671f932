"""Files attached to obstacles: which kinds, how much room, storage and download."""
