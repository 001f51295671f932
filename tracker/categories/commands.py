"""Change categories: add, rename, retire, bring back. Nothing here commits."""

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

LONGEST_NAME, LONGEST_DEFINITION, LONGEST_EXAMPLES, LONGEST_SLUG = 80, 500, 1000, 60
MOST = 300
"""How many categories a programme has, retired ones among them."""
RESERVED = {UNCATEGORISED}
"""Addresses that mean something else in the list of obstacles."""


@dataclass(frozen=True)
class Meaning:
    """What a category is called, and what belongs in it."""

    name: str
    definition: str = ""
    examples: str = ""
    """One to a line."""
    construct: str | None = None


def add_category(
    *,
    programme: Programme,
    meaning: Meaning,
    parent: Category | None = None,
    slug: str | None = None,
) -> Category:
    """Add a category at the end of its level; its address comes from its name."""
    _check(programme.id, None, meaning)
    if has_at_least(sa.select(Category.id).where(Category.programme_id == programme.id), MOST):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s category",
                "The programme has reached the limit of %(num)s categories",
                MOST,
            )
        )
    if parent is not None and (parent.programme_id != programme.id or parent.tier != 1):
        raise DomainError(_("Choose a main category from the list"))
    category = Category(
        programme_id=programme.id,
        parent_id=parent.id if parent else None,
        tier=2 if parent else 1,
        slug=_free_slug(programme.id, slug or slug_of(meaning.name)),
        position=_next_position(programme.id),
        **vars(meaning),
    )
    db.session.add(category)
    try:
        db.session.flush()
    except IntegrityError as error:  # Somebody took the same address at the same moment.
        raise _is_taken() from error
    return category


def rename_category(*, category: Category, version: int, meaning: Meaning) -> Category:
    """Give the category other words; its address and its obstacles stay."""
    check_lives(category)
    check_version(category, version)
    _check(category.programme_id, category.id, meaning)
    for name, value in vars(meaning).items():
        setattr(category, name, value)
    flush_version()
    return category


def retire_category(*, category: Category) -> Category:
    """Offer the category no more; obstacles that have it keep it. Its own go with it."""
    check_lives(category)
    retired_at = now()
    category.retired_at = retired_at
    for child in db.session.scalars(sa.select(Category).where(Category.parent_id == category.id)):
        child.retired_at = child.retired_at or retired_at
    db.session.flush()
    return category


def bring_back_category(*, category: Category) -> Category:
    """Offer the category again; its upper one comes back too."""
    check_lives(category)
    category.retired_at = None
    if category.parent_id is not None:
        parent = db.session.get_one(Category, category.parent_id)
        check_lives(parent)
        parent.retired_at = None
    db.session.flush()
    return category


def check_lives(category: Category) -> None:
    """Raise where the category was merged into another."""
    if category.merged_into_id is not None:
        into = db.session.get_one(Category, category.merged_into_id)
        raise DomainError(
            _("“%(name)s” was merged into “%(into)s”", name=category.name, into=into.name)
        )


def slug_of(name: str) -> str:
    """Return the name as an address has it: lower-case letters and digits, joined by hyphens.

    >>> slug_of("Règles & inspection"), slug_of("…")
    ('regles-inspection', 'category')
    """
    return hyphenated(name)[:LONGEST_SLUG].strip("-") or "category"


def _check(programme_id: int, category_id: int | None, meaning: Meaning) -> None:
    check_text(meaning.name, _("Name"), LONGEST_NAME, missing=_("Enter a name for the category"))
    check_text(meaning.definition, _("What belongs here"), LONGEST_DEFINITION)
    check_text(meaning.examples, _("Examples"), LONGEST_EXAMPLES)
    if meaning.construct is not None and meaning.construct not in constructs():
        raise DomainError(_("Choose a published term from the list"))
    others = sa.select(Category.name).where(
        Category.programme_id == programme_id, Category.id != (category_id or 0)
    )
    if fold(meaning.name) in {fold(other) for other in db.session.scalars(others)}:
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
        free = f"{slug[: LONGEST_SLUG - 4]}-{number}"
        number += 1
    return free


def _next_position(programme_id: int) -> int:
    last = sa.select(sa.func.max(Category.position)).where(Category.programme_id == programme_id)
    return (db.session.scalar(last) or 0) + 1
