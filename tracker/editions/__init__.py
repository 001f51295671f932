"""Editions: summaries of a programme."""
