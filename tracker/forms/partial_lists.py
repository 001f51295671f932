"""Pagination of lists inside a page: `?comments=2#comments`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic

from flask import request

from tracker.forms.paging import Page, Row, requested_page


@dataclass(frozen=True)
class ListPart(Generic[Row]):
    """One part of a list inside a page, in a section whose id is its name."""

    name: str
    page: Page
    rows: Sequence[Row]
    at: str
    """The address of the surrounding page."""

    def address(self, number: int) -> str:
        """Return the address of another page of the list."""
        return f"{self.at}?{self.name}={number}#{self.name}"


def list_part(
    name: str, rows: Sequence[Row], size: int, at: str, *, is_newest_last: bool = False
) -> ListPart[Row]:
    """Return the requested part; by default the first, or the one with the newest rows."""
    page = requested_page(len(rows), size, request.args.get(name, ""), opens_last=is_newest_last)
    return ListPart(name, page, page.of(rows), at)


def requested_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Return the requested parts of these lists, for the key of a cached page."""
    return tuple(request.args.get(name, "")[:9] for name in names)
