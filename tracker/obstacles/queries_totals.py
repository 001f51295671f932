"""Limits on the number of drafts, obstacles and hindrances, counted up to the limit only.

A limit counts only what the person can see or what is their own organisation's, so that a refusal
reveals nothing about others. The numbers are far beyond ordinary use.
"""

import sqlalchemy as sa

from tracker.models import Obstacle
from tracker.obstacles.queries_relations import neighbours_of
from tracker.sight.sight import Sight
from tracker.sight.totals import has_at_least

MAX_DRAFTS = 50
"""The maximum number of drafts of a person in a programme."""
MAX_LOGGED = 5000
"""The maximum number of logged obstacles of an organisation in a programme."""
MAX_HINDRANCES = 100
"""The maximum number of visible obstacles that one obstacle blocks, or is blocked by."""

DRAFTS = sa.select(Obstacle.id).where(
    Obstacle.programme_id == sa.bindparam("programme_id"),
    Obstacle.author_id == sa.bindparam("author_id"),
    Obstacle.is_draft.is_(True),
)
LOGGED = sa.select(Obstacle.id).where(
    Obstacle.programme_id == sa.bindparam("programme_id"),
    Obstacle.organisation_id == sa.bindparam("organisation_id"),
    Obstacle.is_draft.is_(False),
)


def has_too_many_drafts(obstacle: Obstacle) -> bool:
    """Return whether a new draft exceeds its author's limit."""
    parameters = {"programme_id": obstacle.programme_id, "author_id": obstacle.author_id}
    return has_at_least(DRAFTS, MAX_DRAFTS + 1, **parameters)


def has_too_many_logged(obstacle: Obstacle) -> bool:
    """Return whether a new obstacle exceeds its organisation's limit."""
    parameters = {
        "programme_id": obstacle.programme_id,
        "organisation_id": obstacle.organisation_id,
    }
    return has_at_least(LOGGED, MAX_LOGGED + 1, **parameters)


def has_all_hindrances(sight: Sight, obstacle: Obstacle, *, holds: bool) -> bool:
    """Return whether the obstacle blocks, or is blocked by, the maximum of visible obstacles."""
    holds_up, held_up_by = neighbours_of(sight, obstacle)
    return len(holds_up if holds else held_up_by) >= MAX_HINDRANCES
