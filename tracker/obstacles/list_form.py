"""What may be asked of the list in its address, and the words for it on the page."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from tracker.models.labels import label
from tracker.models.vocabulary import Level, Status
from tracker.obstacles.asked import FILTERS, LONGEST_WORDS, Asked, HasWorkaround, Shared, Sort
from tracker.obstacles.queries_facets import Facets
from tracker.obstacles.queries_known import Known

MOST_ORGANISATIONS = 20
_LONGEST_ECHO = 40
_MOST_LEFT_OUT = 3
_PAGE = re.compile(r"[0-9]{1,6}")

SORTS: Mapping[Sort, LazyString] = {
    Sort.NEWEST: _l("Newest first"),
    Sort.OLDEST: _l("Oldest first"),
    Sort.CHANGED: _l("Last changed first"),
    Sort.TITLE: _l("Title, A to Z"),
    Sort.ORGANISATION: _l("Organisation, A to Z"),
    Sort.STATUS: _l("Status, open first"),
    Sort.WIDEST: _l("Most widely shared first"),
}
_LEGENDS: Mapping[str, LazyString] = {
    "status": _l("State"),
    "shared": _l("Barrier"),
    "workaround": _l("Workaround"),
    "level": _l("Power to remove it"),
    "organisation": _l("Organisation"),
    "category": _l("Category"),
}
_SHARED: Mapping[StrEnum, LazyString] = {
    Shared.YES: _l("shared"),
    Shared.NO: _l("not shared"),
    Shared.UNGROUPED: _l("not yet grouped"),
}
_WORKAROUND: Mapping[StrEnum, LazyString] = {
    HasWorkaround.YES: _l("has one"),
    HasWorkaround.NO: _l("none yet"),
}
_CHIPS: Mapping[tuple[str, str], LazyString] = {
    ("shared", Shared.YES): _l("shared barriers"),
    ("shared", Shared.NO): _l("barriers not shared"),
    ("shared", Shared.UNGROUPED): _l("not yet grouped"),
    ("workaround", HasWorkaround.YES): _l("with a workaround"),
    ("workaround", HasWorkaround.NO): _l("without a workaround"),
}


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


def read_asked(args: MultiDict[str, str], known: Known) -> Asked:
    """Read the question from an address: what is not known is left out and named as such."""
    given = {name: _values(args.getlist(name)) for name in FILTERS}
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
        page=_page(args.get("page", "")),
        left_out=tuple(value[:_LONGEST_ECHO] for value in unknown[:_MOST_LEFT_OUT]),
        **kept,
    )


def offered_filters(asked: Asked, known: Known, facets: Facets) -> list[Filter]:
    """Return the filters with their boxes and numbers, in the order in which they are read."""
    status = [(status.value, label(status)) for status in Status]
    level = [(level.value, label(level)) for level in Level]
    sharing = [(value.value, text) for value, text in _SHARED.items()]
    workaround = [(value.value, text) for value, text in _WORKAROUND.items()]
    return [
        _filter("status", status, asked, facets),
        _filter("shared", sharing, asked, facets),
        _filter("workaround", workaround, asked, facets),
        _filter("level", level, asked, facets),
        _organisations(asked, known, facets),
        _categories(asked, known, facets),
    ]


def chips(asked: Asked, known: Known) -> list[Chip]:
    """Return the filters in force, in words; each can be taken off by itself."""
    found = [Chip(f"“{asked.words}”", asked.without_words())] if asked.words else []
    return found + [
        Chip(str(_in_words(name, value, known)), asked.without(name, value))
        for name in FILTERS
        for value in asked.values_of(name)
    ]


def _values(given: Iterable[str]) -> dict[str, None]:
    """Return each value once, in the order given."""
    return dict.fromkeys(value.strip().lower() for value in given if value.strip())


def _words(vocabulary: type[StrEnum]) -> list[str]:
    return [word.value for word in vocabulary]


def _accepted(name: str, known: Known) -> Collection[str]:
    if name == "organisation":
        return dict.fromkeys(each.slug for each in known.organisations)
    if name == "category":
        return dict.fromkeys(each.slug for each in known.categories)
    return _words(
        {"status": Status, "level": Level, "shared": Shared, "workaround": HasWorkaround}[name]
    )


def _page(given: str) -> int:
    return max(1, int(given)) if _PAGE.fullmatch(given.strip()) else 1


def _option(name: str, value: str, text: object, asked: Asked, facets: Facets) -> Option:
    return Option(value, str(text), facets.number(name, value), value in asked.values_of(name))


def _filter(
    name: str, values: Iterable[tuple[str, object]], asked: Asked, facets: Facets
) -> Filter:
    options = tuple(_option(name, value, text, asked, facets) for value, text in values)
    return Filter(name, str(_LEGENDS[name]), options)


def _organisations(asked: Asked, known: Known, facets: Facets) -> Filter:
    """Offer those with most to show, by name; the rest are found by their name in the search."""
    options = [
        _option("organisation", each.slug, each.short_name, asked, facets)
        for each in known.organisations
    ]
    filled = [option for option in options if option.number or option.is_on]
    kept = sorted(filled, key=lambda option: (not option.is_on, -option.number))
    shown = set(kept[:MOST_ORGANISATIONS])
    return Filter(
        "organisation",
        str(_LEGENDS["organisation"]),
        tuple(option for option in filled if option in shown),
        left_out=len(filled) - len(shown),
    )


def _categories(asked: Asked, known: Known, facets: Facets) -> Filter:
    """Offer the first level, and the second under what is asked for."""
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
    return Filter("category", str(_LEGENDS["category"]), tuple(options))


def _in_words(name: str, value: str, known: Known) -> object:
    if (name, value) in _CHIPS:
        return _CHIPS[name, value]
    if name == "status":
        return label(Status(value))
    if name == "level":
        return _("%(level)s level", level=label(Level(value)))
    if name == "organisation":
        return next(each.short_name for each in known.organisations if each.slug == value)
    return next(each.name for each in known.categories if each.slug == value)
