"""What was done, as people read it: a thing's own history, and the log of an organisation."""
