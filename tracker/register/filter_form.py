"""What may be asked of the list in its address, and the words for it on the page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from tracker.forms.parsing import read_ordinal
from tracker.models.vocabulary import Level, Status
from tracker.register.criteria import FILTERS, LONGEST_WORDS, Asked, HasWorkaround, Shared, Sort
from tracker.register.labels import ListWords
from tracker.register.queries_facets import Facets
from tracker.sight.catalogue import UNCATEGORISED, Catalogue

MOST_ORGANISATIONS = 20
_LONGEST_ECHO = 40
_MOST_LEFT_OUT = 3


@dataclass(frozen=True)
class Option:
    """A box to tick: one value of a filter, and how many obstacles it shows by itself."""

    value: str
    text: str
    number: int
    is_on: bool
    is_child: bool = False


@dataclass(frozen=True)
class Filter:
    """One filter as the page offers it."""

    name: str
    legend: str
    options: tuple[Option, ...]
    left_out: int = 0
    """How many more values there are than boxes."""


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the question that is left when it is taken off."""

    text: str
    without: Asked


def read_asked(args: MultiDict[str, str], known: Catalogue) -> Asked:
    """Read the question from an address: what is not known is left out and named as such."""
    given = {name: _values(args.getlist(name)) for name in FILTERS}
    # An address from before two categories were merged asks for the one that took the other's.
    given["category"] = {known.current_slugs.get(slug, slug): None for slug in given["category"]}
    accepted = {name: _accepted(name, known) for name in FILTERS}
    asked_sort = args.get("sort", "").strip().lower()
    unknown = [
        *(value for name in FILTERS for value in given[name] if value not in accepted[name]),
        *([asked_sort] if asked_sort and asked_sort not in _words(Sort) else []),
    ]
    kept = {
        name: tuple(value for value in accepted[name] if value in given[name]) for name in FILTERS
    }
    return Asked(
        words=" ".join(args.get("q", "").split())[:LONGEST_WORDS],
        sort=Sort(asked_sort) if asked_sort in _words(Sort) else Sort.NEWEST,
        page=read_ordinal(args.get("page", "")),
        left_out=tuple(value[:_LONGEST_ECHO] for value in unknown[:_MOST_LEFT_OUT]),
        **kept,
    )


def offered_filters(
    asked: Asked, known: Catalogue, facets: Facets, words: ListWords
) -> list[Filter]:
    """Return the filters with their boxes and numbers, in the order in which they are read."""
    return [
        *(
            Filter(
                name,
                words.legends[name],
                tuple(_option(name, *each, asked, facets) for each in values.items()),
            )
            for name, values in words.values.items()
        ),
        _organisations(asked, known, facets, words.legends["organisation"]),
        _categories(asked, known, facets, words),
    ]


def chips(asked: Asked, known: Catalogue, words: ListWords) -> list[Chip]:
    """Return the filters in force, in words; each can be taken off by itself."""
    found = [Chip(f"“{asked.words}”", asked.without_words())] if asked.words else []
    names = {
        "organisation": {each.slug: each.short_name for each in known.organisations},
        "category": {each.slug: each.name for each in known.categories}
        | {UNCATEGORISED: words.uncategorised},
    }
    return found + [
        Chip(
            names[name][value] if name in names else words.chip(name, value),
            asked.without(name, value),
        )
        for name in FILTERS
        for value in asked.values_of(name)
    ]


def _values(given: Iterable[str]) -> dict[str, None]:
    """Return each value once, in the order given."""
    return dict.fromkeys(value.strip().lower() for value in given if value.strip())


def _words(vocabulary: type[StrEnum]) -> list[str]:
    return [word.value for word in vocabulary]


def _accepted(name: str, known: Catalogue) -> Collection[str]:
    if name == "organisation":
        return dict.fromkeys(each.slug for each in known.organisations)
    if name == "category":
        return dict.fromkeys([*(each.slug for each in known.categories), UNCATEGORISED])
    return _words(
        {"status": Status, "level": Level, "shared": Shared, "workaround": HasWorkaround}[name]
    )


def _option(name: str, value: str, text: str, asked: Asked, facets: Facets) -> Option:
    return Option(value, text, facets.number(name, value), value in asked.values_of(name))


def _organisations(asked: Asked, known: Catalogue, facets: Facets, legend: str) -> Filter:
    """Offer those with most to show, by name; the rest are found by their name in the search."""
    filled = [
        _option("organisation", each.slug, each.short_name, asked, facets)
        for each in known.organisations
        if facets.number("organisation", each.slug) or each.slug in asked.organisation
    ]
    kept = sorted(filled, key=lambda option: (not option.is_on, -option.number))
    shown = set(kept[:MOST_ORGANISATIONS])
    return Filter(
        "organisation",
        legend,
        tuple(option for option in filled if option in shown),
        left_out=len(filled) - len(shown),
    )


def _categories(asked: Asked, known: Catalogue, facets: Facets, words: ListWords) -> Filter:
    """Offer the first level, the second under what is asked for, and what has none."""
    options: list[Option] = []
    for parent in known.categories:
        if parent.parent_id is not None:
            continue
        own = [each for each in known.categories if each.parent_id == parent.id]
        is_open = any(each.slug in asked.category for each in [parent, *own])
        for each in [parent, *own] if is_open else [parent]:
            option = _option("category", each.slug, each.name, asked, facets)
            if option.number or option.is_on:
                options.append(replace(option, is_child=each is not parent))
    none = _option("category", UNCATEGORISED, words.uncategorised, asked, facets)
    if none.number or none.is_on:
        options.append(none)
    return Filter("category", words.legends["category"], tuple(options))
