"""One page of the list: its rows as plain data, and the total."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.models.vocabulary import Outcome, Status
from tracker.register.criteria import PAGE_LENGTH, ListCriteria
from tracker.register.queries_filters import filter_conditions, in_order, obstacles_matching
from tracker.register.queries_trials import HelpfulTrial, helpful_trials, helpful_trials_elsewhere
from tracker.sight.cache import cached
from tracker.sight.catalogue import Catalogue, catalogue_of
from tracker.sight.sharing import sharing
from tracker.sight.sight import VIEWER, Sight, obstacles_visible_to, shown_organisation_id
from tracker.text_index.near_search import near_obstacles

MAX_DRAFTS = 5
MAX_PRINTED = 500


@dataclass(frozen=True)
class ListRow:
    """A row of the list of obstacles."""

    reference: str
    title: str
    status: Status
    organisation: str | None
    """The short name, or None if it may not be named."""
    team: str
    categories: tuple[str, ...]
    others: int
    """The number of other organisations that share its barrier."""
    helped: tuple[Outcome, str | None] | None
    """The best outcome elsewhere, and the organisation; None for one that may not be named."""


@dataclass(frozen=True)
class ListPage:
    """The rows of one page, its number and the total."""

    rows: tuple[ListRow, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """The number of pages; an empty list has one."""
        return last_page(self.total)

    @property
    def first(self) -> int:
        """The position of the first row in the list, from one."""
        return (self.page - 1) * PAGE_LENGTH + 1

    @property
    def last(self) -> int:
        """The position of the last row in the list."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True)
class NearList:
    """The rows of obstacles that are near to a search text."""

    rows: tuple[ListRow, ...] = ()
    is_ready: bool = True
    """Whether the texts are loaded for a search."""


@dataclass(frozen=True)
class Drafts:
    """A person's latest drafts, as (reference, title), and their total."""

    latest: tuple[tuple[str, str], ...]
    total: int


def last_page(total: int) -> int:
    """Return the number of the last page for this total."""
    return max(1, -(-total // PAGE_LENGTH))


DRAFTS = (
    obstacles_visible_to(VIEWER)
    .with_only_columns(Obstacle.reference, Obstacle.title)
    .where(Obstacle.is_draft.is_(True))
    .order_by(Obstacle.changed_at.desc(), Obstacle.id.desc())
)
IDS = sa.bindparam("ids", type_=sa.Integer, expanding=True)
ROWS = (
    obstacles_visible_to(VIEWER)
    .with_only_columns(
        Obstacle.id,
        Obstacle.barrier_id,
        shown_organisation_id(VIEWER).label("owner"),
        Obstacle.reference,
        Obstacle.title,
        Obstacle.status,
        Obstacle.team,
    )
    .where(Obstacle.id.in_(IDS))
)
TAGS = sa.select(obstacle_category.c.obstacle_id, obstacle_category.c.category_id).where(
    obstacle_category.c.obstacle_id.in_(IDS)
)


def page_of_list(sight: Sight, criteria: ListCriteria) -> ListPage:
    """Return the requested page, or the last one if there are fewer."""
    return cached(sight, ("page of list", criteria), lambda: _read_page(sight, criteria))


def printed_list(sight: Sight, criteria: ListCriteria) -> ListPage:
    """Return the first 500 rows of the whole list, as one page."""
    return cached(sight, ("printed list", criteria), lambda: _read_printed(sight, criteria))


def near_list(sight: Sight, criteria: ListCriteria) -> NearList:
    """Return what is near to a search text that no obstacle has, within the other filters.

    It is part of no count and no file. It is not cached while the texts are loading.
    """
    if not criteria.search_text or criteria.matches_nothing:
        return NearList()
    key = ("near", criteria.without_position())
    found = cached(sight, key, lambda: _read_near(sight, criteria))
    return found or NearList(is_ready=False)


def count_obstacles(sight: Sight, criteria: ListCriteria) -> int:
    """Return the number of obstacles that match the criteria."""
    key = ("obstacle count", criteria.without_position())
    return cached(sight, key, lambda: _count(sight, criteria))


def drafts_of(sight: Sight) -> Drafts:
    """Return the person's own drafts; no list, count or file includes them."""
    key = ("drafts", sight.person_id, sight.logging_organisation_ids)
    return cached(sight, key, lambda: _read_drafts(sight))


def _read_page(sight: Sight, criteria: ListCriteria) -> ListPage:
    """Query the page's ids first, so that the database sorts no texts.

    The query reads one id more than a page holds: without it, the total needs no query.
    """
    ids = _ids_of_page(sight, criteria)
    if criteria.page == 1 and len(ids) <= PAGE_LENGTH:
        return ListPage(rows=rows_of(sight, ids), page=1, total=len(ids))
    total = count_obstacles(sight, criteria)
    clamped = criteria.on_page(min(criteria.page, last_page(total)))
    if clamped != criteria:
        ids = _ids_of_page(sight, clamped)
    return ListPage(rows=rows_of(sight, ids[:PAGE_LENGTH]), page=clamped.page, total=total)


def _read_near(sight: Sight, criteria: ListCriteria) -> NearList | None:
    near = near_obstacles(
        sight,
        criteria.search_text,
        filter_conditions(sight, criteria.without_search_text()),
    )
    return NearList(rows_of(sight, near.ids)) if near.is_ready else None


def _read_printed(sight: Sight, criteria: ListCriteria) -> ListPage:
    ids = db.session.scalars(_ids(sight, criteria).limit(MAX_PRINTED + 1)).all()
    total = len(ids) if len(ids) <= MAX_PRINTED else count_obstacles(sight, criteria)
    return ListPage(rows=rows_of(sight, ids[:MAX_PRINTED]), page=1, total=total)


def _ids_of_page(sight: Sight, criteria: ListCriteria) -> Sequence[int]:
    """Return the ids of one page, and the one after its last."""
    ids = _ids(sight, criteria).offset((criteria.page - 1) * PAGE_LENGTH)
    return db.session.scalars(ids.limit(PAGE_LENGTH + 1)).all()


def _ids(sight: Sight, criteria: ListCriteria) -> sa.Select[Any]:
    found = obstacles_matching(sight, criteria).with_only_columns(Obstacle.id)
    return in_order(found, sight, criteria)


def _count(sight: Sight, criteria: ListCriteria) -> int:
    ids = obstacles_matching(sight, criteria).with_only_columns(sa.func.count())
    return db.session.scalars(ids).one()


def _read_drafts(sight: Sight) -> Drafts:
    found = [(row.reference, row.title) for row in db.session.execute(DRAFTS, sight.parameters)]
    return Drafts(latest=tuple(found[:MAX_DRAFTS]), total=len(found))


def rows_of(sight: Sight, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """Return the rows in the order of the ids; skip ids that are out of sight."""
    if not ids:
        return ()
    rows = db.session.execute(ROWS, {**sight.parameters, "ids": ids})
    found = {row.id: row for row in rows}
    return _as_rows(sight, [found[one] for one in ids if one in found])


def _as_rows(sight: Sight, found: Sequence[Any]) -> tuple[ListRow, ...]:
    catalogue, shared = catalogue_of(sight), sharing(sight)
    helped = helpful_trials(sight, catalogue, {row.barrier_id for row in found if row.barrier_id})
    tagged = _categories_of([row.id for row in found], catalogue)
    return tuple(
        ListRow(
            reference=row.reference,
            title=row.title,
            status=row.status,
            organisation=catalogue.short_name(row.owner),
            team="" if row.owner is None else row.team,
            categories=tuple(tagged.get(row.id, ())),
            others=shared.others(row.barrier_id, row.owner),
            helped=_best(helped.get(row.barrier_id, ()), row, catalogue),
        )
        for row in found
    )


def _best(
    found: Collection[HelpfulTrial], row: Any, catalogue: Catalogue
) -> tuple[Outcome, str | None] | None:
    elsewhere = helpful_trials_elsewhere(found, row.id, row.owner)
    if not elsewhere:
        return None
    return elsewhere[0].outcome, catalogue.short_name(elsewhere[0].organisation_id)


def _categories_of(ids: Sequence[int], catalogue: Catalogue) -> dict[int, list[str]]:
    return catalogue.categories_by_obstacle(db.session.execute(TAGS, {"ids": ids}))
