"""Open one page of each kind that a person is led to, and measure it."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from flask import Flask
from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException

MEASURES = (Path(__file__).parent / "measures.js").read_text()
DIFFERENT = "view="
"""A query with it leads to a page of another kind at the same address."""


def pages_of_each_kind(app: Flask, page: Page, start: str) -> Iterator[str]:
    """Open the start and one page of each kind that links lead to; yield each address, once open.

    Pages are of one kind if one view answers them. `globalThis.measures` is there on each.
    """
    site = urlsplit(page.url).netloc
    queue, seen = deque([start]), {_kind_of(app, start)}
    while queue:
        address = queue.popleft()
        if not _opens(page, address):
            continue
        page.evaluate(MEASURES)
        page.evaluate("measures.open()")
        yield address
        for link in page.evaluate("measures.links()"):
            parts = urlsplit(urldefrag(link).url)
            kind = _kind_of(app, parts.path, parts.query)
            if parts.netloc == site and kind and kind not in seen:
                seen.add(kind)
                queue.append(parts._replace(scheme="", netloc="").geturl())


def _opens(page: Page, address: str) -> bool:
    """Open a page; False for a file."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    return True


def _kind_of(app: Flask, path: str, query: str = "") -> tuple[str, bool] | None:
    """Return what tells the pages of a kind from others, or nothing for files and no address."""
    if "." in path.rpartition("/")[2]:
        return None
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return None
    return endpoint, DIFFERENT in query
