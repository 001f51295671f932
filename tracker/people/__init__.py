"""People: who signs in, and where they belong."""
