"""The obstacles that a pick list offers, found by words within the viewer's sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import Barrier, Obstacle
from tracker.models.vocabulary import Status
from tracker.sight.catalogue import catalogue_of
from tracker.sight.search import search_conditions
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
)

MAX_OPTIONS = 7
MAX_WORDS_LENGTH = 200


class Scope(StrEnum):
    """Which of the visible obstacles a pick list offers, and which of them come first.

    One's own come first, and before these, for `UNGROUPED_FIRST`, those without a barrier.
    """

    VISIBLE = "visible"
    OWN = "own"
    UNGROUPED_FIRST = "ungrouped-first"


@dataclass(frozen=True)
class PickOption:
    """An obstacle, or a workaround, to choose."""

    reference: str
    title: str
    status: Status | None
    """None for a workaround."""
    organisation: str | None
    """The owner's short name, or None if it may not be named."""
    is_grouped: bool = False
    """Whether it is an obstacle linked to a barrier."""


@dataclass(frozen=True)
class PickOptions:
    """The first things found, and whether there are more."""

    rows: tuple[PickOption, ...] = ()
    has_more: bool = False
    is_near: bool = False
    """Whether none has all words, and these are similar."""


def obstacle_options(sight: Sight, words: str, scope: Scope, of: str = "") -> PickOptions:
    """Return the obstacles that match all words, or all if there are no words.

    `of` is the reference of what they are chosen for and is not offered: an obstacle, or for
    `UNGROUPED_FIRST` a barrier, of which no obstacle is offered.
    """
    terms = search_conditions(sight, catalogue_of(sight), words.strip()[:MAX_WORDS_LENGTH])
    found = (
        logged_obstacles_visible_to(sight)
        .where(*terms, *scope_conditions(sight, scope, of))
        .order_by(*_order(sight, scope))
        .limit(MAX_OPTIONS + 1)
    )
    rows = [*_options(sight, found).values()]
    return PickOptions(tuple(rows[:MAX_OPTIONS]), len(rows) > MAX_OPTIONS)


def near_options(sight: Sight, ids: Sequence[int]) -> PickOptions:
    """Return these obstacles in the order of their ids; skip those out of sight."""
    found = logged_obstacles_visible_to(sight).where(Obstacle.id.in_(ids))
    options = _options(sight, found) if ids else {}
    return PickOptions(tuple(options[one] for one in ids if one in options), is_near=True)


def _options(sight: Sight, found: sa.Select[Any]) -> dict[int, PickOption]:
    catalogue = catalogue_of(sight)
    columns = found.with_only_columns(
        Obstacle.id,
        Obstacle.reference,
        Obstacle.title,
        Obstacle.status,
        shown_organisation_id(sight),
        Obstacle.barrier_id.is_not(None),
    )
    return {
        id_: PickOption(
            reference, title, status, catalogue.short_name(organisation_id), bool(is_grouped)
        )
        for id_, reference, title, status, organisation_id, is_grouped in db.session.execute(
            columns
        )
    }


def scope_conditions(sight: Sight, scope: Scope, of: str) -> list[ColumnElement[bool]]:
    """Return the conditions for the obstacles that a pick list of this scope offers."""
    if scope is Scope.UNGROUPED_FIRST:
        barriers = barriers_visible_to(sight).where(Barrier.reference == of)
        there = barriers.with_only_columns(Barrier.id)
        return [sa.or_(Obstacle.barrier_id.is_(None), Obstacle.barrier_id.not_in(there))]
    conditions: list[ColumnElement[bool]] = [Obstacle.reference != of]
    if scope is Scope.OWN:
        conditions.append(Obstacle.organisation_id.in_(sight.logging_organisation_ids))
    return conditions


def _order(sight: Sight, scope: Scope) -> list[ColumnElement[Any]]:
    is_own = Obstacle.organisation_id.in_(sight.organisation_ids)
    is_grouped = Obstacle.barrier_id.is_not(None)
    first = [is_grouped] if scope is Scope.UNGROUPED_FIRST else []
    return [*first, is_own.desc(), Obstacle.logged_at.desc(), Obstacle.id.desc()]
