"""How many workarounds and trials there may be; what a bound counts, tracker/obstacles says."""

import sqlalchemy as sa

from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.sight.sight import Sight, links_visible_to
from tracker.sight.totals import has_at_least

MOST_TOLD = 2000
"""How many workarounds an organisation has in a programme."""
MOST_WORKAROUNDS = 100
"""How many workarounds that the person can see stand beside an obstacle."""
MOST_TRIALS = 20
"""How often an obstacle's organisation tries the same workaround against it."""


def has_too_many_told(workaround: Workaround) -> bool:
    """Return whether a new workaround is one more than its organisation may have."""
    told = sa.select(Workaround.id).where(
        Workaround.programme_id == workaround.programme_id,
        Workaround.organisation_id == workaround.organisation_id,
    )
    return has_at_least(told, MOST_TOLD + 1)


def has_all_workarounds(sight: Sight, obstacle: Obstacle) -> bool:
    """Return whether so many workarounds that the viewer can see stand beside the obstacle."""
    links = links_visible_to(sight).where(WorkaroundLink.obstacle_id == obstacle.id)
    return has_at_least(links, MOST_WORKAROUNDS)


def has_too_many_trials(trial: Trial) -> bool:
    """Return whether a new trial is one more of the workaround than the obstacle may have."""
    trials = sa.select(Trial.id).where(
        Trial.workaround_id == trial.workaround_id, Trial.obstacle_id == trial.obstacle_id
    )
    return has_at_least(trials, MOST_TRIALS + 1)
