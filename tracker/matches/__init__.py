"""Matches: suggestions similar to a text, and answers on pairs of obstacles."""
