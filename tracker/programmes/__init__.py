"""Programmes: the change under way, carried by several organisations."""
