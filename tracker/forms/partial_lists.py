"""Lists inside a page, a part at a time: `?comments=2#comments`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic

from flask import request

from tracker.forms.paging import Page, Row, requested_page


@dataclass(frozen=True)
class ListPart(Generic[Row]):
    """One page of a list that stands inside a page, in a section whose id is its name."""

    name: str
    page: Page
    rows: Sequence[Row]
    at: str
    """The address of the page around it."""

    def address(self, number: int) -> str:
        """Return the address of another page of the list."""
        return f"{self.at}?{self.name}={number}#{self.name}"


def list_part(
    name: str, rows: Sequence[Row], size: int, at: str, *, is_newest_last: bool = False
) -> ListPart[Row]:
    """Return the part that the address asks for; else the first, or where the newest rows are."""
    page = requested_page(len(rows), size, request.args.get(name, ""), opens_last=is_newest_last)
    return ListPart(name, page, page.of(rows), at)


def requested_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Return what the address asks of these lists, for the key of a cached page."""
    return tuple(request.args.get(name, "")[:9] for name in names)
