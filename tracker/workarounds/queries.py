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
from tracker.fold import folded_words, sort_key
from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Outcome, Status
from tracker.sight.cache import cached
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import (
    Sight,
    links_visible_to,
    shown_organisation_id,
    text_if_readable,
    trials_visible_to,
    workarounds_visible_to,
)


@dataclass(frozen=True)
class KnownWay:
    """A workaround as a list shows it."""

    id: int
    reference: str
    title: str
    owner: str | None
    """The organisation's short name, or None where it may not be named."""
    words: frozenset[str]
    logged_at: datetime
    obstacles: int
    outcomes: tuple[tuple[Outcome, int], ...]

    @property
    def worked(self) -> int:
        """How many trials worked, wholly or partly."""
        helped = {Outcome.WORKED, Outcome.PARTLY}
        return sum(number for outcome, number in self.outcomes if outcome in helped)


def ways_in(sight: Sight) -> tuple[KnownWay, ...]:
    """Return every workaround the person may see, newest first; kept until something changes."""
    return cached(sight, "workarounds", lambda: _work_out_ways(sight))


def _work_out_ways(sight: Sight) -> tuple[KnownWay, ...]:
    names = {one.id: one.short_name for one in catalogue_of(sight).organisations}
    obstacles = dict(_counts(links_visible_to(sight), WorkaroundLink.workaround_id))
    outcomes: dict[int, list[tuple[Outcome, int]]] = {}
    for way, outcome, number in _counts(
        trials_visible_to(sight), Trial.workaround_id, Trial.outcome
    ):
        outcomes.setdefault(way, []).append((outcome, number))
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
        KnownWay(
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
    NEWEST_FIRST: lambda _way: 0,  # The order in which they come.
    "title": lambda way: sort_key(way.title),
    "worked": lambda way: -way.worked,
    "obstacles": lambda way: -way.obstacles,
}


def ways_matching(sight: Sight, q: str, sort: str) -> list[KnownWay]:
    """Return the workarounds in which each word asked for begins a word, in this order."""
    asked = list(folded_words(q))
    found = [
        way
        for way in ways_in(sight)
        if all(any(word.startswith(part) for word in way.words) for part in asked)
    ]
    return sorted(found, key=SORTS[sort])


def find_workaround(sight: Sight, reference: str) -> Workaround | None:
    """Return the workaround of this reference, its organisation loaded, or None."""
    return db.session.scalar(
        workarounds_visible_to(sight)
        .where(Workaround.reference == reference)
        .options(joinedload(Workaround.organisation, innerjoin=True))
    )


@dataclass(frozen=True)
class Tried:
    """A trial with the obstacle it is against; it belongs to the obstacle's organisation."""

    trial: Trial
    obstacle: Obstacle

    @property
    def organisation_id(self) -> int:
        """The organisation that tries it."""
        return self.obstacle.organisation_id

    @property
    def version(self) -> int:
        """How often it was said how the trial goes."""
        return self.trial.version


def find_trial(sight: Sight, reference: str) -> Tried | None:
    """Return the trial of this reference, or None."""
    trial = db.session.scalar(
        trials_visible_to(sight)
        .where(Trial.reference == reference)
        .options(
            joinedload(Trial.obstacle, innerjoin=True).joinedload(
                Obstacle.organisation, innerjoin=True
            ),
            joinedload(Trial.workaround, innerjoin=True),
        )
    )
    return None if trial is None else Tried(trial, trial.obstacle)


@dataclass(frozen=True)
class Told:
    """A trial as its reader sees it."""

    reference: str
    outcome: Outcome
    started_on: date | None
    ended_on: date | None
    what_it_took: str
    """Nothing where the reader may not read it."""


@dataclass(frozen=True)
class Place:
    """An obstacle beside which a workaround stands, and how each trial against it went."""

    reference: str
    title: str
    status: Status
    owner: str | None
    may_tell: bool
    """Whether the viewer may say how its trials go."""
    may_take_away: bool
    trials: tuple[Told, ...]


def places_of(sight: Sight, workaround: Workaround) -> list[Place]:
    """Return the obstacles that the workaround stands beside, those where it was tried first."""
    trials: dict[int, list[Told]] = {}
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
        told = Told(row.reference, row.outcome, row.started_on, row.ended_on, row.what_it_took)
        trials.setdefault(row.obstacle_id, []).append(told)
    rows = db.session.execute(
        links_visible_to(sight)
        .where(WorkaroundLink.workaround_id == workaround.id)
        .with_only_columns(Obstacle, shown_organisation_id(sight))
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    )
    names = {one.id: one.short_name for one in catalogue_of(sight).organisations}
    places = [
        Place(
            reference=obstacle.reference,
            title=obstacle.title,
            status=obstacle.status,
            owner=names.get(owner or 0),
            may_tell=is_granted(Permission.TRIAL_RECORD, sight, obstacle),
            may_take_away=may_link(sight, obstacle) and obstacle.id not in trials,
            trials=tuple(trials.get(obstacle.id, ())),
        )
        for obstacle, owner in rows
    ]
    return sorted(places, key=lambda place: not place.trials)


def may_link(sight: Sight, obstacle: Obstacle) -> bool:
    """Say whether the viewer may put workarounds beside the obstacle, and take them away."""
    return is_granted(Permission.WORKAROUND_LINK, sight, obstacle)


def entries_of(places: Iterable[Place]) -> list[tuple[Place, Told | None]]:
    """Return each trial with the obstacle it was against, and each obstacle without a trial."""
    return [(place, trial) for place in places for trial in place.trials or (None,)]


def places_in(entries: Iterable[tuple[Place, Told | None]]) -> list[Place]:
    """Return the obstacles of some entries in a row, each with those of its trials alone."""
    return [
        replace(place, trials=tuple(trial for _place, trial in group if trial is not None))
        for place, group in groupby(entries, key=itemgetter(0))
    ]


def tally(places: Iterable[Place]) -> list[tuple[Outcome, int]]:
    """Return how many trials had each outcome, the best outcome first."""
    counts = Counter(trial.outcome for place in places for trial in place.trials)
    return [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]]


def own_obstacles(sight: Sight, most: int = 50) -> list[tuple[str, str]]:
    """Return (reference, title) of the person's organisations' newest obstacles."""
    rows = db.session.execute(
        sa.select(Obstacle.reference, Obstacle.title)
        .where(
            Obstacle.programme_id == sight.programme.id,
            Obstacle.organisation_id.in_(sight.logging_organisation_ids),
            Obstacle.is_draft.is_(False),
        )
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(most)
    )
    return [(reference, title) for reference, title in rows]
