"""Tables out of the tracker: writers that know nothing of obstacles, one file for each sheet."""
