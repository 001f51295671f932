"""Addresses of an obstacle's pages."""

from flask import url_for

from tracker.auth.guards import this_sight
from tracker.models import Obstacle


def page_of(obstacle: Obstacle, endpoint: str = "show") -> str:
    """Return the address of one of the obstacle's pages; call before the commit, not after."""
    slug = this_sight().programme.slug
    return url_for(f"obstacles.{endpoint}", slug=slug, reference=obstacle.reference)
