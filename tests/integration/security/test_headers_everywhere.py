"""Every answer of every rule protects the browser, errors and files included."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, calls, make_things
from tracker.models import Person
from tracker.web import security_headers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Open = Callable[..., Browser]


def unprotected(answer: TestResponse) -> set[str]:
    """Return the names of headers that an answer lacks or that say too little."""
    wanted = security_headers.HEADERS | {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    }
    lacking = {name for name, value in wanted.items() if answer.headers.get(name) != value}
    if "Access-Control-Allow-Origin" in answer.headers:
        lacking.add("Access-Control-Allow-Origin")
    return lacking


@pytest.mark.parametrize("who", ["visitor", "signed in"])
def test_every_rule_sends_the_headers(
    served: Flask, open_browser: Open, make: Factory, ann: Person, who: str
) -> None:
    browser = open_browser(ann if who == "signed in" else None)
    lacking = {}

    for call in calls(served, make_things(make)):
        answer = browser.client.open(call.path, method=call.method, base_url=SITE)
        if found := unprotected(answer):
            lacking[str(call)] = found
        answer.close()

    assert lacking == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/nowhere", 404, id="no such page"),
        pytest.param("GET", "/static/nothing.css", 404, id="no such file"),
        pytest.param("DELETE", "/account", 405, id="no such act"),
        pytest.param("GET", "/fails", 500, id="our fault"),
        pytest.param("POST", "/account/sign-out-elsewhere", 400, id="no token"),
        pytest.param("OPTIONS", "/account", 200, id="what is allowed"),
        pytest.param("TRACE", "/account", 405, id="an echo"),
    ],
)
def test_every_error_sends_the_headers(
    open_browser: Open, ann: Person, method: str, path: str, status: int
) -> None:
    answer = open_browser(ann).client.open(path, method=method, base_url=SITE)

    assert answer.status_code == status
    assert unprotected(answer) == set()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "kept to ourselves" not in answer.text


def test_too_much_at_once_is_refused_with_the_headers(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)

    answer = browser.post("/desk", {"words": "x" * (1024 * 1024 + 1)})

    assert answer.status_code == 413
    assert unprotected(answer) == set()


def test_no_cache_keeps_what_a_signed_in_person_reads(
    served: Flask, open_browser: Open, make: Factory, ann: Person
) -> None:
    browser = open_browser(ann)
    kept = {}

    for call in calls(served, make_things(make), frozenset({"GET"})):
        answer = browser.client.get(call.path, base_url=SITE)
        if answer.headers["Cache-Control"] != "no-store":
            kept[call.endpoint] = answer.headers["Cache-Control"]
        answer.close()

    assert set(kept) <= {"assets.static", "assets.typeface"}
    assert set(kept.values()) <= {"public, max-age=31536000, immutable"}


def test_no_address_of_a_file_leads_out_of_its_folder(served: Flask) -> None:
    client = served.test_client()

    for path in ["../config.py", "..%2fconfig.py", "%2e%2e/app.py", "/etc/passwd", ".%00"]:
        assert client.get("/static/" + path, base_url=SITE).status_code in {308, 404}


def test_things_nobody_made_give_no_failure(served: Flask, open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)

    failed = [
        str(call)
        for call in calls(served, Things(), frozenset({"GET"}))
        if not call.endpoint.startswith("desk.")
        and browser.client.get(call.path, base_url=SITE).status_code >= 500
    ]

    assert failed == []
