"""No unsafe rule does anything for a form that is not our own, whoever is signed in."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import UNSAFE, calls, make_things
from tracker.models import Person, StoredSession

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.mark.parametrize("token", ["none", "another person's", "forged", "from before"])
def test_every_unsafe_rule_asks_for_the_persons_own_token(
    *,
    served: Flask,
    open_browser: Open,
    make: Factory,
    ann: Person,
    rows: Rows,
    fingerprint: Callable[[], str],
    token: str,
) -> None:
    things = make_things(make)
    browser = open_browser(ann)
    other = open_browser(make.programme_lead(password="giraffe umbrella tin"))
    tokens = {
        "none": "",
        "another person's": other.token,
        "forged": browser.token[:-2] + "xx",
        "from before": token_before_the_sign_in(served),
    }
    data, sessions, before = {"csrf_token": tokens[token]}, session_rows(rows), fingerprint()

    answers = {
        str(call): browser.client.open(
            call.path,
            method=call.method,
            data=data,
            base_url=SITE,
            headers={"Referer": SITE + "/account", "Sec-Fetch-Site": "same-origin"},
        ).status_code
        for call in calls(served, things, UNSAFE)
    }

    assert len(answers) >= 5
    assert {name: status for name, status in answers.items() if status != 400} == {}
    assert fingerprint() == before
    assert session_rows(rows) == sessions


def token_before_the_sign_in(served: Flask) -> str:
    visitor = Browser(served)
    visitor.get("/login")
    return visitor.token


def session_rows(rows: Rows) -> list[str]:
    return sorted(rows(sa.select(StoredSession.key_hash)))


def test_every_unsafe_rule_turns_a_stranger_away(
    served: Flask, make: Factory, fingerprint: Callable[[], str]
) -> None:
    things, client, before = make_things(make), served.test_client(), fingerprint()

    answers = {
        str(call): client.open(call.path, method=call.method, base_url=SITE).status_code
        for call in calls(served, things, UNSAFE)
    }

    assert set(answers.values()) == {400, 401}
    assert fingerprint() == before


def test_the_right_token_is_taken(open_browser: Open, ann: Person) -> None:
    assert open_browser(ann).post("/desk", {"words": "hello"}).text == "saved: hello"


def test_the_right_token_from_another_site_is_not(open_browser: Open, ann: Person) -> None:
    answer = open_browser(ann).post("/desk", {"words": "hello"}, sent_by="https://evil.example")

    assert answer.status_code == 400
    assert "hello" not in answer.text
