"""Digests: what is new within a person's sight, by mail, as often as they want."""
