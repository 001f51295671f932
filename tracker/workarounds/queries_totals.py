"""Limits on workarounds and trials; see tracker/obstacles/queries_totals.py on what they count."""

import sqlalchemy as sa

from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.sight.sight import Sight, links_visible_to
from tracker.sight.totals import has_at_least

MAX_WORKAROUNDS = 2000
"""The maximum number of workarounds of an organisation in a programme."""
MAX_LINKED_WORKAROUNDS = 100
"""The maximum number of visible workarounds that are linked to an obstacle."""
MAX_TRIALS = 20
"""The maximum number of trials of one workaround against one obstacle."""


def has_too_many_workarounds(workaround: Workaround) -> bool:
    """Return whether a new workaround exceeds its organisation's limit."""
    workarounds = sa.select(Workaround.id).where(
        Workaround.programme_id == workaround.programme_id,
        Workaround.organisation_id == workaround.organisation_id,
    )
    return has_at_least(workarounds, MAX_WORKAROUNDS + 1)


def has_all_workarounds(sight: Sight, obstacle: Obstacle) -> bool:
    """Return whether the maximum number of visible workarounds is linked to the obstacle."""
    links = links_visible_to(sight).where(WorkaroundLink.obstacle_id == obstacle.id)
    return has_at_least(links, MAX_LINKED_WORKAROUNDS)


def has_too_many_trials(trial: Trial) -> bool:
    """Return whether a new trial exceeds the limit for its workaround and obstacle."""
    trials = sa.select(Trial.id).where(
        Trial.workaround_id == trial.workaround_id, Trial.obstacle_id == trial.obstacle_id
    )
    return has_at_least(trials, MAX_TRIALS + 1)
