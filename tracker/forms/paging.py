"""Pagination of lists: the requested page, and its rows."""

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
        """The number of rows before this page."""
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


def requested_page(total: int, size: int, requested: str, *, opens_last: bool = False) -> Page:
    """Return the requested page, or the nearest existing one; the first, or last, if invalid.

    >>> [requested_page(60, 25, each).number for each in ("2", "9", "0", "-1", "x", "9" * 30)]
    [2, 3, 1, 1, 1, 1]
    """
    pages = max(1, -(-total // size))
    number = read_ordinal(requested, pages if opens_last else 1)
    return Page(min(number, pages), pages, total, size)
