"""Filter and sort the visible obstacles by criteria."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.models import Obstacle, Workaround, WorkaroundLink, obstacle_category
from tracker.register.criteria import HasWorkaround, ListCriteria, Shared, Sort
from tracker.sight.catalogue import UNCATEGORISED, Catalogue, catalogue_of
from tracker.sight.search import search_conditions
from tracker.sight.sharing import STATUSES_BY_PROGRESS, Sharing, sharing
from tracker.sight.sight import (
    Sight,
    logged_obstacles_visible_to,
    sees_workaround,
    shown_organisation_id,
)

Ordering = tuple[ColumnElement[Any], ...]


def obstacles_matching(sight: Sight, criteria: ListCriteria) -> sa.Select[Obstacle]:
    """Select the obstacles that match the criteria, unordered and without paging."""
    if criteria.matches_nothing:
        return logged_obstacles_visible_to(sight).where(sa.false())
    return logged_obstacles_visible_to(sight).where(*filter_conditions(sight, criteria))


def filter_conditions(sight: Sight, criteria: ListCriteria) -> list[ColumnElement[bool]]:
    """Return the conditions of the search text and the filters, for visible obstacles."""
    catalogue = catalogue_of(sight)
    conditions = search_conditions(sight, catalogue, criteria.search_text)
    if criteria.status:
        conditions.append(Obstacle.status.in_(criteria.status))
    if criteria.level:
        conditions.append(Obstacle.level.in_(criteria.level))
    if criteria.organisation:
        ids = catalogue.organisation_ids(criteria.organisation)
        conditions.append(shown_organisation_id(sight).in_(ids))
    if criteria.category:
        conditions.append(_has_category(catalogue, criteria.category))
    if criteria.shared:
        conditions.append(_is_shared(sharing(sight), criteria.shared))
    if len(set(criteria.workaround)) == 1:
        has_one = Obstacle.id.in_(ids_with_workaround(sight))
        conditions.append(has_one if HasWorkaround.YES in criteria.workaround else sa.not_(has_one))
    return conditions


def in_order(obstacles: sa.Select[Any], sight: Sight, criteria: ListCriteria) -> sa.Select[Any]:
    """Order a selection by the criteria; ties are sorted newest first."""
    if criteria.sort is Sort.ORGANISATION:
        obstacles, by_name = _by_organisation(obstacles, sight)
        return obstacles.order_by(*by_name)
    return obstacles.order_by(*_ORDERS[criteria.sort](sight))


def ids_with_workaround(sight: Sight) -> sa.Select[int]:
    """Select the ids of obstacles with a linked workaround within sight."""
    return (
        sa.select(WorkaroundLink.obstacle_id)
        .join(Workaround, Workaround.id == WorkaroundLink.workaround_id)
        .where(sees_workaround(sight))
    )


def _has_category(catalogue: Catalogue, slugs: tuple[str, ...]) -> ColumnElement[bool]:
    tagged = _is_tagged(catalogue.category_ids(slugs))
    if UNCATEGORISED not in slugs:
        return tagged
    has_none = sa.not_(sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id))
    return sa.or_(tagged, has_none)


def _is_tagged(category_ids: Sequence[int]) -> ColumnElement[bool]:
    tagged = sa.select(obstacle_category.c.obstacle_id).where(
        obstacle_category.c.category_id.in_(category_ids)
    )
    return Obstacle.id.in_(tagged)


def _is_shared(shared: Sharing, values: Sequence[str]) -> ColumnElement[bool]:
    is_shared = Obstacle.barrier_id.in_(shared.shared_ids)
    conditions_by_value: dict[str, ColumnElement[bool]] = {
        Shared.YES: is_shared,
        Shared.NO: sa.and_(Obstacle.barrier_id.is_not(None), sa.not_(is_shared)),
        Shared.UNGROUPED: Obstacle.barrier_id.is_(None),
    }
    return sa.or_(*(conditions_by_value[value] for value in values))


def _newest(_sight: Sight) -> Ordering:
    return Obstacle.logged_at.desc(), Obstacle.id.desc()


def _oldest(_sight: Sight) -> Ordering:
    return Obstacle.logged_at.asc(), Obstacle.id.asc()


def _last_changed(_sight: Sight) -> Ordering:
    return Obstacle.changed_at.desc(), Obstacle.id.desc()


def _by_title(sight: Sight) -> Ordering:
    """Order by title, then by log time, because ids would reveal when a draft was started."""
    return Obstacle.title_key.asc(), *_oldest(sight)


def _by_status(sight: Sight) -> Ordering:
    sort_rank = sa.case(
        {status.value: sort_rank for sort_rank, status in enumerate(STATUSES_BY_PROGRESS)},
        value=Obstacle.status,
    )
    return sort_rank, *_newest(sight)


def _most_widely_shared(sight: Sight) -> Ordering:
    """Order by the number of organisations that share the barrier, as the viewer may count them."""
    shared = sharing(sight)
    ids_by_count: dict[int, list[int]] = {}
    for barrier_id in shared.statuses:
        ids_by_count.setdefault(shared.organisations(barrier_id), []).append(barrier_id)
    if not ids_by_count:
        return _newest(sight)
    count = sa.case(
        *((Obstacle.barrier_id.in_(ids), count) for count, ids in sorted(ids_by_count.items())),
        else_=0,
    )
    return count.desc(), *_newest(sight)


def _by_organisation(obstacles: sa.Select[Any], sight: Sight) -> tuple[sa.Select[Any], Ordering]:
    """Join each organisation's rank by name; unnamed ones come last, in no order of their own."""
    rank = catalogue_of(sight).rank
    if not rank:
        return obstacles, _newest(sight)
    columns = sa.column("organisation_id", sa.Integer), sa.column("sort_rank", sa.Integer)
    ranks = sa.values(*columns).data(list(rank.items())).cte("by_name")
    joined = obstacles.outerjoin(ranks, ranks.c.organisation_id == shown_organisation_id(sight))
    return joined, (sa.func.coalesce(ranks.c.sort_rank, len(rank)), *_newest(sight))


_ORDERS: dict[Sort, Callable[[Sight], Ordering]] = {
    Sort.NEWEST: _newest,
    Sort.OLDEST: _oldest,
    Sort.CHANGED: _last_changed,
    Sort.TITLE: _by_title,
    Sort.STATUS: _by_status,
    Sort.WIDEST: _most_widely_shared,
}
