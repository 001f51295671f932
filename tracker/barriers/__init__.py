"""Barriers: the causes that several obstacles share."""
