"""How many of a thing there may be: whether a bound is reached, counted no further than that.

A bound counts only what the person can see or what is their own organisation's, so that being
refused tells nothing about others. The numbers are far beyond ordinary work.
"""

import sqlalchemy as sa

from tracker.models import Obstacle
from tracker.obstacles.queries_story import neighbours_of
from tracker.sight.sight import Sight
from tracker.sight.totals import has_at_least

MOST_DRAFTS = 50
"""How many drafts a person has in a programme."""
MOST_LOGGED = 5000
"""How many obstacles of an organisation are logged in a programme."""
MOST_HINDRANCES = 100
"""How many obstacles that the person can see one of theirs blocks, or is blocked by."""

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
    """Return whether a new draft is one more than its author may have in the programme."""
    whose = {"programme_id": obstacle.programme_id, "author_id": obstacle.author_id}
    return has_at_least(DRAFTS, MOST_DRAFTS + 1, **whose)


def has_too_many_logged(obstacle: Obstacle) -> bool:
    """Return whether a new obstacle is one more than its organisation may log."""
    whose = {"programme_id": obstacle.programme_id, "organisation_id": obstacle.organisation_id}
    return has_at_least(LOGGED, MOST_LOGGED + 1, **whose)


def has_all_hindrances(sight: Sight, obstacle: Obstacle, *, holds: bool) -> bool:
    """Return whether the obstacle blocks, or is blocked by, so many that the viewer can see."""
    holds_up, held_up_by = neighbours_of(sight, obstacle)
    return len(holds_up if holds else held_up_by) >= MOST_HINDRANCES
