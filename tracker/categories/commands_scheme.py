"""Add the starting scheme's categories, and change their order. The caller commits."""

from enum import StrEnum
from itertools import accumulate

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.row_changes import record_change
from tracker.categories.commands import CategoryContent, add_category, check_not_merged
from tracker.categories.scheme import starting_scheme
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Category, Programme
from tracker.models.revision import raise_names_revision, raise_revisions


class MoveDirection(StrEnum):
    """The direction in which a category moves among its siblings."""

    UP = "up"
    DOWN = "down"


def start_with_scheme(*, programme: Programme) -> list[Category]:
    """Add the starting scheme to a programme; raise DomainError if it has a category."""
    any_yet = sa.exists().where(Category.programme_id == programme.id)
    if db.session.scalar(sa.select(any_yet)):
        raise DomainError(_("This programme already has categories"))
    added: dict[str, Category] = {}
    for entry in starting_scheme():
        added[entry.slug] = add_category(
            programme=programme,
            content=CategoryContent(
                entry.name, entry.definition, "\n".join(entry.examples), entry.construct
            ),
            parent=added.get(entry.parent),
            slug=entry.slug,
        )
    return list(added.values())


def move_category(*, category: Category, direction: MoveDirection) -> bool:
    """Swap a category with its neighbour; return False if there is none."""
    check_not_merged(category)
    siblings = _siblings(category)
    index = siblings.index(category)
    target = index + (1 if direction is MoveDirection.DOWN else -1)
    if not 0 <= target < len(siblings):
        return False
    # Equal positions, which imported rows may have, are made distinct here.
    positions = list(
        accumulate((each.position for each in siblings), lambda last, one: max(one, last + 1))
    )
    siblings[index], siblings[target] = siblings[target], siblings[index]
    for each, position in zip(siblings, positions, strict=True):
        _set_position(each, position)
    raise_revisions(db.session(), [category.programme_id])
    raise_names_revision(db.session(), [category.programme_id])
    return True


def _siblings(category: Category) -> list[Category]:
    """Return the categories with the same parent and the same retired state, in their order."""
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


def _set_position(category: Category, position: int) -> None:
    """Set a category's position; its version stays, because its content does."""
    if category.position == position:
        return
    record_change(category, position=[category.position, position])
    db.session.execute(
        sa.update(Category).where(Category.id == category.id).values(position=position)
    )
