"""Cards of similar obstacles, barriers and workarounds within sight."""

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
    is_current,
    links_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
    trials_visible_to,
    workarounds_visible_to,
)
from tracker.text_index.nearest import COMPARED, find_similar_texts

OUTCOMES_BEST_FIRST = [*Outcome, None]


@dataclass(frozen=True)
class Card:
    """A similar thing as this viewer may see it."""

    kind: str
    """obstacle, barrier or workaround."""
    reference: str
    title: str
    organisation: str | None = None
    """The short name of the owner, or None if it may not be named or there is none."""
    is_own: bool = False
    is_likely: bool = False
    """Whether it very likely means the same."""
    status: Status | None = None
    barrier_id: int | None = None
    workaround: tuple[str, str] | None = None
    """The reference and title of the workaround that helped most there."""
    outcome: Outcome | None = None
    organisations: int = 0
    """How many organisations meet the barrier, as this viewer may count them."""
    cleared: int = 0
    """How many of them have cleared the barrier (worked round or resolved)."""
    worked: int = 0
    """The number of trials in which the workaround worked."""

    @property
    def is_cleared(self) -> bool:
        """Whether it is worked round or resolved, or something worked."""
        if self.status is None:
            return bool(self.cleared or self.worked)
        return self.status in CLEARED_STATUSES


def _list_parameter(name: str) -> sa.BindParameter[Any]:
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
    .where(Obstacle.reference.in_(_list_parameter("references")))
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
    .where(Workaround.reference.in_(_list_parameter("references")))
)
WORKED = (
    trials_visible_to(VIEWER)
    .with_only_columns(Trial.workaround_id, sa.func.count())
    .where(Trial.workaround_id.in_(_list_parameter("ids")), Trial.outcome == Outcome.WORKED)
    .group_by(Trial.workaround_id)
)
HELPFUL_WORKAROUNDS = (
    links_visible_to(VIEWER)
    .outerjoin(
        Trial,
        sa.and_(
            Trial.workaround_id == Workaround.id,
            Trial.obstacle_id == Obstacle.id,
            is_current(Trial),
        ),
    )
    .with_only_columns(
        Obstacle.id, Obstacle.barrier_id, Workaround.reference, Workaround.title, Trial.outcome
    )
    .where(
        sa.or_(
            Obstacle.id.in_(_list_parameter("ids")),
            Obstacle.barrier_id.in_(_list_parameter("barrier_ids")),
        )
    )
    .order_by(Workaround.reference)
)


class SimilarCards(NamedTuple):
    """Cards of similar things, nearest first."""

    cards: list[Card]
    is_ready: bool
    """Whether the texts are loaded for a search."""


def similar_cards(
    sight: Sight, query: Text, *, exclude: Collection[str], limit: int = COMPARED
) -> SimilarCards:
    """Return the cards of the things within sight that are similar to the query."""
    similar = find_similar_texts(sight, query, exclude=exclude, limit=limit)
    cards = cards_of(sight, (str(match.id) for match in similar.found), similar.likely)
    return SimilarCards(cards, similar.is_ready)


def cards_of(
    sight: Sight, references: Iterable[str], likely: frozenset[str] = frozenset()
) -> list[Card]:
    """Return the cards of these references, in their order; skip those out of sight."""
    order = list(references)
    ids: dict[str, int] = {}
    cards = {
        card.reference: replace(card, is_likely=card.reference in likely)
        for read in (_obstacles, _barriers, _workarounds)
        for card in read(sight, order, ids)
    }
    helpful = _best_workarounds(sight, cards.values(), ids)
    return [
        replace(cards[reference], **helpful.get(reference, {}))
        for reference in order
        if reference in cards
    ]


def _obstacles(sight: Sight, references: list[str], ids: dict[str, int]) -> list[Card]:
    rows: Any = db.session.execute(OBSTACLES, sight.parameters | {"references": references})
    catalogue, cards = catalogue_of(sight), []
    for obstacle_id, reference, title, owner, is_own, status, barrier_id in rows:
        ids[reference] = obstacle_id
        cards.append(
            Card(
                "obstacle",
                reference,
                title,
                organisation=catalogue.short_name(owner),
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
            cleared=shared.cleared_organisations(barrier_id),
        )
        for barrier_id, reference, title in rows
    ]


def _workarounds(sight: Sight, references: list[str], ids: dict[str, int]) -> list[Card]:
    rows: Any = db.session.execute(WORKAROUNDS, sight.parameters | {"references": references}).all()
    if not rows:
        return []
    ids |= {row[1]: row[0] for row in rows}
    catalogue = catalogue_of(sight)
    worked = _worked(sight, [row[0] for row in rows])
    return [
        Card(
            "workaround",
            reference,
            title,
            organisation=catalogue.short_name(owner),
            is_own=bool(is_own),
            worked=worked.get(workaround_id, 0),
        )
        for workaround_id, reference, title, owner, is_own in rows
    ]


def _worked(sight: Sight, workaround_ids: list[int]) -> dict[int, int]:
    trials = db.session.execute(WORKED, sight.parameters | {"ids": workaround_ids})
    return {row[0]: row[1] for row in trials}


def _best_workarounds(
    sight: Sight, cards: Iterable[Card], ids: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """Return the workaround that helped most for each obstacle and each barrier."""
    obstacles = {ids[card.reference]: card.reference for card in cards if card.kind == "obstacle"}
    barriers = {ids[card.reference]: card.reference for card in cards if card.kind == "barrier"}
    if not obstacles and not barriers:
        return {}
    parameters = {"ids": list(obstacles), "barrier_ids": list(barriers)}
    rows: Any = db.session.execute(HELPFUL_WORKAROUNDS, sight.parameters | parameters)
    best: dict[str, dict[str, Any]] = {}
    for obstacle_id, barrier_id, reference, title, outcome in rows:
        found = {"workaround": (reference, title), "outcome": outcome}
        for target in (obstacles.get(obstacle_id), barriers.get(barrier_id)):
            if target and _rank(found) < _rank(best.get(target)):
                best[target] = found
    return best


def _rank(found: dict[str, Any] | None) -> int:
    return (
        len(OUTCOMES_BEST_FIRST) if found is None else OUTCOMES_BEST_FIRST.index(found["outcome"])
    )
