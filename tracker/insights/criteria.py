"""What a person asks of the network picture: its layout, filters and page, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar
from urllib.parse import urlencode

from tracker.forms.parsing import read_ordinal
from tracker.models.vocabulary import Kind, Level

View = Literal["links", "grid"]

FEWEST = 2
MOST = 99
NO_CATEGORY = "none"
_LONGEST_VALUE = 60

Word = TypeVar("Word", Level, Kind)


@dataclass(frozen=True, kw_only=True)
class NetworkAsked:
    """One question to the picture; equal questions have equal answers.

    `category` is a slug or NO_CATEGORY, `country` a code of two letters; `page` turns the rows
    of the grid and `across` its columns.
    """

    view: View = "links"
    level: Level | None = None
    shared_by: int = FEWEST
    category: str = ""
    country: str = ""
    kind: Kind | None = None
    page: int = 1
    across: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter keeps anything out."""
        kept_out = self.level, self.category, self.country, self.kind
        return any(kept_out) or self.shared_by > FEWEST

    @property
    def filters(self) -> dict[str, str]:
        """The parameters that are in force, but for the layout and the page."""
        said = {
            "level": self.level.value if self.level else "",
            "shared-by": str(self.shared_by) if self.shared_by > FEWEST else "",
            "category": self.category,
            "country": self.country,
            "kind": self.kind.value if self.kind else "",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def address(self) -> str:
        """The query string that asks this, with its question mark, or nothing."""
        pairs = {"view": "grid"} if self.view == "grid" else {}
        pairs |= self.filters
        pages = {"page": self.page, "across": self.across}
        pairs |= {name: str(number) for name, number in pages.items() if number > 1}
        return f"?{urlencode(pairs)}" if pairs else ""

    def seen_as(self, view: View) -> "NetworkAsked":
        """Return the same question in another layout, from its first page."""
        return replace(self, view=view, page=1, across=1)

    def on_page(self, page: int, across: int) -> "NetworkAsked":
        """Return the same question on another page."""
        return replace(self, page=page, across=across)

    def unnarrowed(self) -> "NetworkAsked":
        """Return the question for everything, in the same layout."""
        return NetworkAsked(view=self.view)

    def everywhere(self) -> "NetworkAsked":
        """Return the same question to organisations of every country and kind."""
        return replace(self, country="", kind=None, page=1, across=1)

    def within(self, **filters: str) -> "NetworkAsked":
        """Return the question narrowed further, from its first page."""
        return asked_for({**self.filters, **filters, "view": self.view})


def asked_for(parameters: Mapping[str, str]) -> NetworkAsked:
    """Read the question from an address; what nobody knows counts as not asked."""
    return NetworkAsked(
        view="grid" if parameters.get("view") == "grid" else "links",
        level=_word(Level, parameters.get("level", "")),
        shared_by=_number(parameters.get("shared-by", ""), FEWEST),
        category=parameters.get("category", "")[:_LONGEST_VALUE],
        country=parameters.get("country", "").upper()[:2],
        kind=_word(Kind, parameters.get("kind", "")),
        page=_number(parameters.get("page", ""), 1),
        across=_number(parameters.get("across", ""), 1),
    )


def _word(words: type[Word], value: str) -> Word | None:
    return words(value) if value in set(words) else None


def _number(value: str, fewest: int) -> int:
    """Return a number from `fewest` to 99, else `fewest`."""
    return min(max(read_ordinal(value, fewest), fewest), MOST)
