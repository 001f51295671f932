"""Routes of obstacles."""

from tracker.obstacles.blueprint import bp

__all__ = ["bp"]
