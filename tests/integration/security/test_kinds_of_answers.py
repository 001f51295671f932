"""Every answer says what kind it is, in which letters; a file is handed over, never shown."""

from collections.abc import Callable

import pytest

from tests.browsing import Browser
from tests.factories import Factory
from tests.integration.security.every_rule import make_things
from tests.integration.security.forms_of_pages import make_leader, pages
from tests.integration.security.limited import *  # noqa: F403  Its fixtures.
from tests.integration.security.limited import UseUp
from tests.integration.security.test_headers_everywhere import unprotected
from tracker.models import Person
from tracker.web.rate_limits import FILES

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Open = Callable[..., Browser]

WITHOUT_LETTERS = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "font/woff2",
}
SHOWN = {"application/json", "image/svg+xml", "text/css", "text/html", "text/javascript"}
"""What a browser shows or runs by itself; JSON only as text, since it is told not to guess."""


def test_every_answer_says_its_kind_and_letters(open_browser: Open, make: Factory) -> None:
    things = make_things(make)
    kinds = {path: one.content_type for path, one in pages(open_browser(make_leader(make)), things)}

    vague = {
        path: kind
        for path, kind in kinds.items()
        if kind.partition(";")[0] not in WITHOUT_LETTERS and "charset=utf-8" not in kind.lower()
    }

    assert len(kinds) >= 40
    assert {path: kind for path, kind in vague.items() if "json" not in kind} == {}


def test_a_file_is_handed_over_and_never_shown(open_browser: Open, make: Factory) -> None:
    things = make_things(make)
    handed = {
        path: one.headers.get("Content-Disposition", "")
        for path, one in pages(open_browser(make_leader(make)), things)
        if one.status_code == 200 and one.mimetype not in SHOWN and "typefaces" not in path
    }

    assert len(handed) >= 5
    assert {path for path, how in handed.items() if not how.startswith("attachment;")} == set()


def test_too_many_tries_are_answered_with_the_headers(
    open_browser: Open, ann: Person, use_up: UseUp
) -> None:
    browser = open_browser(ann)
    browser.get("/programmes/programme-1/obstacles.csv", buffered=True)
    use_up(FILES.rates[0].amount)

    answer = browser.get("/programmes/programme-1/obstacles.csv", buffered=True)

    assert answer.status_code == 429
    assert unprotected(answer) == set()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/html; charset=utf-8"
