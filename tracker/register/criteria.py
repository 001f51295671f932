"""The criteria of the list of obstacles: search text, filters, order and page."""

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

PAGE_LENGTH = 25
MAX_SEARCH_LENGTH = 200


class Sort(StrEnum):
    """The orders of the list; rows without a value come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    TITLE = "title"
    ORGANISATION = "organisation"
    STATUS = "status"
    WIDEST = "widest"


class Shared(StrEnum):
    """Whether an obstacle's barrier is shared by several organisations, or there is none."""

    YES = "yes"
    NO = "no"
    UNGROUPED = "ungrouped"


class HasWorkaround(StrEnum):
    """Whether a workaround is linked to an obstacle."""

    YES = "yes"
    NO = "no"


FILTERS = ("status", "shared", "workaround", "level", "organisation", "category")
"""The filter parameters; several values of one filter are combined by OR."""


@dataclass(frozen=True, kw_only=True)
class ListCriteria:
    """The criteria of one request; hashable, so they can be part of a cache key."""

    search_text: str = ""
    status: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    workaround: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    sort: Sort = Sort.NEWEST
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = ()
    """Filter values that do not exist in the programme, as (filter, value); they match nothing."""
    unknown_sort: str = ""
    """An order that does not exist."""

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of one filter that exist in the programme."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    @property
    def number_of_filters(self) -> int:
        """The number of selected filter values."""
        return len(self.unknown) + sum(len(self.values_of(name)) for name in FILTERS)

    @property
    def matches_nothing(self) -> bool:
        """Whether a filter has unknown values only."""
        return any(not self.values_of(name) for name, _value in self.unknown)

    @property
    def is_filtered(self) -> bool:
        """Whether there is a search text or a filter."""
        return bool(self.search_text) or self.number_of_filters > 0

    def without(self, name: str, value: str) -> "ListCriteria":
        """Return the criteria without one value of a filter, from the first page."""
        remaining = tuple(other for other in self.values_of(name) if other != value)
        unknown = tuple(each for each in self.unknown if each != (name, value))
        return replace(self, **{name: remaining, "unknown": unknown, "page": 1})  # type: ignore[arg-type]

    def without_unknown(self) -> "ListCriteria":
        """Return the criteria without unknown values, such as for the address of a file."""
        return replace(self, unknown=(), unknown_sort="")

    def without_search_text(self) -> "ListCriteria":
        """Return the criteria without the search text, from the first page."""
        return replace(self, search_text="", page=1)

    def unfiltered(self) -> "ListCriteria":
        """Return the criteria without search text and filters, in the same order."""
        return ListCriteria(sort=self.sort)

    def without_position(self) -> "ListCriteria":
        """Return the criteria without order and page."""
        return replace(self, sort=Sort.NEWEST, page=1, unknown_sort="")

    def on_page(self, page: int) -> "ListCriteria":
        """Return the criteria for another page."""
        return replace(self, page=page)

    @property
    def query_string(self) -> str:
        """The query string of these criteria, with its question mark, or an empty string."""
        pairs = [("q", self.search_text)] if self.search_text else []
        pairs += [(name, value) for name in FILTERS for value in self.values_of(name)]
        pairs += self.unknown
        if self.sort is not Sort.NEWEST:
            pairs.append(("sort", self.sort.value))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def as_json(self) -> dict[str, object]:
        """Return the criteria for a JSON file, without the page."""
        filters = {name: list(self.values_of(name)) for name in FILTERS}
        return {"q": self.search_text, **filters, "sort": self.sort.value}
