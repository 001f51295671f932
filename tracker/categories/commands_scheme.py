"""Change the scheme as a whole: start with ours, put one before another. Nothing here commits."""

from enum import StrEnum
from itertools import accumulate

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.row_changes import record_change
from tracker.categories.commands import Meaning, add_category, check_lives
from tracker.categories.scheme import starting_scheme
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Category, Programme
from tracker.models.revision import raise_names_revision, raise_revisions


class Way(StrEnum):
    """Which way a category moves among its like."""

    UP = "up"
    DOWN = "down"


def start_with_scheme(*, programme: Programme) -> list[Category]:
    """Give a programme that has no category yet those of the starting scheme."""
    any_yet = sa.exists().where(Category.programme_id == programme.id)
    if db.session.scalar(sa.select(any_yet)):
        raise DomainError(_("This programme already has categories"))
    added: dict[str, Category] = {}
    for kind in starting_scheme():
        added[kind.slug] = add_category(
            programme=programme,
            meaning=Meaning(kind.name, kind.definition, "\n".join(kind.examples), kind.construct),
            parent=added.get(kind.parent),
            slug=kind.slug,
        )
    return list(added.values())


def move_category(*, category: Category, way: Way) -> bool:
    """Let a category change places with the one before or after it; say whether there is one."""
    check_lives(category)
    row = _its_like(category)
    place = row.index(category)
    other = place + (1 if way is Way.DOWN else -1)
    if not 0 <= other < len(row):
        return False
    # Two that stood in one place, as rows of another hand may, are set apart here.
    places = list(accumulate((each.position for each in row), lambda last, one: max(one, last + 1)))
    row[place], row[other] = row[other], row[place]
    for each, position in zip(row, places, strict=True):
        _put(each, position)
    raise_revisions(db.session(), [category.programme_id])
    raise_names_revision(db.session(), [category.programme_id])
    return True


def _its_like(category: Category) -> list[Category]:
    """Return the categories under the same upper one that are offered like it, in their order."""
    is_retired = category.retired_at is not None
    return list(
        db.session.scalars(
            sa.select(Category)
            .where(
                Category.programme_id == category.programme_id,
                Category.parent_id.is_(None)
                if category.parent_id is None
                else Category.parent_id == category.parent_id,
                Category.retired_at.is_not(None) if is_retired else Category.retired_at.is_(None),
                Category.merged_into_id.is_(None),
            )
            .order_by(Category.position, Category.id)
        )
    )


def _put(category: Category, position: int) -> None:
    """Give a category its place; its version stays, since its words do."""
    if category.position == position:
        return
    record_change(category, position=[category.position, position])
    db.session.execute(
        sa.update(Category).where(Category.id == category.id).values(position=position)
    )
