"""Programmes: overview, settings and commands."""
