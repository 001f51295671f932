"""Organisations: the bodies that take part."""
