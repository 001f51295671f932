"""Codes on paper, for when the device is gone: shown once, each good for one sign-in."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tracker.models import Person, StoredSession

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
PAGE = "/account/recovery-codes"
STEP = "/sign-in/recovery-code"


@pytest.fixture
def lea(make: Factory) -> Person:
    return make.programme_lead(email="lea@programme.example", password=PASSWORD)


@pytest.fixture
def leas(open_browser: Open, lea: Person) -> Browser:
    return open_browser(lea)


@pytest.fixture
def codes(leas: Browser) -> list[str]:
    """The lead's recovery codes."""
    leas.get(PAGE)
    return re.findall(r"data-code>([^<]+)<", leas.post_proven(PAGE).text)


@pytest.fixture
def at_the_step(open_browser: Open, lea: Person) -> Callable[[], Browser]:
    """Open a browser in which the lead has given the password, and lost the app."""

    def reach() -> Browser:
        browser = open_browser()
        browser.get("/login")
        browser.post("/login", {"email": lea.email, "password": PASSWORD})
        browser.get(STEP)
        return browser

    return reach


def test_there_are_ten_of_them(codes: list[str]) -> None:
    assert len(set(codes)) == 10


def test_who_asks_for_codes_goes_back_to_the_account(leas: Browser) -> None:
    leas.get(PAGE)

    page = leas.post_proven(PAGE).text

    assert re.search(r'href="/account">\s*I have saved my codes', page)


def test_each_signs_in(codes: list[str], at_the_step: Callable[[], Browser]) -> None:
    for code in codes[:3]:
        browser = at_the_step()
        browser.post(STEP, {"code": f" {code.upper()} "})
        assert browser.is_signed_in()


def test_none_signs_in_twice(codes: list[str], at_the_step: Callable[[], Browser]) -> None:
    at_the_step().post(STEP, {"code": codes[0]})
    again = at_the_step()

    answer = again.post(STEP, {"code": codes[0]})

    assert "The recovery code is wrong or already used" in answer.text
    assert not again.is_signed_in()


def test_of_several_uses_at_once_one_wins(
    codes: list[str], at_the_step: Callable[[], Browser], rows: Rows
) -> None:
    browsers = [at_the_step() for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda each: each.post(STEP, {"code": codes[0]}), browsers))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    assert len(rows(sa.select(StoredSession.key_hash))) == 2
    assert [len(kept) for kept in rows(sa.select(Person.mf_recovery_codes))] == [9]


def test_one_is_told_how_many_are_left(
    codes: list[str], at_the_step: Callable[[], Browser]
) -> None:
    browser = at_the_step()
    browser.post(STEP, {"code": codes[0]})

    assert "You have 9 recovery codes left." in browser.get("/account").text


def test_they_are_shown_once(codes: list[str], leas: Browser) -> None:
    page = leas.get(PAGE + "?show_codes=1").text

    assert "You have 10 unused codes." in page
    assert not [code for code in codes if code in page]


def test_new_ones_void_the_old(
    codes: list[str], leas: Browser, at_the_step: Callable[[], Browser]
) -> None:
    leas.post_proven(PAGE)

    browser = at_the_step()
    browser.post(STEP, {"code": codes[0]})

    assert not browser.is_signed_in()


def test_the_database_holds_none_that_can_be_read(codes: list[str], rows: Rows) -> None:
    (kept,) = rows(sa.select(Person.mf_recovery_codes))

    assert len(kept) == 10
    assert not [code for code in codes if code in str(kept)]


@pytest.mark.parametrize("code", ["", "0000-0000-0000", "x" * 300, "\x00", "œuvre", "[]"])
def test_a_wrong_one_is_refused_in_a_sentence(
    codes: list[str], at_the_step: Callable[[], Browser], code: str
) -> None:
    assert codes
    answer = at_the_step().post(STEP, {"code": code})

    assert answer.status_code == 200
    assert "has-error" in answer.text


def test_one_persons_code_is_not_anothers(
    codes: list[str], open_browser: Open, make: Factory
) -> None:
    make.programme_lead(email="other@programme.example", password=PASSWORD)
    other = open_browser()
    other.get("/login")
    other.post("/login", {"email": "other@programme.example", "password": PASSWORD})
    other.get(STEP)

    other.post(STEP, {"code": codes[0]})

    assert not other.is_signed_in()


def test_the_code_page_leads_there_without_a_complaint(
    at_the_step: Callable[[], Browser],
) -> None:
    answer = at_the_step().post(STEP, {"code": "", "instead": "recovery-code"})

    assert answer.status_code == 200
    assert "has-error" not in answer.text
