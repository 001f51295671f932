"""Where one obstacle's pages stand."""

from flask import url_for

from tracker.auth.guards import this_sight
from tracker.models import Obstacle


def page_of(obstacle: Obstacle, endpoint: str = "show") -> str:
    """Return the address of one of the obstacle's pages; ask before the commit, not after."""
    slug = this_sight().programme.slug
    return url_for(f"obstacles.{endpoint}", slug=slug, reference=obstacle.reference)
