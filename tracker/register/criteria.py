"""What a person asks of the list: words, filters, order and page, as plain data."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

PAGE_LENGTH = 25
LONGEST_WORDS = 200


class Sort(StrEnum):
    """The orders a list can stand in; what has no value for it stands last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    TITLE = "title"
    ORGANISATION = "organisation"
    STATUS = "status"
    WIDEST = "widest"


class Shared(StrEnum):
    """How an obstacle's barrier stands: met by several organisations, by one, or not yet said."""

    YES = "yes"
    NO = "no"
    UNGROUPED = "ungrouped"


class HasWorkaround(StrEnum):
    """Whether a workaround stands beside an obstacle."""

    YES = "yes"
    NO = "no"


FILTERS = ("status", "shared", "workaround", "level", "organisation", "category")
"""The parameters that narrow the list; several values of one are either-or."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question to the list; equal questions have equal answers."""

    words: str = ""
    status: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    workaround: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    sort: Sort = Sort.NEWEST
    page: int = 1
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """Values that the address asked for and nobody knows."""

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of one filter."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    @property
    def number_of_filters(self) -> int:
        """How many values of filters are on."""
        return sum(len(self.values_of(name)) for name in FILTERS)

    @property
    def is_narrowed(self) -> bool:
        """Whether words or filters keep anything out."""
        return bool(self.words) or self.number_of_filters > 0

    def without(self, name: str, value: str) -> "Asked":
        """Return the same question with one value of a filter taken off, from its first page."""
        kept = tuple(other for other in self.values_of(name) if other != value)
        return replace(self, **{name: kept, "page": 1})  # type: ignore[arg-type]

    def without_words(self) -> "Asked":
        """Return the same question without its words, from its first page."""
        return replace(self, words="", page=1)

    def unnarrowed(self) -> "Asked":
        """Return the question for everything, in the same order."""
        return Asked(sort=self.sort)

    def unplaced(self) -> "Asked":
        """Return the same question whatever the order and the page."""
        return replace(self, sort=Sort.NEWEST, page=1)

    def on_page(self, page: int) -> "Asked":
        """Return the same question on another page."""
        return replace(self, page=page)

    @property
    def address(self) -> str:
        """The query string that asks this, with its question mark, or nothing."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FILTERS for value in self.values_of(name)]
        if self.sort is not Sort.NEWEST:
            pairs.append(("sort", self.sort.value))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def as_json(self) -> dict[str, object]:
        """Return the question as a file tells it, but for the page."""
        filters = {name: list(self.values_of(name)) for name in FILTERS}
        return {"q": self.words, **filters, "sort": self.sort.value}
