"""What got others past the same barrier: the trials that worked, as the viewer may name them."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, Trial
from tracker.models.vocabulary import HELPFUL_OUTCOMES, Outcome
from tracker.sight.catalogue import Catalogue
from tracker.sight.sight import VIEWER, Sight, may_name, shown_organisation_id, trials_visible_to


@dataclass(frozen=True)
class Help:
    """A workaround got an organisation past a barrier, or partly past it.

    `obstacle_id` stands only where the organisation may not be named: of these no more can be
    said than that they were other obstacles.
    """

    outcome: Outcome
    organisation_id: int | None
    obstacle_id: int | None


TRIALS = (
    trials_visible_to(VIEWER)
    .with_only_columns(
        Obstacle.barrier_id,
        Trial.outcome,
        shown_organisation_id(VIEWER),
        sa.case((sa.not_(may_name(VIEWER)), Obstacle.id), else_=sa.null()),
    )
    .where(Trial.outcome.in_(HELPFUL_OUTCOMES), Obstacle.barrier_id.is_not(None))
    .distinct()
)
TRIALS_UNDER_SOME = TRIALS.where(
    Obstacle.barrier_id.in_(sa.bindparam("barrier_ids", expanding=True))
)


def help_under(
    sight: Sight, known: Catalogue, barrier_ids: Collection[int] | None = None
) -> dict[int, list[Help]]:
    """Return what helped under each of these barriers, or all: what worked and is named first."""
    if barrier_ids is None:
        rows = db.session.execute(TRIALS, sight.parameters)
    else:
        asked = {**sight.parameters, "barrier_ids": list(barrier_ids)}
        rows = db.session.execute(TRIALS_UNDER_SOME, asked)
    found: dict[int, list[Help]] = {}
    for barrier_id, *rest in rows:
        found.setdefault(barrier_id, []).append(Help(*rest))
    rank = known.rank
    for each in found.values():
        each.sort(key=lambda help_: _place(help_, rank))
    return found


def help_elsewhere(
    found: Collection[Help], obstacle_id: int, organisation_id: int | None
) -> list[Help]:
    """Return what helped others than the organisation of this obstacle, one for each of them.

    Of those not named one stands for all, whoever they are, unless it was this very obstacle.
    """
    elsewhere: dict[int | None, Help] = {}
    for each in found:
        if each.organisation_id is None:
            is_other = each.obstacle_id != obstacle_id
        else:
            is_other = each.organisation_id != organisation_id
        if is_other:
            elsewhere.setdefault(each.organisation_id, each)
    return list(elsewhere.values())


def _place(help_: Help, rank: dict[int, int]) -> tuple[int, int]:
    named = len(rank) if help_.organisation_id is None else rank.get(help_.organisation_id, 0)
    return HELPFUL_OUTCOMES.index(help_.outcome), named
