"""Differential tests: compare pages on databases that differ in what the viewer may not see."""

import re
from collections.abc import Iterable
from itertools import zip_longest

_CODE = re.compile(r"\b(TICC|B|W|T)-[2-9A-Z]{4,6}\b")
_FORM_KEY = re.compile(r'(?s)<input[^>]*name="(?:form_key|csrf_token)"[^>]*>|data-autosave="[^"]*"')


def without_form_keys(page: str) -> str:
    """Return the page without what each form gets anew every time."""
    return _FORM_KEY.sub("", page)


class PageComparison:
    """The pages on each database, without references, which are random."""

    def __init__(self) -> None:
        self._first: list[str] | None = None

    def differing(self, pages: Iterable[str]) -> list[str | None]:
        """Return the lines that differ from those of the first database."""
        lines = [line for page in pages for line in _CODE.sub("CODE", page).splitlines()]
        if self._first is None:
            self._first = lines
        return [here for there, here in zip_longest(self._first, lines) if there != here]
