"""One page of the list: its rows as plain data, and how many there are in all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.models.vocabulary import Outcome, Status
from tracker.register.criteria import PAGE_LENGTH, Asked
from tracker.register.queries_filters import in_order, obstacles_asked_for
from tracker.register.queries_trials import Help, help_elsewhere, help_under
from tracker.sight.cache import cached
from tracker.sight.catalogue import Catalogue, catalogue_of
from tracker.sight.sharing import sharing
from tracker.sight.sight import VIEWER, Sight, obstacles_visible_to, shown_organisation_id

MOST_DRAFTS = 5


@dataclass(frozen=True)
class ListRow:
    """An obstacle as a row of the list tells it."""

    reference: str
    title: str
    status: Status
    organisation: str | None
    """The short name, or None where it is not to be named."""
    team: str
    categories: tuple[str, ...]
    others: int
    """With how many other organisations it is shared."""
    helped: tuple[Outcome, str | None] | None
    """How what helped elsewhere went, and where; None for where that is not to be named."""


@dataclass(frozen=True)
class ListPage:
    """The rows of one page, and where it stands in the whole."""

    rows: tuple[ListRow, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return last_page(self.total)

    @property
    def first(self) -> int:
        """The place of the first row in the whole, from one."""
        return (self.page - 1) * PAGE_LENGTH + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True)
class Drafts:
    """A person's latest drafts, as (reference, title), and how many there are."""

    latest: tuple[tuple[str, str], ...]
    total: int


def last_page(total: int) -> int:
    """Return the number of the last page of so many rows."""
    return max(1, -(-total // PAGE_LENGTH))


DRAFTS = (
    obstacles_visible_to(VIEWER)
    .with_only_columns(Obstacle.reference, Obstacle.title)
    .where(Obstacle.is_draft.is_(True))
    .order_by(Obstacle.changed_at.desc(), Obstacle.id.desc())
)
THESE = sa.bindparam("ids", type_=sa.Integer, expanding=True)
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
    .where(Obstacle.id.in_(THESE))
)
TAGS = sa.select(obstacle_category.c.obstacle_id, obstacle_category.c.category_id).where(
    obstacle_category.c.obstacle_id.in_(THESE)
)


def page_of_list(sight: Sight, asked: Asked) -> ListPage:
    """Return the page asked for, or the last where there are not so many."""
    return cached(sight, ("page of list", asked), lambda: _read_page(sight, asked))


def count_asked_for(sight: Sight, asked: Asked) -> int:
    """Return how many obstacles answer to the question."""
    question = ("obstacle count", asked.unplaced())
    return cached(sight, question, lambda: _count(sight, asked))


def drafts_of(sight: Sight) -> Drafts:
    """Return the person's own drafts; they stand in no list, count or file."""
    question = ("drafts", sight.person_id, sight.logging_organisation_ids)
    return cached(sight, question, lambda: _read_drafts(sight))


def _read_page(sight: Sight, asked: Asked) -> ListPage:
    """Find the page's ids first, so that no text is carried through the sorting.

    One id more than a page holds is asked for: where it is not there, nothing is left to count.
    """
    ids = _ids_of_page(sight, asked)
    if asked.page == 1 and len(ids) <= PAGE_LENGTH:
        return ListPage(rows=rows_of(sight, ids), page=1, total=len(ids))
    total = count_asked_for(sight, asked)
    there_is = asked.on_page(min(asked.page, last_page(total)))
    if there_is != asked:
        ids = _ids_of_page(sight, there_is)
    return ListPage(rows=rows_of(sight, ids[:PAGE_LENGTH]), page=there_is.page, total=total)


def _ids_of_page(sight: Sight, asked: Asked) -> Sequence[int]:
    """Return the ids of one page, and the one after its last."""
    found = obstacles_asked_for(sight, asked).with_only_columns(Obstacle.id)
    return db.session.scalars(
        in_order(found, sight, asked).offset((asked.page - 1) * PAGE_LENGTH).limit(PAGE_LENGTH + 1)
    ).all()


def _count(sight: Sight, asked: Asked) -> int:
    ids = obstacles_asked_for(sight, asked).with_only_columns(sa.func.count())
    return db.session.scalars(ids).one()


def _read_drafts(sight: Sight) -> Drafts:
    found = [(row.reference, row.title) for row in db.session.execute(DRAFTS, sight.parameters)]
    return Drafts(latest=tuple(found[:MOST_DRAFTS]), total=len(found))


def rows_of(sight: Sight, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """Return what the rows tell, in the order of the ids; what is out of sight is passed over."""
    if not ids:
        return ()
    rows = db.session.execute(ROWS, {**sight.parameters, "ids": ids})
    found = {row.id: row for row in rows}
    return _as_rows(sight, [found[one] for one in ids if one in found])


def _as_rows(sight: Sight, found: Sequence[Any]) -> tuple[ListRow, ...]:
    known, shared = catalogue_of(sight), sharing(sight)
    helped = help_under(sight, known, {row.barrier_id for row in found if row.barrier_id})
    tagged = _categories_of([row.id for row in found], known)
    return tuple(
        ListRow(
            reference=row.reference,
            title=row.title,
            status=row.status,
            organisation=known.short_name(row.owner),
            team="" if row.owner is None else row.team,
            categories=tuple(tagged.get(row.id, ())),
            others=shared.others(row.barrier_id, row.owner),
            helped=_best(helped.get(row.barrier_id, ()), row, known),
        )
        for row in found
    )


def _best(found: Collection[Help], row: Any, known: Catalogue) -> tuple[Outcome, str | None] | None:
    elsewhere = help_elsewhere(found, row.id, row.owner)
    if not elsewhere:
        return None
    return elsewhere[0].outcome, known.short_name(elsewhere[0].organisation_id)


def _categories_of(ids: Sequence[int], known: Catalogue) -> dict[int, list[str]]:
    return known.categories_by_obstacle(db.session.execute(TAGS, {"ids": ids}))
