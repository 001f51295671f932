"""Filters of sight that can be taken out and nothing that anybody can reach is another, and why."""

ALIKE: dict[str, str] = {}
"""By a mutant's name, the reason."""
