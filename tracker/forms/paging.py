"""Pages of a list: which one an address asks for, and what of the list it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tracker.forms.parsing import read_ordinal

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    number: int
    pages: int
    total: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The number of its first row in the whole list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of its last row in the whole list."""
        return min(self.offset + self.size, self.total)

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of this page."""
        return rows[self.offset : self.offset + self.size]


def requested_page(total: int, size: int, asked: str, *, opens_last: bool = False) -> Page:
    """Return the page that is asked for: the nearest that there is; else the first, or the last.

    >>> [paged(60, 25, asked).number for asked in ("2", "9", "0", "-1", "x", "9" * 30)]
    [2, 3, 1, 1, 1, 1]
    """
    pages = max(1, -(-total // size))
    number = read_ordinal(asked, pages if opens_last else 1)
    return Page(min(number, pages), pages, total, size)
