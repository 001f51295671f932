"""The audit log for people: the history of one thing, and the log of an organisation."""
