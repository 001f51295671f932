"""Obstacles: what one organisation met, in its own words."""
