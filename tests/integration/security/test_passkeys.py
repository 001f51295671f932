"""Passkeys: added, used alone, removed; the same in a real browser under tests/chromium."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tests.integration.security.test_required_second_factor import NONE_YET
from tests.integration.security.test_set_up_second_factor import set_up
from tests.passkeys import PRESENT, Device
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Passkey, Person, StoredSession
from tracker.sign_in.second_factor import remove_all_second_factors

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
PAGE = "/account/passkeys"


@pytest.fixture
def anns(open_browser: Open, ann: Person) -> Browser:
    return open_browser(ann)


@pytest.fixture
def phone(anns: Browser) -> Device:
    """Ann's phone, added to her account."""
    device = Device()
    assert device.add(anns, "Ann's phone").location == "/account"
    return device


@pytest.fixture
def lea(make: Factory) -> Person:
    """A programme lead, who has only a password yet."""
    return make.programme_lead(email="lea@programme.example", **NONE_YET)


@pytest.fixture
def leas(browser: Browser, lea: Person) -> Browser:
    """The browser of the lead, whose one second factor is a passkey."""
    browser.sign_in(lea.email)
    assert Device().add(browser, "Stick").location == "/"
    return browser


@pytest.mark.on_postgresql
def test_a_passkey_alone_signs_in(phone: Device, browser: Browser) -> None:
    answer = phone.sign_in(browser)

    assert (answer.status_code, answer.location) == (302, "/")
    assert "Ann Smith" in browser.get("/account").text


def test_one_is_led_to_where_one_meant_to_go(phone: Device, browser: Browser) -> None:
    assert phone.sign_in(browser, next="/account").location == "/account"


def test_one_is_led_to_no_other_site(phone: Device, browser: Browser) -> None:
    assert phone.sign_in(browser, next="//evil.example").location == "/"


def test_the_sign_in_starts_a_new_session(phone: Device, browser: Browser) -> None:
    browser.get("/login")
    before = browser.cookie()

    phone.sign_in(browser)

    assert browser.cookie() != before
    assert before is not None


def test_the_account_names_it(phone: Device, anns: Browser) -> None:
    assert phone
    page = anns.get("/account").text

    assert re.search(r"Passkeys</b>\s*<span[^>]*>Ann&#39;s phone</span>", page)


def test_a_new_passkey_ends_other_sessions(anns: Browser, open_browser: Open, ann: Person) -> None:
    other = open_browser(ann)

    Device().add(anns)

    assert anns.is_signed_in()
    assert not other.is_signed_in()


def test_a_removed_passkey_opens_nothing(phone: Device, anns: Browser, browser: Browser) -> None:
    anns.get(PAGE)
    anns.post_proven(PAGE + "/remove", {"name": "Ann's phone"})

    phone.sign_in(browser)

    assert not browser.is_signed_in()
    assert "Passkey “Ann&#39;s phone” removed." in anns.get("/account").text


def test_removing_ends_other_sessions(phone: Device, anns: Browser, browser: Browser) -> None:
    phone.sign_in(browser)

    anns.post_proven(PAGE + "/remove", {"name": "Ann's phone"})

    assert anns.is_signed_in()
    assert not browser.is_signed_in()


def test_nobody_elses_passkey_can_be_removed(
    phone: Device, open_browser: Open, make: Factory, rows: Rows
) -> None:
    assert phone
    other = open_browser(make.contributor(password=PASSWORD))
    other.get(PAGE)

    other.post(PAGE + "/remove", {"name": "Ann's phone"})

    assert rows(sa.select(Passkey.name)) == ["Ann's phone"]


def test_an_answer_is_taken_once(phone: Device, browser: Browser, open_browser: Open) -> None:
    action, credential = phone.answer(browser)
    browser.post(action, {"credential": credential})
    thief = open_browser()
    thief.get("/login")

    answer = thief.post(action, {"credential": credential})

    assert answer.location == "/sign-in/passkey"
    assert "This passkey did not work." in thief.get("/sign-in/passkey").text
    assert not thief.is_signed_in()


def test_of_several_uses_at_once_one_wins(phone: Device, open_browser: Open, rows: Rows) -> None:
    browsers = [open_browser() for _ in range(5)]
    action, credential = phone.answer(browsers[0])
    for browser in browsers:
        browser.get("/login")

    with ThreadPoolExecutor(5) as pool:
        answers = pool.map(lambda each: each.post(action, {"credential": credential}), browsers)

    assert sorted(answer.location or "" for answer in answers) == ["/"] + ["/sign-in/passkey"] * 4
    assert len(rows(sa.select(StoredSession.key_hash))) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"credential": ""}, id="nothing"),
        pytest.param({"credential": "{"}, id="no JSON"),
        pytest.param({"credential": "[]"}, id="a list"),
        pytest.param({"credential": "null"}, id="null"),
        pytest.param({"credential": '{"id": 1}'}, id="lacking"),
        pytest.param({"credential": "\x00"}, id="a null"),
    ],
)
def test_a_broken_answer_is_refused_in_a_sentence(
    phone: Device, browser: Browser, change: dict[str, str]
) -> None:
    action, _credential = phone.answer(browser)

    answer = browser.post(action, change)

    assert answer.location == "/sign-in/passkey"
    assert not browser.is_signed_in()


def test_an_answer_to_another_question_is_refused(phone: Device, browser: Browser) -> None:
    _action, credential = phone.answer(browser)
    action, _credential = phone.answer(browser)

    browser.post(action, {"credential": credential})

    assert not browser.is_signed_in()


def test_an_answer_for_another_site_is_refused(phone: Device, browser: Browser) -> None:
    action, credential = phone.answer(Browser(browser.client.application, "https://evil.example"))
    browser.get("/login")

    browser.post(action, {"credential": credential})

    assert not browser.is_signed_in()


def test_a_forged_question_is_refused(phone: Device, browser: Browser) -> None:
    action, credential = phone.answer(browser)

    answer = browser.post(action[:-3] + "xxx", {"credential": credential})

    assert answer.location == "/sign-in/passkey"
    assert not browser.is_signed_in()


def test_a_key_that_nobody_was_asked_for_is_refused(phone: Device, browser: Browser) -> None:
    phone.flags = PRESENT

    phone.sign_in(browser)

    assert not browser.is_signed_in()


def test_a_key_that_asks_nobody_is_not_added(anns: Browser, rows: Rows) -> None:
    answer = Device(flags=PRESENT).add(anns)

    assert answer.location == PAGE
    assert "This passkey did not work." in anns.get(PAGE).text
    assert rows(sa.select(Passkey.id)) == []


def test_nobody_disabled_signs_in_by_passkey(phone: Device, browser: Browser, run: Run) -> None:
    run(sa.update(Person).values(active=False))

    phone.sign_in(browser)

    assert browser.cookie() is None or "." in (browser.cookie() or "")
    assert not browser.is_signed_in()


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("", "Enter a name for this device", id="none"),
        pytest.param("x" * 65, "Name must be 64 characters or fewer", id="long"),
        pytest.param("Ann's  phone", "You already have a passkey with this name", id="taken"),
        pytest.param("a\u202eb", "Use letters and digits only", id="turning the line round"),
    ],
)
def test_a_name_is_checked(phone: Device, anns: Browser, name: str, complaint: str) -> None:
    assert phone
    anns.get(PAGE)

    assert complaint in anns.post_proven(PAGE, {"name": name}).text


def test_at_a_bare_number_there_are_none(served: Flask) -> None:
    for site in ("https://127.0.0.1", "https://127.0.0.1:5000", "https://[::1]:5000"):
        page = Browser(served, site).get("/sign-in/passkey").text

        assert "do not work when you open this site by a number" in page
        assert "Use a passkey" not in page


def test_a_passkey_is_a_second_factor(leas: Browser) -> None:
    assert leas.is_signed_in()


def test_a_passkey_signs_a_lead_in_without_a_code(open_browser: Open, make: Factory) -> None:
    device, browser = Device(), open_browser()
    device.add(open_browser(make.programme_lead(password=PASSWORD)))

    device.sign_in(browser)

    assert browser.is_signed_in()


def test_after_the_password_a_lead_is_asked_for_the_passkey(
    leas: Browser, open_browser: Open, lea: Person
) -> None:
    assert leas.is_signed_in()
    browser = open_browser()

    answer = browser.sign_in(lea.email)

    assert (answer.location or "").startswith("/sign-in/passkey")
    assert not browser.is_signed_in()
    assert "Your password is correct." in browser.get("/sign-in/passkey").text


def test_then_the_passkey_signs_in(browser: Browser, open_browser: Open, lea: Person) -> None:
    device, other = Device(), open_browser()
    browser.sign_in(lea.email)
    device.add(browser)
    other.sign_in(lea.email)

    device.sign_in(other)

    assert other.is_signed_in()


def test_others_sign_in_by_password_as_before(
    phone: Device, open_browser: Open, ann: Person
) -> None:
    assert phone

    assert open_browser(ann).is_signed_in()


def test_a_lead_keeps_one_second_factor(leas: Browser, rows: Rows) -> None:
    leas.get(PAGE)
    leas.post_proven(PAGE + "/remove", {"name": "Stick"})
    assert "Set up another one before you remove this passkey" in leas.get(PAGE).text
    assert rows(sa.select(Passkey.name)) == ["Stick"]

    set_up(leas)
    leas.post_proven("/account/second-factor/remove")
    assert rows(sa.select(Person.tf_primary_method)) == [None]


def test_the_last_factor_takes_the_recovery_codes_along(
    phone: Device, anns: Browser, rows: Rows
) -> None:
    assert phone
    anns.get("/account/recovery-codes")
    anns.post_proven("/account/recovery-codes")

    anns.post_proven(PAGE + "/remove", {"name": "Ann's phone"})

    assert rows(sa.select(Person.mf_recovery_codes)) == [None]


def test_a_passkey_less_is_no_loss_of_recovery_codes(
    phone: Device, anns: Browser, rows: Rows
) -> None:
    assert phone
    set_up(anns)
    anns.get("/account/recovery-codes")
    anns.post_proven("/account/recovery-codes")

    anns.post_proven(PAGE + "/remove", {"name": "Ann's phone"})

    assert [len(codes) for codes in rows(sa.select(Person.mf_recovery_codes))] == [10]


def test_who_lost_everything_has_no_passkey_either(
    phone: Device, served: Flask, rows: Rows, ann: Person
) -> None:
    assert phone
    with served.app_context(), write_transactions():
        remove_all_second_factors(person=db.session.get_one(Person, ann.id))
        db.session.commit()

    assert rows(sa.select(Passkey.id)) == []


def test_an_old_half_of_a_sign_in_is_forgotten(
    leas: Browser, lea: Person, open_browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert leas
    browser = open_browser()
    browser.sign_in(lea.email)
    monkeypatch.setattr("tracker.sessions.second_step.time", lambda: 4e9)

    assert "Your password is correct." not in browser.get("/sign-in/passkey").text


def test_somebody_signed_in_is_led_on(anns: Browser) -> None:
    assert anns.get("/sign-in/passkey?next=/account").location == "/account"


def test_what_was_typed_comes_along(phone: Device, anns: Browser, run: Run) -> None:
    run(sa.delete(StoredSession))
    page = anns.post("/desk", {"words": "kept"})
    carried = json.dumps(page.text)
    assert "Sign in with a passkey" in page.text
    typed = carried.split('name=\\"typed\\"')[1].split('value=\\"')[1].split('\\"')[0]

    answer = phone.sign_in(anns, typed=typed)

    assert answer.status_code == 302
    assert "Your text is back" in anns.get("/account").text
