"""Workarounds of an obstacle and of its barrier, ranked by the evidence of their trials."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.graph import evidence
from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.moment import now
from tracker.models.vocabulary import HELPFUL_OUTCOMES, Level, Outcome
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sharing import NOT_NAMED, unnamed_reach_threshold
from tracker.sight.sight import (
    VIEWER,
    Sight,
    is_current,
    links_visible_to,
    shown_organisation_id,
    text_if_readable,
    trials_visible_to,
)
from tracker.text_index.nearest import similarity_scores

MAX_SHOWN = 5
"""The maximum number of workarounds on an obstacle's page; the barrier's page has them all."""
MAX_TRIALS_SHOWN = 4
MAX_RANKED = 30
"""The maximum number of workarounds that are ranked: those that helped most often."""
MAX_COMPARED = 10
"""The maximum number of ties that are compared by text: those that helped most often."""
BEST_FIRST = list(Outcome)


@dataclass(frozen=True)
class TrialLine:
    """A trial, as listed under its workaround."""

    reference: str
    outcome: Outcome
    organisation: str | None
    """The short name, or None if it may not be named."""
    started_on: date | None
    ended_on: date | None
    what_it_took: str
    is_here: bool
    """Whether it was against this obstacle."""
    as_evidence: evidence.TrialEvidence
    """The trial as evidence on the workaround, as seen from this obstacle."""


@dataclass(frozen=True)
class RankedWorkaround:
    """A workaround of the obstacle or of its barrier, with its trials and rank."""

    reference: str
    title: str
    is_here: bool
    """Whether it is linked to this obstacle, and not only to another of its barrier."""
    trials: tuple[TrialLine, ...]
    hidden_trials: int
    """The number of trials that are not in `trials`."""
    strength: float = 0.0
    """The strength of the evidence for it, as computed in tracker/graph/evidence.py."""
    tried_by: int = 0
    """The number of organisations that know the outcome, as the viewer may count them."""
    helped: int = 0
    """The number of these that it helped, wholly or partly."""

    @property
    def trial_here(self) -> TrialLine | None:
        """The latest trial against this obstacle."""
        return next((trial for trial in self.trials if trial.is_here), None)


OBSTACLE_ID = sa.bindparam("obstacle_id", type_=sa.Integer)
IS_HERE = sa.func.max(sa.case((Obstacle.id == OBSTACLE_ID, 1), else_=0))
TIMES_HELPED = sa.func.sum(sa.case((Trial.outcome.in_(HELPFUL_OUTCOMES), 1), else_=0))
LINKS = (
    links_visible_to(VIEWER)
    .outerjoin(
        Trial,
        sa.and_(
            Trial.workaround_id == WorkaroundLink.workaround_id,
            Trial.obstacle_id == WorkaroundLink.obstacle_id,
            is_current(Trial),
        ),
    )
    .with_only_columns(Workaround.id, Workaround.reference, Workaround.title, IS_HERE)
    .group_by(Workaround.id, Workaround.reference, Workaround.title)
    .order_by(IS_HERE.desc(), TIMES_HELPED.desc(), sa.func.count().desc(), Workaround.id)
    .limit(MAX_RANKED)
)
TRIALS = (
    trials_visible_to(VIEWER)
    .with_only_columns(
        Trial.workaround_id,
        Trial.reference,
        Trial.outcome,
        shown_organisation_id(VIEWER),
        Trial.started_on,
        Trial.ended_on,
        text_if_readable(VIEWER, Trial, Trial.what_it_took),
        Obstacle.id == OBSTACLE_ID,
        Trial.recorded_at,
        Obstacle.level,
    )
    .where(Trial.workaround_id.in_(sa.bindparam("workaround_ids", expanding=True)))
    .order_by(Trial.id.desc())
)
OBSTACLES_OF_BARRIER = (
    sa.select(Obstacle.id)
    .where(
        Obstacle.programme_id == VIEWER.programme.id,
        Obstacle.barrier_id == sa.bindparam("barrier_id"),
    )
    .correlate(None)
)
# The condition is on the link's own column, so that no database plans a cross join.
LINKS_HERE = LINKS.where(WorkaroundLink.obstacle_id == OBSTACLE_ID)
LINKS_OF_BARRIER = LINKS.where(WorkaroundLink.obstacle_id.in_(OBSTACLES_OF_BARRIER))
TRIALS_HERE = TRIALS.where(Trial.obstacle_id == OBSTACLE_ID)
TRIALS_OF_BARRIER = TRIALS.where(Trial.obstacle_id.in_(OBSTACLES_OF_BARRIER))


def workarounds_for(sight: Sight, obstacle: Obstacle) -> tuple[RankedWorkaround, ...]:
    """Return the workarounds for the obstacle: its own first, then by evidence.

    Ties are sorted by similarity of their text to the obstacle's.
    """
    parameters = {**sight.parameters, "obstacle_id": obstacle.id}
    if obstacle.barrier_id is not None:
        parameters["barrier_id"] = obstacle.barrier_id
    found = db.session.execute(
        LINKS_OF_BARRIER if "barrier_id" in parameters else LINKS_HERE, parameters
    ).all()
    trials = _trials(sight, parameters, [row.id for row in found], _Viewpoint.of(sight, obstacle))
    workarounds = [_ranked_workaround(row, trials.get(row.id, [])) for row in found]
    similarities = _similarities(obstacle, workarounds)
    return tuple(
        sorted(workarounds, key=lambda one: (*_rank(one), -similarities.get(one.reference, 0.0)))
    )


def _similarities(obstacle: Obstacle, workarounds: Sequence[RankedWorkaround]) -> dict[str, float]:
    """Return the text similarity of the workarounds that have equal ranks, by reference."""
    ranks = Counter(map(_rank, workarounds))
    ties = [one.reference for one in workarounds if ranks[_rank(one)] > 1][:MAX_COMPARED]
    return similarity_scores(obstacle.programme_id, obstacle.reference, ties) if ties else {}


@dataclass(frozen=True)
class _Viewpoint:
    """The properties of the obstacle by which trials are more or less relevant."""

    level: Level | None
    country: str
    """Empty if the obstacle's organisation may not be named, because it would identify it."""
    counts_unnamed: bool
    today: date

    @classmethod
    def of(cls, sight: Sight, obstacle: Obstacle) -> "_Viewpoint":
        country = obstacle.organisation.country if sight.may_name(obstacle) else ""
        return cls(obstacle.level, country, unnamed_reach_threshold(sight), now().date())

    def evidence_of(
        self, owner: int | None, country: str, outcome: Outcome, day: date, level: Level | None
    ) -> evidence.TrialEvidence:
        """Return a trial as evidence; all unnamed organisations count as one, or not at all."""
        unnamed = NOT_NAMED if self.counts_unnamed else None
        return evidence.TrialEvidence(
            organisation=unnamed if owner is None else owner,
            outcome=outcome.value,
            years_ago=(self.today - day).days / 365.25,
            is_same_level=level is not None and level is self.level,
            is_same_country=bool(country) and country == self.country,
        )


def _ranked_workaround(row: Any, trials: Sequence[TrialLine]) -> RankedWorkaround:
    as_evidence = [trial.as_evidence for trial in trials]
    counted = [
        one for one in as_evidence if one.organisation is not None and one.outcome in evidence.WORTH
    ]
    helped = {one.organisation for one in counted if evidence.WORTH[one.outcome] > 0}
    return RankedWorkaround(
        reference=row.reference,
        title=row.title,
        is_here=bool(row[3]),
        trials=tuple(trials[:MAX_TRIALS_SHOWN]),
        hidden_trials=max(0, len(trials) - MAX_TRIALS_SHOWN),
        strength=evidence.strength(as_evidence),
        tried_by=len({one.organisation for one in counted}),
        helped=len(helped),
    )


def _trials(
    sight: Sight, parameters: dict[str, Any], workaround_ids: list[int], viewpoint: _Viewpoint
) -> dict[int, list[TrialLine]]:
    """Return the trials against this obstacle or its barrier's others, by workaround id."""
    if not workaround_ids:
        return {}
    trials = TRIALS_OF_BARRIER if "barrier_id" in parameters else TRIALS_HERE
    catalogue = catalogue_of(sight)
    found: dict[int, list[TrialLine]] = {}
    rows = db.session.execute(trials, {**parameters, "workaround_ids": workaround_ids})
    for workaround_id, reference, outcome, owner, *details, recorded_at, level in rows:
        started_on, ended_on, what_it_took, is_here = details
        day = ended_on or started_on or recorded_at.date()
        country = "" if owner is None else catalogue.organisation[owner].country
        trial = TrialLine(
            reference=reference,
            outcome=outcome,
            organisation=catalogue.short_name(owner),
            started_on=started_on,
            ended_on=ended_on,
            what_it_took=what_it_took,
            is_here=is_here,
            as_evidence=viewpoint.evidence_of(owner, country, outcome, day, level),
        )
        found.setdefault(workaround_id, []).append(trial)
    for each in found.values():
        each.sort(key=lambda trial: (not trial.is_here, BEST_FIRST.index(trial.outcome)))
    return found


def _rank(workaround: RankedWorkaround) -> tuple[bool, float, int]:
    """Return the sort key: own workarounds first, then by evidence and best outcome."""
    best = min(
        (BEST_FIRST.index(trial.outcome) for trial in workaround.trials), default=len(BEST_FIRST)
    )
    return not workaround.is_here, -workaround.strength, best
