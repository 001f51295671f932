"""Obstacles: what is in the way of one organisation, in its own words."""
