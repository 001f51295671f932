"""Add, rename, retire and restore categories. The caller commits."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from tracker.categories.scheme import constructs
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.fold import fold, hyphenated
from tracker.models import Category, Programme
from tracker.models.checks import check_text
from tracker.models.moment import now
from tracker.models.version import check_version, flush_version
from tracker.sight.catalogue import UNCATEGORISED
from tracker.sight.totals import has_at_least

MAX_NAME_LENGTH, MAX_DEFINITION_LENGTH, MAX_EXAMPLES_LENGTH, MAX_SLUG_LENGTH = 80, 500, 1000, 60
MAX_CATEGORIES = 300
"""The maximum number of categories of a programme, retired ones included."""
RESERVED = {UNCATEGORISED}
"""Slugs that are other values of the obstacle list's filter."""


@dataclass(frozen=True)
class CategoryContent:
    """A category's name, definition, examples and published construct."""

    name: str
    definition: str = ""
    examples: str = ""
    """One to a line."""
    construct: str | None = None


def add_category(
    *,
    programme: Programme,
    content: CategoryContent,
    parent: Category | None = None,
    slug: str | None = None,
) -> Category:
    """Add a category at the end of its level, with a slug made from its name."""
    _check(programme.id, None, content)
    if has_at_least(
        sa.select(Category.id).where(Category.programme_id == programme.id), MAX_CATEGORIES
    ):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s category",
                "The programme has reached the limit of %(num)s categories",
                MAX_CATEGORIES,
            )
        )
    if parent is not None and (parent.programme_id != programme.id or parent.tier != 1):
        raise DomainError(_("Choose a main category from the list"))
    category = Category(
        programme_id=programme.id,
        parent_id=parent.id if parent else None,
        tier=2 if parent else 1,
        slug=_free_slug(programme.id, slug or slug_of(content.name)),
        position=_next_position(programme.id),
        **vars(content),
    )
    db.session.add(category)
    try:
        db.session.flush()
    except IntegrityError as error:  # A concurrent request took the same slug.
        raise _is_taken() from error
    return category


def rename_category(*, category: Category, version: int, content: CategoryContent) -> Category:
    """Change the category's content; its slug and its obstacles stay."""
    check_not_merged(category)
    check_version(category, version)
    _check(category.programme_id, category.id, content)
    for name, value in vars(content).items():
        setattr(category, name, value)
    flush_version()
    return category


def retire_category(*, category: Category) -> Category:
    """Retire the category and its subcategories as choices; obstacles keep them."""
    check_not_merged(category)
    retired_at = now()
    category.retired_at = retired_at
    for child in db.session.scalars(sa.select(Category).where(Category.parent_id == category.id)):
        child.retired_at = child.retired_at or retired_at
    db.session.flush()
    return category


def restore_category(*, category: Category) -> Category:
    """Restore the category as a choice, and its main category with it."""
    check_not_merged(category)
    category.retired_at = None
    if category.parent_id is not None:
        parent = db.session.get_one(Category, category.parent_id)
        check_not_merged(parent)
        parent.retired_at = None
    db.session.flush()
    return category


def check_not_merged(category: Category) -> None:
    """Raise DomainError if the category was merged into another."""
    if category.merged_into_id is not None:
        into = db.session.get_one(Category, category.merged_into_id)
        raise DomainError(
            _("“%(name)s” was merged into “%(into)s”", name=category.name, into=into.name)
        )


def slug_of(name: str) -> str:
    """Return the name as a slug: lower-case letters and digits, joined by hyphens.

    >>> slug_of("Règles & inspection"), slug_of("…")
    ('regles-inspection', 'category')
    """
    return hyphenated(name)[:MAX_SLUG_LENGTH].strip("-") or "category"


def _check(programme_id: int, category_id: int | None, content: CategoryContent) -> None:
    check_text(content.name, _("Name"), MAX_NAME_LENGTH, missing=_("Enter a name for the category"))
    check_text(content.definition, _("What belongs here"), MAX_DEFINITION_LENGTH)
    check_text(content.examples, _("Examples"), MAX_EXAMPLES_LENGTH)
    if content.construct is not None and content.construct not in constructs():
        raise DomainError(_("Choose a published term from the list"))
    others = sa.select(Category.name).where(
        Category.programme_id == programme_id, Category.id != (category_id or 0)
    )
    if fold(content.name) in {fold(other) for other in db.session.scalars(others)}:
        raise _is_taken()


def _is_taken() -> DomainError:
    return DomainError(
        _("Another category already has this name (it may be retired). Choose a different name")
    )


def _free_slug(programme_id: int, slug: str) -> str:
    taken = RESERVED | set(
        db.session.scalars(sa.select(Category.slug).where(Category.programme_id == programme_id))
    )
    number, free = 2, slug
    while free in taken:
        free = f"{slug[: MAX_SLUG_LENGTH - 4]}-{number}"
        number += 1
    return free


def _next_position(programme_id: int) -> int:
    last = sa.select(sa.func.max(Category.position)).where(Category.programme_id == programme_id)
    return (db.session.scalar(last) or 0) + 1
