"""Count the obstacles of a summary within the viewer's sight."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.editions.suppression import has_disclosive_count
from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import Category, Obstacle, Organisation, obstacle_category
from tracker.models.category import order_of_categories
from tracker.models.vocabulary import Level, Status
from tracker.sight.cache import cached
from tracker.sight.sharing import unnamed_reach_threshold
from tracker.sight.sight import Sight, logged_obstacles_visible_to, sees, shown_organisation_id

UNNAMED = ""
"""The slug of the column of unnamed organisations."""
NO_CATEGORY = ""

Cells = dict[tuple[str, str], int]
"""The number of obstacles by category and organisation slug."""


@dataclass(frozen=True)
class OrganisationColumn:
    """An organisation with named obstacles, as a column of the matrix."""

    slug: str
    short_name: str
    country: str
    is_group: bool
    """Whether it stands for several organisations that a source names only together."""


@dataclass(frozen=True)
class SummaryCounts:
    """How many obstacles there are: by status and level, and by category and organisation.

    Obstacles of organisations not named count only where there are at least as many as the
    programme's threshold: else a total would tell of one or two. `counts_unnamed` says whether
    they do, `shows_unnamed` whether they have a column beside the named, which needs as many in
    every category that they meet.
    """

    columns: tuple[OrganisationColumn, ...]
    counts_unnamed: bool
    shows_unnamed: bool
    by_status: Mapping[Status, int]
    by_level: Mapping[Level | None, Mapping[Status, int]]
    by_owner: Mapping[str, int]
    categories: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]

    @property
    def column_slugs(self) -> list[str]:
        """The slugs of the columns, the unnamed organisations' last."""
        return [column.slug for column in self.columns] + ([UNNAMED] if self.shows_unnamed else [])

    @property
    def organisations(self) -> int:
        """The number of organisations with obstacles, those not named counted as one."""
        return len(self.columns) + self.counts_unnamed

    @property
    def total(self) -> int:
        """The number of counted obstacles."""
        return sum(self.by_status.values())


def summary_counts(sight: Sight) -> SummaryCounts:
    """Return the counts within sight, cached until something in the programme changes."""
    return cached(sight, "summary", lambda: _count(sight))


@dataclass(frozen=True)
class _Group:
    """The number of obstacles of one organisation, status and level."""

    column: OrganisationColumn | None
    status: Status
    level: Level | None
    number: int


def _count(sight: Sight) -> SummaryCounts:
    """Compute the counts with a fixed number of queries."""
    groups = _groups(sight)
    counts_unnamed = unnamed_reach_threshold(sight)
    counted = [group for group in groups if group.column or counts_unnamed]
    columns = {group.column for group in counted if group.column}
    cells, names = _cells(sight)
    unnamed_counts = [number for (_category, slug), number in cells.items() if slug == UNNAMED]
    shows_unnamed = counts_unnamed and not has_disclosive_count(
        unnamed_counts, sight.programme.threshold
    )
    if not shows_unnamed:
        cells = {cell: number for cell, number in cells.items() if cell[1] != UNNAMED}
    used_categories = {category for category, _slug in cells}
    return SummaryCounts(
        columns=tuple(
            sorted(columns, key=lambda column: (sort_key(column.short_name), column.slug))
        ),
        counts_unnamed=counts_unnamed,
        shows_unnamed=shows_unnamed,
        by_status=_summed(counted, lambda group: group.status),
        by_level={
            level: _summed([g for g in counted if g.level is level], lambda group: group.status)
            for level in [*reversed(Level), None]
        },
        by_owner=_summed(counted, lambda group: group.column.slug if group.column else UNNAMED),
        categories=tuple(name for name in names if name in used_categories),
        cells=cells,
    )


def _groups(sight: Sight) -> list[_Group]:
    fields = (
        Organisation.slug,
        Organisation.short_name,
        Organisation.country,
        Organisation.is_group,
    )
    grouping = (Obstacle.status, Obstacle.level)
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(*fields, *grouping, sa.func.count())
        .group_by(*fields, *grouping)
    )
    return [_Group(OrganisationColumn(*row[:4]) if row.slug else None, *row[4:]) for row in rows]


def _summed(groups: list[_Group], key: Callable[[_Group], Any]) -> dict[Any, int]:
    sums: Counter[Any] = Counter()
    for group in groups:
        sums[key(group)] += group.number
    return dict(sums)


def _cells(sight: Sight) -> tuple[Cells, list[str]]:
    """Count each category's obstacles by organisation, and name all categories in their order.

    What has none stands in a row of its own, the last.
    """
    names = _names_of_categories(sight)
    owner = sa.func.coalesce(Organisation.slug, UNNAMED)
    rows = db.session.execute(
        sa.select(obstacle_category.c.category_id, owner, sa.func.count())
        .select_from(Obstacle)
        .outerjoin(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .where(sees(sight), Obstacle.is_draft.is_(False))
        .group_by(obstacle_category.c.category_id, owner)
    )
    cells: Counter[tuple[str, str]] = Counter()
    for category_id, slug, number in rows:
        cells[names.get(category_id, NO_CATEGORY), slug] += number
    return dict(cells), [*names.values(), NO_CATEGORY]


def _names_of_categories(sight: Sight) -> dict[int, str]:
    """Return the category names by id, each after its parent, in their order.

    Two of the same name are prefixed with their parent's name.
    """
    parent = sa.orm.aliased(Category)
    rows = db.session.execute(
        sa.select(Category.id, Category.name, parent.name)
        .outerjoin(parent, parent.id == Category.parent_id)
        .where(Category.programme_id == sight.programme.id)
        .order_by(*order_of_categories(parent))
    ).all()
    uses = Counter(name for _id, name, _above in rows)
    return {
        category_id: f"{parent}: {name}" if parent and uses[name] > 1 else name
        for category_id, name, parent in rows
    }
