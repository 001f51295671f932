"""The organisations and categories of a programme, by which lists filter, name and sort."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import folded_words, sort_key
from tracker.models import Category, Organisation, Participation
from tracker.models.vocabulary import PARTNER_KINDS, OrganisationRole, Visibility
from tracker.sight.cache import cached_by_names
from tracker.sight.sight import Sight

UNCATEGORISED = "uncategorised"
"""The value of the filter `category` for obstacles without one; no category gets this slug."""


@dataclass(frozen=True)
class OrganisationEntry:
    """An organisation that takes or took part, as an entry of the catalogue."""

    id: int
    slug: str
    name: str
    short_name: str
    country: str
    default_visibility: Visibility = Visibility.PARTNERS
    is_unnamed_by_default: bool = False
    widened_by: OrganisationRole = OrganisationRole.CONTRIBUTOR
    is_partner: bool = False
    """Whether it takes part now and can log."""


@dataclass(frozen=True)
class CategoryEntry:
    """A category, retired or not, as an entry of the catalogue."""

    id: int
    parent_id: int | None
    slug: str
    name: str
    is_retired: bool
    definition: str = ""
    construct: str | None = None
    """The published construct that is closest to the category."""
    merged_into_id: int | None = None
    former_slugs: tuple[str, ...] = ()
    """The slugs of the categories that were merged into this one."""


@dataclass(frozen=True)
class Catalogue:
    """The lookup tables of a programme: organisations by name, categories in their order."""

    organisations: tuple[OrganisationEntry, ...]
    categories: tuple[CategoryEntry, ...]

    @cached_property
    def organisation(self) -> dict[int, OrganisationEntry]:
        """The organisations by id."""
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def rank(self) -> dict[int, int]:
        """The position of each organisation by id, sorted by name."""
        return {
            organisation.id: position for position, organisation in enumerate(self.organisations)
        }

    @cached_property
    def folded_names(self) -> dict[int, frozenset[str]]:
        """The folded words of each organisation's names, by id."""
        return {
            organisation.id: frozenset(
                folded_words(f"{organisation.name} {organisation.short_name}")
            )
            for organisation in self.organisations
        }

    @cached_property
    def current_slugs(self) -> dict[str, str]:
        """The current slug of each merged category, by its former slug."""
        return {old: category.slug for category in self.categories for old in category.former_slugs}

    def organisation_ids(self, slugs: tuple[str, ...]) -> list[int]:
        """Return the ids of the organisations with these slugs."""
        return [entry.id for entry in self.organisations if entry.slug in slugs]

    def organisations_named(self, word: str) -> list[int]:
        """Return the ids of the organisations with a word in their name that starts with `word`."""
        return [
            organisation_id
            for organisation_id, words in self.folded_names.items()
            if any(name_word.startswith(word) for name_word in words)
        ]

    def short_name(self, organisation_id: int | None) -> str | None:
        """Return the short name of an organisation, or None if the id is None (not named)."""
        return None if organisation_id is None else self.organisation[organisation_id].short_name

    def categories_by_obstacle(self, tags: Iterable[tuple[int, int]]) -> dict[int, list[str]]:
        """Return the names of each obstacle's categories, in their order."""
        tagged: dict[int, list[int]] = {}
        for obstacle_id, category_id in tags:
            tagged.setdefault(category_id, []).append(obstacle_id)
        names: dict[int, list[str]] = {}
        for category in self.categories:
            for obstacle_id in tagged.get(category.id, ()):
                names.setdefault(obstacle_id, []).append(category.name)
        return names

    def category_ids(self, slugs: tuple[str, ...]) -> list[int]:
        """Return the ids of these categories; a first-level category includes its subcategories."""
        selected = {category.id for category in self.categories if category.slug in slugs}
        return [
            category.id
            for category in self.categories
            if category.id in selected or category.parent_id in selected
        ]


def catalogue_of(sight: Sight) -> Catalogue:
    """Return the programme's catalogue, cached until an organisation or category changes."""
    return cached_by_names(sight, lambda: _read_catalogue(sight.programme.id))


PROGRAMME_ID = sa.bindparam("programme_id", type_=sa.Integer)
ORGANISATIONS = (
    sa.select(
        Organisation.id,
        Organisation.slug,
        Organisation.name,
        Organisation.short_name,
        Organisation.country,
        Organisation.default_visibility,
        Organisation.is_unnamed_by_default,
        Organisation.widened_by,
        sa.and_(Participation.kind.in_(PARTNER_KINDS), Participation.left_on.is_(None)),
    )
    .join(Participation, Participation.organisation_id == Organisation.id)
    .where(Participation.programme_id == PROGRAMME_ID)
)
CATEGORIES = (
    sa.select(
        Category.id,
        Category.parent_id,
        Category.slug,
        Category.name,
        Category.retired_at.is_not(None),
        Category.definition,
        Category.construct,
        Category.merged_into_id,
    )
    .where(Category.programme_id == PROGRAMME_ID)
    .order_by(Category.tier, Category.position, Category.id)
)


def _read_catalogue(programme_id: int) -> Catalogue:
    parameters = {"programme_id": programme_id}
    organisations = [
        OrganisationEntry(*row) for row in db.session.execute(ORGANISATIONS, parameters)
    ]
    categories = [CategoryEntry(*row) for row in db.session.execute(CATEGORIES, parameters)]
    merged: dict[int | None, list[str]] = {}
    for category in categories:
        merged.setdefault(category.merged_into_id, []).append(category.slug)
    merged.pop(None, None)
    return Catalogue(
        organisations=tuple(
            sorted(organisations, key=lambda entry: (sort_key(entry.name), entry.id))
        ),
        categories=tuple(
            replace(category, former_slugs=tuple(merged.get(category.id, ())))
            for category in categories
        ),
    )
