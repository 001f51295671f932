"""Workarounds: what gets round an obstacle, and how each trial of it went."""
