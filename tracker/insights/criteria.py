"""The criteria of the network page: its layout, filters and page, as plain data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar
from urllib.parse import urlencode

from tracker.forms.parsing import read_ordinal
from tracker.models.vocabulary import Kind, Level
from tracker.sight.catalogue import Catalogue

View = Literal["links", "grid"]

MIN_SHARED_BY = 2
MAX_NUMBER = 99
MAX_SHARED_BY = 9999
NO_CATEGORY = "none"
_MAX_VALUE_LENGTH = 80
"""Longer than any slug, so that a value that is cut stays unknown."""

_COUNTRY_CODE = re.compile("[a-z]{2}")

EnumT = TypeVar("EnumT", Level, Kind)


@dataclass(frozen=True, kw_only=True)
class NetworkCriteria:
    """Layout, filters and page of the network; equal criteria give equal pictures.

    `category` is a slug or NO_CATEGORY, `country` a code of two letters; `page` turns the rows
    of the grid and `across` its columns.
    """

    view: View = "links"
    level: Level | None = None
    shared_by: int = MIN_SHARED_BY
    category: str = ""
    country: str = ""
    kind: Kind | None = None
    page: int = 1
    across: int = 1
    unknown: tuple[tuple[str, str], ...] = ()
    """Filter values that do not exist, as (filter, value); nothing matches them."""

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        filters = self.level, self.category, self.country, self.kind, self.unknown
        return any(filters) or self.shared_by > MIN_SHARED_BY

    @property
    def filters(self) -> dict[str, str]:
        """The parameters of the filters that are set, without layout and page."""
        values = {
            "level": self.level.value if self.level else "",
            "shared-by": str(self.shared_by) if self.shared_by > MIN_SHARED_BY else "",
            "category": self.category,
            "country": self.country,
            "kind": self.kind.value if self.kind else "",
        }
        return {name: value for name, value in values.items() if value} | dict(self.unknown)

    @property
    def query_string(self) -> str:
        """The query string with its question mark, or an empty string."""
        pairs = {"view": "grid"} if self.view == "grid" else {}
        pairs |= self.filters
        pages = {"page": self.page, "across": self.across}
        pairs |= {name: str(number) for name, number in pages.items() if number > 1}
        return f"?{urlencode(pairs)}" if pairs else ""

    def with_view(self, view: View) -> "NetworkCriteria":
        """Return the criteria with another layout, on the first page."""
        return replace(self, view=view, page=1, across=1)

    def on_page(self, page: int, across: int) -> "NetworkCriteria":
        """Return the criteria on another page."""
        return replace(self, page=page, across=across)

    def unfiltered(self) -> "NetworkCriteria":
        """Return criteria without filters, in the same layout."""
        return NetworkCriteria(view=self.view)

    def for_all_organisations(self) -> "NetworkCriteria":
        """Return the criteria without the filters of country and kind."""
        unknown = tuple(each for each in self.unknown if each[0] not in {"country", "kind"})
        return replace(self, country="", kind=None, page=1, across=1, unknown=unknown)

    def in_catalogue(self, catalogue: Catalogue) -> "NetworkCriteria":
        """Return the criteria with the category's current slug, or with it among the unknown."""
        slug = catalogue.current_slugs.get(self.category, self.category)
        if slug in {"", NO_CATEGORY} or catalogue.category_ids((slug,)):
            return replace(self, category=slug)
        return replace(self, category="", unknown=(*self.unknown, ("category", slug)))

    def filtered_by(self, **filters: str) -> "NetworkCriteria":
        """Return the criteria with these filters added, on the first page."""
        return parse_criteria({**self.filters, **filters, "view": self.view})


def parse_criteria(parameters: Mapping[str, str]) -> NetworkCriteria:
    """Parse the criteria from query parameters; keep unknown values of filters apart."""
    values = {name: parameters.get(name, "").strip().lower() for name in FILTERS}
    unknown = tuple(
        (name, value[:_MAX_VALUE_LENGTH])
        for name, value in values.items()
        if value and not _IS_KNOWN[name](value)
    )
    known = values | {name: "" for name, _value in unknown}
    return NetworkCriteria(
        view="grid" if parameters.get("view") == "grid" else "links",
        level=_enum_value(Level, known["level"]),
        shared_by=_number(known["shared-by"], MIN_SHARED_BY, MAX_SHARED_BY),
        category=known["category"][:_MAX_VALUE_LENGTH],
        country=known["country"].upper(),
        kind=_enum_value(Kind, known["kind"]),
        page=_number(parameters.get("page", ""), 1, MAX_NUMBER),
        across=_number(parameters.get("across", ""), 1, MAX_NUMBER),
        unknown=unknown,
    )


def _enum_value(values: type[EnumT], value: str) -> EnumT | None:
    return values(value) if value in set(values) else None


def _number(value: str, minimum: int, maximum: int) -> int:
    """Return a number within the limits, `minimum` for a text that is no number."""
    return min(max(read_ordinal(value, minimum), minimum), maximum)


_IS_KNOWN: dict[str, Callable[[str], bool]] = {
    "level": lambda value: value in set(Level),
    "shared-by": lambda value: read_ordinal(value, 0) > 0,
    "category": lambda _value: True,
    "country": lambda value: bool(_COUNTRY_CODE.fullmatch(value)),
    "kind": lambda value: value in set(Kind),
}
"""Whether a value of a filter can exist; `in_catalogue` knows the categories."""
FILTERS = tuple(_IS_KNOWN)
