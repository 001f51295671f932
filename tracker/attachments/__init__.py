"""Files attached to obstacles: allowed kinds, quotas, storage and download."""
