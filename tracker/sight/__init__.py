"""Sight: who sees what, and the only source of every read."""
