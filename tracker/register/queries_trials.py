"""Helpful trials of other organisations with the same barrier, as the viewer may name them."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, Trial
from tracker.models.vocabulary import HELPFUL_OUTCOMES, Outcome
from tracker.sight.catalogue import Catalogue
from tracker.sight.sight import VIEWER, Sight, may_name, shown_organisation_id, trials_visible_to


@dataclass(frozen=True)
class HelpfulTrial:
    """A trial that worked, wholly or partly, at an organisation with the barrier.

    `obstacle_id` is set only if the organisation may not be named, to tell its own trial from
    that of another obstacle.
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
TRIALS_OF_BARRIERS = TRIALS.where(
    Obstacle.barrier_id.in_(sa.bindparam("barrier_ids", expanding=True))
)


def helpful_trials(
    sight: Sight, catalogue: Catalogue, barrier_ids: Collection[int] | None = None
) -> dict[int, list[HelpfulTrial]]:
    """Return the helpful trials by barrier, or of all barriers; the best and named ones first."""
    if barrier_ids is None:
        rows = db.session.execute(TRIALS, sight.parameters)
    else:
        parameters = {**sight.parameters, "barrier_ids": list(barrier_ids)}
        rows = db.session.execute(TRIALS_OF_BARRIERS, parameters)
    found: dict[int, list[HelpfulTrial]] = {}
    for barrier_id, *rest in rows:
        found.setdefault(barrier_id, []).append(HelpfulTrial(*rest))
    rank = catalogue.rank
    for each in found.values():
        each.sort(key=lambda trial: _sort_key(trial, rank))
    return found


def helpful_trials_elsewhere(
    found: Collection[HelpfulTrial], obstacle_id: int, organisation_id: int | None
) -> list[HelpfulTrial]:
    """Return the best helpful trial of each organisation other than this obstacle's.

    All unnamed organisations count as one; this obstacle's own trials are excluded.
    """
    elsewhere: dict[int | None, HelpfulTrial] = {}
    for each in found:
        if each.organisation_id is None:
            is_other = each.obstacle_id != obstacle_id
        else:
            is_other = each.organisation_id != organisation_id
        if is_other:
            elsewhere.setdefault(each.organisation_id, each)
    return list(elsewhere.values())


def _sort_key(trial: HelpfulTrial, rank: dict[int, int]) -> tuple[int, int]:
    named = len(rank) if trial.organisation_id is None else rank.get(trial.organisation_id, 0)
    return HELPFUL_OUTCOMES.index(trial.outcome), named
