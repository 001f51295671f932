"""Find workarounds and trials within sight."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.extensions import db
from tracker.fold import folded_words, searched_words, sort_key
from tracker.models import Barrier, Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import BLOCKING_STATUSES, Outcome, Status
from tracker.sight.cache import cached
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import (
    Sight,
    is_current,
    links_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
    text_if_readable,
    trials_visible_to,
    trials_with_withdrawn,
    workarounds_visible_to,
)
from tracker.sight.withdrawn import is_restorable

MAX_BLOCKED_SHOWN = 10


@dataclass(frozen=True)
class WorkaroundRow:
    """A row of the list of workarounds."""

    id: int
    reference: str
    title: str
    owner: str | None
    """The organisation's short name, or None if it may not be named."""
    words: frozenset[str]
    logged_at: datetime
    obstacles: int
    outcomes: tuple[tuple[Outcome, int], ...]

    @property
    def worked(self) -> int:
        """The number of trials that worked, wholly or partly."""
        helped = {Outcome.WORKED, Outcome.PARTLY}
        return sum(number for outcome, number in self.outcomes if outcome in helped)


def workaround_rows(sight: Sight) -> tuple[WorkaroundRow, ...]:
    """Return every visible workaround, newest first; cached until the programme changes."""
    return cached(sight, "workarounds", lambda: _read_workarounds(sight))


def _read_workarounds(sight: Sight) -> tuple[WorkaroundRow, ...]:
    names = {one.id: one.short_name for one in catalogue_of(sight).organisations}
    obstacles = dict(_counts(links_visible_to(sight), WorkaroundLink.workaround_id))
    outcomes: dict[int, list[tuple[Outcome, int]]] = {}
    for workaround_id, outcome, number in _counts(
        trials_visible_to(sight), Trial.workaround_id, Trial.outcome
    ):
        outcomes.setdefault(workaround_id, []).append((outcome, number))
    order = list(Outcome)
    rows = db.session.execute(
        workarounds_visible_to(sight)
        .with_only_columns(
            Workaround.id,
            Workaround.reference,
            Workaround.title,
            Workaround.details,
            Workaround.logged_at,
            shown_organisation_id(sight, Workaround),
        )
        .order_by(Workaround.logged_at.desc(), Workaround.id.desc())
    )
    return tuple(
        WorkaroundRow(
            id=key,
            reference=reference,
            title=title,
            owner=names.get(owner or 0),
            words=frozenset(
                folded_words(f"{title} {details} {reference} {names.get(owner or 0, '')}")
            ),
            logged_at=logged_at,
            obstacles=obstacles.get(key, 0),
            outcomes=tuple(sorted(outcomes.get(key, ()), key=lambda one: order.index(one[0]))),
        )
        for key, reference, title, details, logged_at, owner in rows
    )


def _counts(visible: sa.Select[Any], *keys: Any) -> Iterable[Any]:
    counted = visible.with_only_columns(*keys, sa.func.count()).group_by(*keys)
    return [tuple(row) for row in db.session.execute(counted)]


NEWEST_FIRST = "newest"
SORTS = {
    NEWEST_FIRST: lambda _workaround: 0,  # The rows are sorted like this already.
    "title": lambda workaround: sort_key(workaround.title),
    "worked": lambda workaround: -workaround.worked,
    "obstacles": lambda workaround: -workaround.obstacles,
}


def workarounds_matching(sight: Sight, q: str, sort: str) -> list[WorkaroundRow]:
    """Return the sorted workarounds in which each search term is the prefix of a word."""
    terms = searched_words(q)
    if q.strip() and not terms:
        return []
    found = [
        workaround
        for workaround in workaround_rows(sight)
        if all(any(word.startswith(part) for word in workaround.words) for part in terms)
    ]
    return sorted(found, key=SORTS[sort])


def find_workaround(sight: Sight, reference: str) -> Workaround | None:
    """Return the workaround with this reference and its organisation loaded, or None."""
    return db.session.scalar(
        workarounds_visible_to(sight)
        .where(Workaround.reference == reference)
        .options(joinedload(Workaround.organisation, innerjoin=True))
    )


@dataclass(frozen=True)
class TrialOfObstacle:
    """A trial with the obstacle it is against; it belongs to the obstacle's organisation."""

    trial: Trial
    obstacle: Obstacle

    @property
    def organisation_id(self) -> int:
        """The id of the organisation that tries the workaround."""
        return self.obstacle.organisation_id

    @property
    def author_id(self) -> int | None:
        """The id of the person who recorded the trial."""
        return self.trial.author_id

    @property
    def version(self) -> int:
        """The version of the trial, for edit conflicts."""
        return self.trial.version


def find_trial(sight: Sight, reference: str) -> TrialOfObstacle | None:
    """Return the trial with this reference, or None."""
    return _find_trial(trials_visible_to(sight), reference)


def find_trial_to_withdraw(sight: Sight, reference: str) -> TrialOfObstacle | None:
    """Return the trial with this reference, also if it is withdrawn and restorable."""
    either = sa.or_(is_current(Trial), is_restorable(Trial))
    return _find_trial(trials_with_withdrawn(sight).where(either), reference)


def _find_trial(trials: sa.Select[Trial], reference: str) -> TrialOfObstacle | None:
    trial = db.session.scalar(
        trials.where(Trial.reference == reference).options(
            joinedload(Trial.obstacle, innerjoin=True).joinedload(
                Obstacle.organisation, innerjoin=True
            ),
            joinedload(Trial.workaround, innerjoin=True),
        )
    )
    return None if trial is None else TrialOfObstacle(trial, trial.obstacle)


@dataclass(frozen=True)
class TrialSummary:
    """A trial as the viewer may see it."""

    reference: str
    outcome: Outcome
    started_on: date | None
    ended_on: date | None
    what_it_took: str
    """Empty if the viewer may not read it."""


@dataclass(frozen=True)
class LinkedObstacle:
    """An obstacle that a workaround is linked to, and the trials against it."""

    reference: str
    title: str
    status: Status
    owner: str | None
    may_record_trial: bool
    """Whether the viewer may edit its trials."""
    may_unlink: bool
    trials: tuple[TrialSummary, ...]


def linked_obstacles(sight: Sight, workaround: Workaround) -> list[LinkedObstacle]:
    """Return the obstacles that the workaround is linked to, those with trials first."""
    trials: dict[int, list[TrialSummary]] = {}
    for row in db.session.execute(
        trials_visible_to(sight)
        .where(Trial.workaround_id == workaround.id)
        .with_only_columns(
            Trial.obstacle_id,
            Trial.reference,
            Trial.outcome,
            Trial.started_on,
            Trial.ended_on,
            text_if_readable(sight, Trial, Trial.what_it_took).label("what_it_took"),
        )
        .order_by(Trial.recorded_at.desc(), Trial.id.desc())
    ):
        trial = TrialSummary(
            row.reference, row.outcome, row.started_on, row.ended_on, row.what_it_took
        )
        trials.setdefault(row.obstacle_id, []).append(trial)
    rows = db.session.execute(
        links_visible_to(sight)
        .where(WorkaroundLink.workaround_id == workaround.id)
        .with_only_columns(Obstacle, shown_organisation_id(sight))
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    )
    names = {one.id: one.short_name for one in catalogue_of(sight).organisations}
    obstacles = [
        LinkedObstacle(
            reference=obstacle.reference,
            title=obstacle.title,
            status=obstacle.status,
            owner=names.get(owner or 0),
            may_record_trial=is_granted(Permission.TRIAL_RECORD, sight, obstacle),
            may_unlink=may_link(sight, obstacle) and obstacle.id not in trials,
            trials=tuple(trials.get(obstacle.id, ())),
        )
        for obstacle, owner in rows
    ]
    return sorted(obstacles, key=lambda obstacle: not obstacle.trials)


def may_link(sight: Sight, obstacle: Obstacle) -> bool:
    """Return whether the viewer may link workarounds to the obstacle and unlink them."""
    return is_granted(Permission.WORKAROUND_LINK, sight, obstacle)


def trial_entries(
    obstacles: Iterable[LinkedObstacle],
) -> list[tuple[LinkedObstacle, TrialSummary | None]]:
    """Return each trial with its obstacle, and (obstacle, None) for obstacles without trials."""
    return [(obstacle, trial) for obstacle in obstacles for trial in obstacle.trials or (None,)]


def group_entries(
    entries: Iterable[tuple[LinkedObstacle, TrialSummary | None]],
) -> list[LinkedObstacle]:
    """Group consecutive entries by obstacle, each with the trials of these entries only."""
    return [
        replace(obstacle, trials=tuple(trial for _obstacle, trial in group if trial is not None))
        for obstacle, group in groupby(entries, key=itemgetter(0))
    ]


def count_outcomes(obstacles: Iterable[LinkedObstacle]) -> list[tuple[Outcome, int]]:
    """Return the number of trials by outcome, the best outcome first."""
    counts = Counter(trial.outcome for obstacle in obstacles for trial in obstacle.trials)
    return [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]]


@dataclass(frozen=True)
class BlockedObstacle:
    """An own obstacle that a barrier still blocks, and whether the workaround is on trial there."""

    reference: str
    title: str
    status: Status
    trial: str | None
    """The reference of its latest trial of the workaround, or None."""


def own_blocked_obstacles(
    sight: Sight, barrier: Barrier, workaround: Workaround
) -> list[BlockedObstacle]:
    """Return the obstacles of the person's organisations that the barrier blocks, the newest first.

    These are the obstacles against which the person can start a trial of the workaround.
    """
    latest = (
        sa.select(Trial.reference)
        .where(Trial.obstacle_id == Obstacle.id, Trial.workaround_id == workaround.id)
        .order_by(Trial.recorded_at.desc(), Trial.id.desc())
        .limit(1)
        .correlate(Obstacle)
        .scalar_subquery()
    )
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(
            Obstacle.barrier_id == barrier.id,
            Obstacle.organisation_id.in_(sight.logging_organisation_ids),
            Obstacle.status.in_(BLOCKING_STATUSES),
        )
        .with_only_columns(Obstacle.reference, Obstacle.title, Obstacle.status, latest)
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(MAX_BLOCKED_SHOWN)
    )
    return [BlockedObstacle(*row) for row in rows]
