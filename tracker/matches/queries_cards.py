"""What is told of obstacles, barriers and workarounds that lie near, within sight."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.extensions import db
from tracker.matching.texts import Text
from tracker.models import Barrier, Obstacle, Trial, Workaround
from tracker.models.vocabulary import CLEARED_STATUSES, Outcome, Status
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sharing import compute_sharing
from tracker.sight.sight import (
    VIEWER,
    Sight,
    barriers_visible_to,
    links_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
    trials_visible_to,
    workarounds_visible_to,
)
from tracker.text_index.nearest import COMPARED, find_similar_texts

BEST_FIRST = [*Outcome, None]


@dataclass(frozen=True)
class Card:
    """One thing that lies near, as it is told to this person."""

    kind: str
    """obstacle, barrier or workaround."""
    reference: str
    title: str
    organisation: str | None = None
    """The short name of whose it is, or None where it is not to be named or is nobody's."""
    is_own: bool = False
    is_likely: bool = False
    """Whether it very likely says the same."""
    status: Status | None = None
    barrier_id: int | None = None
    remedy: tuple[str, str] | None = None
    """The reference and title of what helped most there."""
    outcome: Outcome | None = None
    organisations: int = 0
    """How many meet the barrier, as this person may count them."""
    past_it: int = 0
    worked: int = 0
    """In how many trials the workaround worked."""

    @property
    def is_cleared(self) -> bool:
        """Whether there is a way past it here."""
        if self.status is None:
            return bool(self.past_it or self.worked)
        return self.status in CLEARED_STATUSES


def _some(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True)


OBSTACLES = (
    logged_obstacles_visible_to(VIEWER)
    .with_only_columns(
        Obstacle.id,
        Obstacle.reference,
        Obstacle.title,
        shown_organisation_id(VIEWER),
        Obstacle.organisation_id.in_(VIEWER.organisation_ids),
        Obstacle.status,
        Obstacle.barrier_id,
    )
    .where(Obstacle.reference.in_(_some("references")))
)
WORKAROUNDS = (
    workarounds_visible_to(VIEWER)
    .with_only_columns(
        Workaround.id,
        Workaround.reference,
        Workaround.title,
        shown_organisation_id(VIEWER, Workaround),
        Workaround.organisation_id.in_(VIEWER.organisation_ids),
    )
    .where(Workaround.reference.in_(_some("references")))
)
WORKED = (
    trials_visible_to(VIEWER)
    .with_only_columns(Trial.workaround_id, sa.func.count())
    .where(Trial.workaround_id.in_(_some("ids")), Trial.outcome == Outcome.WORKED)
    .group_by(Trial.workaround_id)
)
REMEDIES = (
    links_visible_to(VIEWER)
    .outerjoin(
        Trial, sa.and_(Trial.workaround_id == Workaround.id, Trial.obstacle_id == Obstacle.id)
    )
    .with_only_columns(
        Obstacle.id, Obstacle.barrier_id, Workaround.reference, Workaround.title, Trial.outcome
    )
    .where(sa.or_(Obstacle.id.in_(_some("ids")), Obstacle.barrier_id.in_(_some("barrier_ids"))))
    .order_by(Workaround.reference)
)


class SimilarCards(NamedTuple):
    """What is told of what lies near, nearest first."""

    cards: list[Card]
    is_ready: bool
    """Whether there was anything to look among yet."""


def similar_cards(
    sight: Sight, asked: Text, *, exclude: Collection[str], most: int = COMPARED
) -> SimilarCards:
    """Return what is told of the things within sight that lie near to these words."""
    near = find_similar_texts(sight, asked, exclude=exclude, most=most)
    cards = cards_of(sight, (str(one.id) for one in near.found), near.likely)
    return SimilarCards(cards, near.is_ready)


def cards_of(
    sight: Sight, references: Iterable[str], likely: frozenset[str] = frozenset()
) -> list[Card]:
    """Return what is told of these, in their order; what is out of sight is passed over."""
    order = list(references)
    ids: dict[str, int] = {}
    found = {
        card.reference: replace(card, is_likely=card.reference in likely)
        for read in (_obstacles, _barriers, _workarounds)
        for card in read(sight, order, ids)
    }
    helped = _remedies(sight, found.values(), ids)
    return [replace(found[one], **helped.get(one, {})) for one in order if one in found]


def _obstacles(sight: Sight, references: list[str], ids: dict[str, int]) -> list[Card]:
    rows: Any = db.session.execute(OBSTACLES, sight.parameters | {"references": references})
    known, cards = catalogue_of(sight), []
    for obstacle_id, reference, title, owner, is_own, status, barrier_id in rows:
        ids[reference] = obstacle_id
        cards.append(
            Card(
                "obstacle",
                reference,
                title,
                organisation=known.short_name(owner),
                is_own=bool(is_own),
                status=status,
                barrier_id=barrier_id,
            )
        )
    return cards


def _barriers(sight: Sight, references: list[str], ids: dict[str, int]) -> list[Card]:
    rows: Any = db.session.execute(
        barriers_visible_to(sight)
        .with_only_columns(Barrier.id, Barrier.reference, Barrier.title)
        .where(Barrier.reference.in_(references))
    ).all()
    if not rows:
        return []
    ids |= {reference: barrier_id for barrier_id, reference, _title in rows}
    shared = compute_sharing(sight, [row[0] for row in rows])
    return [
        Card(
            "barrier",
            reference,
            title,
            barrier_id=barrier_id,
            organisations=shared.organisations(barrier_id),
            past_it=shared.cleared_organisations(barrier_id),
        )
        for barrier_id, reference, title in rows
    ]


def _workarounds(sight: Sight, references: list[str], ids: dict[str, int]) -> list[Card]:
    rows: Any = db.session.execute(WORKAROUNDS, sight.parameters | {"references": references}).all()
    if not rows:
        return []
    ids |= {row[1]: row[0] for row in rows}
    known, worked = catalogue_of(sight), _worked(sight, [row[0] for row in rows])
    return [
        Card(
            "workaround",
            reference,
            title,
            organisation=known.short_name(owner),
            is_own=bool(is_own),
            worked=worked.get(workaround_id, 0),
        )
        for workaround_id, reference, title, owner, is_own in rows
    ]


def _worked(sight: Sight, workaround_ids: list[int]) -> dict[int, int]:
    trials = db.session.execute(WORKED, sight.parameters | {"ids": workaround_ids})
    return {row[0]: row[1] for row in trials}


def _remedies(
    sight: Sight, cards: Iterable[Card], ids: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Return what helped most against each obstacle, and under each barrier."""
    obstacles = {ids[card.reference]: card.reference for card in cards if card.kind == "obstacle"}
    barriers = {ids[card.reference]: card.reference for card in cards if card.kind == "barrier"}
    if not obstacles and not barriers:
        return {}
    asked = {"ids": list(obstacles), "barrier_ids": list(barriers)}
    rows: Any = db.session.execute(REMEDIES, sight.parameters | asked)
    best: dict[str, dict[str, Any]] = {}
    for obstacle_id, barrier_id, reference, title, outcome in rows:
        told = {"remedy": (reference, title), "outcome": outcome}
        for place in (obstacles.get(obstacle_id), barriers.get(barrier_id)):
            if place and _rank(told) < _rank(best.get(place)):
                best[place] = told
    return best


def _rank(told: dict[str, Any] | None) -> int:
    return len(BEST_FIRST) if told is None else BEST_FIRST.index(told["outcome"])
