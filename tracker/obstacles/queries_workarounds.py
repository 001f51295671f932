"""The workarounds beside an obstacle or known under its barrier, with how their trials went."""

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
    links_visible_to,
    shown_organisation_id,
    text_if_readable,
    trials_visible_to,
)
from tracker.text_index.nearest import similarity_scores

MOST = 5
"""How many workarounds an obstacle's page tells of; the barrier's page has them all."""
MOST_TRIALS = 4
CONSIDERED = 30
"""How many workarounds of a barrier are weighed: those that helped most often."""
COMPARED = 10
"""How many of those that are alike are compared in words: those that helped most often."""
BEST_FIRST = list(Outcome)


@dataclass(frozen=True)
class Tried:
    """One trial, as a line under its workaround."""

    reference: str
    outcome: Outcome
    organisation: str | None
    """The short name, or None where it is not to be named."""
    started_on: date | None
    ended_on: date | None
    what_it_took: str
    is_here: bool
    """Whether it was against this very obstacle."""
    spoken: evidence.TrialEvidence
    """What it says for or against the workaround, seen from here."""


@dataclass(frozen=True)
class Remedy:
    """A workaround that may get round the obstacle, and how it went elsewhere."""

    reference: str
    title: str
    is_here: bool
    """Whether it stands beside this very obstacle, and not only beside one of its barrier."""
    trials: tuple[Tried, ...]
    untold: int
    """How many more trials there are than are told here."""
    strength: float = 0.0
    """How strongly its trials speak for it; tracker/graph/evidence.py tells how it is reckoned."""
    tried_by: int = 0
    """How many organisations tried it and can tell, as the viewer may count them."""
    helped: int = 0
    """Of these, how many it helped, wholly or partly."""

    @property
    def trial_here(self) -> Tried | None:
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
        ),
    )
    .with_only_columns(Workaround.id, Workaround.reference, Workaround.title, IS_HERE)
    .group_by(Workaround.id, Workaround.reference, Workaround.title)
    .order_by(IS_HERE.desc(), TIMES_HELPED.desc(), sa.func.count().desc(), Workaround.id)
    .limit(CONSIDERED)
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
UNDER_ITS_BARRIER = (
    sa.select(Obstacle.id)
    .where(
        Obstacle.programme_id == VIEWER.programme.id,
        Obstacle.barrier_id == sa.bindparam("barrier_id"),
    )
    .correlate(None)
)
# The condition stands on the link's own column, so that no database begins with every pair of
# tables.
LINKS_HERE = LINKS.where(WorkaroundLink.obstacle_id == OBSTACLE_ID)
LINKS_NEAR = LINKS.where(WorkaroundLink.obstacle_id.in_(UNDER_ITS_BARRIER))
TRIALS_HERE = TRIALS.where(Trial.obstacle_id == OBSTACLE_ID)
TRIALS_NEAR = TRIALS.where(Trial.obstacle_id.in_(UNDER_ITS_BARRIER))


def remedies_for(sight: Sight, obstacle: Obstacle) -> tuple[Remedy, ...]:
    """Return what may get round the obstacle: what stands beside it first, then by evidence.

    Of those for which as much speaks, the nearest to the obstacle's words comes first.
    """
    asked = {**sight.parameters, "obstacle_id": obstacle.id}
    if obstacle.barrier_id is not None:
        asked["barrier_id"] = obstacle.barrier_id
    found = db.session.execute(LINKS_NEAR if "barrier_id" in asked else LINKS_HERE, asked).all()
    trials = _trials(sight, asked, [row.id for row in found], _Place.of(sight, obstacle))
    remedies = [_remedy(row, trials.get(row.id, [])) for row in found]
    near = _nearness(obstacle, remedies)
    return tuple(sorted(remedies, key=lambda one: (*_rank(one), -near.get(one.reference, 0.0))))


def _nearness(obstacle: Obstacle, remedies: Sequence[Remedy]) -> dict[str, float]:
    """Return how near the words of those lie that nothing else tells apart."""
    ranks = Counter(map(_rank, remedies))
    alike = [one.reference for one in remedies if ranks[_rank(one)] > 1][:COMPARED]
    return similarity_scores(obstacle.programme_id, obstacle.reference, alike) if alike else {}


@dataclass(frozen=True)
class _Place:
    """From where trials are looked at: what makes one nearer than another."""

    level: Level | None
    country: str
    """Nothing where the obstacle's organisation is not to be named: its country would tell."""
    counts_unnamed: bool
    today: date

    @classmethod
    def of(cls, sight: Sight, obstacle: Obstacle) -> "_Place":
        country = obstacle.organisation.country if sight.may_name(obstacle) else ""
        return cls(obstacle.level, country, unnamed_reach_threshold(sight), now().date())

    def spoken(
        self, owner: int | None, country: str, outcome: Outcome, day: date, level: Level | None
    ) -> evidence.TrialEvidence:
        """Return what a trial says from here; all who are not named speak as one, or not at all."""
        unnamed = NOT_NAMED if self.counts_unnamed else None
        return evidence.TrialEvidence(
            organisation=unnamed if owner is None else owner,
            outcome=outcome.value,
            years_ago=(self.today - day).days / 365.25,
            is_same_level=level is not None and level is self.level,
            is_same_country=bool(country) and country == self.country,
        )


def _remedy(row: Any, trials: Sequence[Tried]) -> Remedy:
    spoken = [trial.spoken for trial in trials]
    told = [one for one in spoken if one.organisation is not None and one.outcome in evidence.WORTH]
    helped = {one.organisation for one in told if evidence.WORTH[one.outcome] > 0}
    return Remedy(
        reference=row.reference,
        title=row.title,
        is_here=bool(row[3]),
        trials=tuple(trials[:MOST_TRIALS]),
        untold=max(0, len(trials) - MOST_TRIALS),
        strength=evidence.strength(spoken),
        tried_by=len({one.organisation for one in told}),
        helped=len(helped),
    )


def _trials(
    sight: Sight, asked: dict[str, Any], workaround_ids: list[int], place: _Place
) -> dict[int, list[Tried]]:
    """Return the trials of these workarounds, against this obstacle or one under its barrier."""
    if not workaround_ids:
        return {}
    trials = TRIALS_NEAR if "barrier_id" in asked else TRIALS_HERE
    known = catalogue_of(sight)
    found: dict[int, list[Tried]] = {}
    rows = db.session.execute(trials, {**asked, "workaround_ids": workaround_ids})
    for workaround_id, reference, outcome, owner, *course, recorded_at, level in rows:
        started_on, ended_on, what_it_took, is_here = course
        day = ended_on or started_on or recorded_at.date()
        country = "" if owner is None else known.organisation[owner].country
        tried = Tried(
            reference=reference,
            outcome=outcome,
            organisation=known.short_name(owner),
            started_on=started_on,
            ended_on=ended_on,
            what_it_took=what_it_took,
            is_here=is_here,
            spoken=place.spoken(owner, country, outcome, day, level),
        )
        found.setdefault(workaround_id, []).append(tried)
    for each in found.values():
        each.sort(key=lambda tried: (not tried.is_here, BEST_FIRST.index(tried.outcome)))
    return found


def _rank(remedy: Remedy) -> tuple[bool, float, int]:
    """Return what to sort remedies by: where it stands and what speaks for it."""
    best = min(
        (BEST_FIRST.index(trial.outcome) for trial in remedy.trials), default=len(BEST_FIRST)
    )
    return not remedy.is_here, -remedy.strength, best
