"""Narrow and order what a person may see, as they ask."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.models import Obstacle, Workaround, WorkaroundLink, obstacle_category
from tracker.register.criteria import Asked, HasWorkaround, Shared, Sort
from tracker.register.queries_search import says
from tracker.sight.catalogue import UNCATEGORISED, Catalogue, catalogue_of
from tracker.sight.sharing import STATUSES_BY_PROGRESS, Sharing, sharing
from tracker.sight.sight import (
    Sight,
    logged_obstacles_visible_to,
    sees_workaround,
    shown_organisation_id,
)

Ordering = tuple[ColumnElement[Any], ...]


def obstacles_asked_for(sight: Sight, asked: Asked) -> sa.Select[Obstacle]:
    """Select the obstacles that answer to the question, in no order and on no page."""
    known = catalogue_of(sight)
    conditions = says(sight, known, asked.words)
    if asked.status:
        conditions.append(Obstacle.status.in_(asked.status))
    if asked.level:
        conditions.append(Obstacle.level.in_(asked.level))
    if asked.organisation:
        ids = known.organisation_ids(asked.organisation)
        conditions.append(shown_organisation_id(sight).in_(ids))
    if asked.category:
        conditions.append(_is_of_a_kind(known, asked.category))
    if asked.shared:
        conditions.append(_is_shared(sharing(sight), asked.shared))
    if len(set(asked.workaround)) == 1:
        has_one = Obstacle.id.in_(ids_with_workaround(sight))
        conditions.append(has_one if HasWorkaround.YES in asked.workaround else sa.not_(has_one))
    return logged_obstacles_visible_to(sight).where(*conditions)


def in_order(obstacles: sa.Select[Any], sight: Sight, asked: Asked) -> sa.Select[Any]:
    """Put a selection in the order asked for; what is equal in it stands newest first."""
    if asked.sort is Sort.ORGANISATION:
        obstacles, by_name = _by_organisation(obstacles, sight)
        return obstacles.order_by(*by_name)
    return obstacles.order_by(*_ORDERS[asked.sort](sight))


def ids_with_workaround(sight: Sight) -> sa.Select[int]:
    """Select the ids of obstacles beside which stands a workaround that the person may see."""
    return (
        sa.select(WorkaroundLink.obstacle_id)
        .join(Workaround, Workaround.id == WorkaroundLink.workaround_id)
        .where(sees_workaround(sight))
    )


def _is_of_a_kind(known: Catalogue, slugs: tuple[str, ...]) -> ColumnElement[bool]:
    tagged = _is_tagged(known.category_ids(slugs))
    if UNCATEGORISED not in slugs:
        return tagged
    has_none = sa.not_(sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id))
    return sa.or_(tagged, has_none)


def _is_tagged(category_ids: Sequence[int]) -> ColumnElement[bool]:
    tagged = sa.select(obstacle_category.c.obstacle_id).where(
        obstacle_category.c.category_id.in_(category_ids)
    )
    return Obstacle.id.in_(tagged)


def _is_shared(shared: Sharing, asked: Sequence[str]) -> ColumnElement[bool]:
    is_shared = Obstacle.barrier_id.in_(shared.shared_ids)
    ways: dict[str, ColumnElement[bool]] = {
        Shared.YES: is_shared,
        Shared.NO: sa.and_(Obstacle.barrier_id.is_not(None), sa.not_(is_shared)),
        Shared.UNGROUPED: Obstacle.barrier_id.is_(None),
    }
    return sa.or_(*(ways[value] for value in asked))


def _newest(_sight: Sight) -> Ordering:
    return Obstacle.logged_at.desc(), Obstacle.id.desc()


def _oldest(_sight: Sight) -> Ordering:
    return Obstacle.logged_at.asc(), Obstacle.id.asc()


def _last_changed(_sight: Sight) -> Ordering:
    return Obstacle.changed_at.desc(), Obstacle.id.desc()


def _by_title(sight: Sight) -> Ordering:
    """Order by title, and equal ones by when they were logged: ids tell when a draft was begun."""
    return Obstacle.title_key.asc(), *_oldest(sight)


def _by_status(sight: Sight) -> Ordering:
    place = sa.case(
        {status.value: place for place, status in enumerate(STATUSES_BY_PROGRESS)},
        value=Obstacle.status,
    )
    return place, *_newest(sight)


def _most_widely_shared(sight: Sight) -> Ordering:
    """Order by how many organisations meet the barrier, as the person may count them."""
    shared = sharing(sight)
    widths: dict[int, list[int]] = {}
    for barrier_id in shared.statuses:
        widths.setdefault(shared.organisations(barrier_id), []).append(barrier_id)
    if not widths:
        return _newest(sight)
    width = sa.case(
        *((Obstacle.barrier_id.in_(ids), width) for width, ids in sorted(widths.items())), else_=0
    )
    return width.desc(), *_newest(sight)


def _by_organisation(obstacles: sa.Select[Any], sight: Sight) -> tuple[sa.Select[Any], Ordering]:
    """Join the places of the names; what is not named stands last and shows no order of its own."""
    rank = catalogue_of(sight).rank
    if not rank:
        return obstacles, _newest(sight)
    columns = sa.column("organisation_id", sa.Integer), sa.column("place", sa.Integer)
    places = sa.values(*columns).data(list(rank.items())).cte("by_name")
    joined = obstacles.outerjoin(places, places.c.organisation_id == shown_organisation_id(sight))
    return joined, (sa.func.coalesce(places.c.place, len(rank)), *_newest(sight))


_ORDERS: dict[Sort, Callable[[Sight], Ordering]] = {
    Sort.NEWEST: _newest,
    Sort.OLDEST: _oldest,
    Sort.CHANGED: _last_changed,
    Sort.TITLE: _by_title,
    Sort.STATUS: _by_status,
    Sort.WIDEST: _most_widely_shared,
}
