"""Parse the list's criteria from the query string, and describe its filters for the page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from werkzeug.datastructures import MultiDict

from tracker.forms.parsing import read_ordinal
from tracker.models.vocabulary import Level, Status
from tracker.register.criteria import (
    FILTERS,
    MAX_SEARCH_LENGTH,
    HasWorkaround,
    ListCriteria,
    Shared,
    Sort,
)
from tracker.register.labels import ListLabels
from tracker.register.queries_facets import Facets
from tracker.sight.catalogue import UNCATEGORISED, Catalogue

MAX_ORGANISATIONS = 20
_MAX_ECHO_LENGTH = 80
"""Longer than any value that exists, so that a value that is cut stays unknown."""
_MAX_UNKNOWN_VALUES = 3


@dataclass(frozen=True)
class Option:
    """A checkbox: one value of a filter, with its facet count."""

    value: str
    text: str
    number: int
    is_on: bool
    is_child: bool = False
    is_unknown: bool = False
    """Whether the programme has no such value."""


@dataclass(frozen=True)
class Filter:
    """A filter as the page shows it."""

    name: str
    legend: str
    options: tuple[Option, ...]
    more_values: int = 0
    """The number of values without a checkbox."""


@dataclass(frozen=True)
class Chip:
    """An active filter, and the criteria without it."""

    text: str
    without: ListCriteria


def read_criteria(args: MultiDict[str, str], catalogue: Catalogue) -> ListCriteria:
    """Parse the criteria from query parameters; keep unknown values apart, up to 3 a filter."""
    requested = {name: _unique_values(args.getlist(name)) for name in FILTERS}
    # The slug of a merged category stands for the category it was merged into.
    requested["category"] = {
        catalogue.current_slugs.get(slug, slug): None for slug in requested["category"]
    }
    accepted = {name: _accepted(name, catalogue) for name in FILTERS}
    requested_sort = args.get("sort", "").strip().lower()
    is_known_sort = requested_sort in _values_of(Sort)
    selected = {
        name: tuple(value for value in accepted[name] if value in requested[name])
        for name in FILTERS
    }
    return ListCriteria(
        search_text=" ".join(args.get("q", "").split())[:MAX_SEARCH_LENGTH],
        sort=Sort(requested_sort) if is_known_sort else Sort.NEWEST,
        page=read_ordinal(args.get("page", "")),
        unknown=tuple(
            (name, value)
            for name in FILTERS
            for value in _unknown_values(requested[name], accepted[name])
        ),
        unknown_sort="" if is_known_sort else requested_sort[:_MAX_ECHO_LENGTH],
        **selected,
    )


def filter_choices(
    criteria: ListCriteria, catalogue: Catalogue, facets: Facets, labels: ListLabels
) -> list[Filter]:
    """Return the filters with their checkboxes and facet counts, in the page's order."""
    filters = [
        *(
            Filter(
                name,
                labels.legends[name],
                tuple(_option(name, *each, criteria, facets) for each in values.items()),
            )
            for name, values in labels.values.items()
        ),
        _organisations(criteria, catalogue, facets, labels.legends["organisation"]),
        _categories(criteria, catalogue, facets, labels),
    ]
    return [_with_unknown(each, criteria) for each in filters]


def unknown_sentences(criteria: ListCriteria, labels: ListLabels) -> list[str]:
    """Return a sentence on each filter value that the programme does not have."""
    return [labels.unknown(name, value) for name, value in criteria.unknown]


def chips(criteria: ListCriteria, catalogue: Catalogue, labels: ListLabels) -> list[Chip]:
    """Return the active filters with their labels."""
    found = (
        [Chip(f"“{criteria.search_text}”", criteria.without_search_text())]
        if criteria.search_text
        else []
    )
    names = {
        "organisation": {each.slug: each.short_name for each in catalogue.organisations},
        "category": {each.slug: each.name for each in catalogue.categories}
        | {UNCATEGORISED: labels.uncategorised},
    }
    known = [
        Chip(
            names[name][value] if name in names else labels.chip(name, value),
            criteria.without(name, value),
        )
        for name in FILTERS
        for value in criteria.values_of(name)
    ]
    unknown = [
        Chip(f"“{value}”", criteria.without(name, value)) for name, value in criteria.unknown
    ]
    return found + known + unknown


def _unique_values(requested: Iterable[str]) -> dict[str, None]:
    """Return each normalised value once, in order."""
    return dict.fromkeys(value.strip().lower() for value in requested if value.strip())


def _unknown_values(requested: Iterable[str], accepted: Collection[str]) -> list[str]:
    unknown = (value for value in requested if value not in accepted)
    return [value[:_MAX_ECHO_LENGTH] for value in islice(unknown, _MAX_UNKNOWN_VALUES)]


def _values_of(vocabulary: type[StrEnum]) -> list[str]:
    return [word.value for word in vocabulary]


def _accepted(name: str, catalogue: Catalogue) -> Collection[str]:
    if name == "organisation":
        return dict.fromkeys(each.slug for each in catalogue.organisations)
    if name == "category":
        return dict.fromkeys([*(each.slug for each in catalogue.categories), UNCATEGORISED])
    return _values_of(
        {"status": Status, "level": Level, "shared": Shared, "workaround": HasWorkaround}[name]
    )


def _option(name: str, value: str, text: str, criteria: ListCriteria, facets: Facets) -> Option:
    return Option(value, text, facets.count(name, value), value in criteria.values_of(name))


def _with_unknown(one: Filter, criteria: ListCriteria) -> Filter:
    """Return the filter with a checkbox for each unknown value, so that none is lost unseen."""
    unknown = tuple(
        Option(value, f"“{value}”", 0, is_on=True, is_unknown=True)
        for name, value in criteria.unknown
        if name == one.name
    )
    return replace(one, options=one.options + unknown)


def _organisations(
    criteria: ListCriteria, catalogue: Catalogue, facets: Facets, legend: str
) -> Filter:
    """Return the organisations with the highest counts, by name; search finds the others."""
    options = [
        _option("organisation", each.slug, each.short_name, criteria, facets)
        for each in catalogue.organisations
        if facets.count("organisation", each.slug) or each.slug in criteria.organisation
    ]
    selected = sorted(options, key=lambda option: (not option.is_on, -option.number))
    shown = set(selected[:MAX_ORGANISATIONS])
    return Filter(
        "organisation",
        legend,
        tuple(option for option in options if option in shown),
        more_values=len(options) - len(shown),
    )


def _categories(
    criteria: ListCriteria, catalogue: Catalogue, facets: Facets, labels: ListLabels
) -> Filter:
    """Return first-level categories, subcategories of selected ones, and "no category"."""
    options: list[Option] = []
    for parent in catalogue.categories:
        if parent.parent_id is not None:
            continue
        own = [each for each in catalogue.categories if each.parent_id == parent.id]
        is_open = any(each.slug in criteria.category for each in [parent, *own])
        for each in [parent, *own] if is_open else [parent]:
            option = _option("category", each.slug, each.name, criteria, facets)
            if option.number or option.is_on:
                options.append(replace(option, is_child=each is not parent))
    none = _option("category", UNCATEGORISED, labels.uncategorised, criteria, facets)
    if none.number or none.is_on:
        options.append(none)
    return Filter("category", labels.legends["category"], tuple(options))
