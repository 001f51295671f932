"""What a person typed outlives the session that ended while they typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now
from tracker.sessions import form_replay

Open = Callable[..., Browser]
WORDS = "A <b>bed</b> rail can't be ordered, “ever”\nsince 2023"


@pytest.fixture
def end_sessions(served: Flask) -> Callable[[], None]:
    """Let all sessions run out, their rows still there."""

    def end() -> None:
        with served.app_context(), write_transactions():
            db.session.execute(sa.update(StoredSession).values(seen_at=now().replace(year=2020)))
            db.session.commit()

    return end


@pytest.fixture
def cut_off(open_browser: Open, ann: Person, end_sessions: Callable[[], None]) -> Browser:
    """A browser at the form, in which Ann's session has run out."""
    browser = open_browser(ann)
    browser.get("/desk?barrier=B-1")
    end_sessions()
    return browser


def hidden(answer: TestResponse) -> str:
    found = re.search(r'name="typed"[^>]*value="([^"]*)"', answer.text)
    assert found
    return found[1]


def sign_in(browser: Browser, answer: TestResponse, address: str, **more: Any) -> TestResponse:
    """Send the sign-in form that the answer shows."""
    next_page = re.search(r'name="next"[^>]*value="([^"]*)"', answer.text)
    assert next_page
    fields = {"next": next_page[1], "typed": hidden(answer)} | more
    return browser.post("/login", {"email": address, "password": PASSWORD} | fields)


def test_what_a_script_asks_too_late_brings_no_token_of_its_own(cut_off: Browser) -> None:
    answer = cut_off.client.post(
        "/desk",
        base_url=cut_off.site,
        data={"csrf_token": cut_off.token, "words": WORDS},
        headers={"Origin": cut_off.site, "Sec-Fetch-Dest": "empty"},
    )

    assert (answer.status_code, answer.text) == (401, "")
    assert "Set-Cookie" not in answer.headers


def test_a_form_sent_too_late_asks_to_sign_in_and_keeps_the_words(cut_off: Browser) -> None:
    answer = cut_off.post("/desk", {"words": WORDS})

    assert answer.status_code == 401
    assert "You have been signed out. Your text is safe. Sign in to continue." in answer.text
    assert "saved" not in answer.text
    assert hidden(answer)


def test_after_the_sign_in_the_form_is_filled_in_again(cut_off: Browser, ann: Person) -> None:
    late = cut_off.post("/desk", {"words": WORDS})

    answer = sign_in(cut_off, late, ann.email)

    assert (answer.status_code, answer.location) == (302, "/desk?barrier=B-1")
    assert cut_off.get(answer.location).text == f"typed: {[WORDS]}"


def test_the_words_survive_a_mistyped_password(cut_off: Browser, ann: Person) -> None:
    late = cut_off.post("/desk", {"words": WORDS})
    wrong = sign_in(cut_off, late, ann.email, password="a wrong password")

    answer = sign_in(cut_off, wrong, ann.email)

    assert cut_off.get(answer.location or "").text == f"typed: {[WORDS]}"


def test_several_values_of_one_field_all_come_back(cut_off: Browser, ann: Person) -> None:
    late = cut_off.post("/desk", {"words": ["one", "two"]})

    answer = sign_in(cut_off, late, ann.email)

    assert cut_off.get(answer.location or "").text == "typed: ['one', 'two']"


def test_a_page_that_got_lost_can_be_opened_again(cut_off: Browser, ann: Person) -> None:
    sign_in(cut_off, cut_off.post("/desk", {"words": WORDS}), ann.email)

    assert cut_off.get("/desk").text == cut_off.get("/desk").text == f"typed: {[WORDS]}"


def test_the_words_are_let_go_once_the_form_is_sent(cut_off: Browser, ann: Person) -> None:
    sign_in(cut_off, cut_off.post("/desk", {"words": WORDS}), ann.email)
    cut_off.get("/account")

    assert cut_off.post("/desk", {"words": "better words"}).text == "saved: better words"
    assert cut_off.get("/desk").text == "typed: nothing"


def test_the_words_go_to_no_other_page(cut_off: Browser, ann: Person) -> None:
    sign_in(cut_off, cut_off.post("/desk", {"words": "bed rail"}), ann.email)

    assert "bed rail" not in cut_off.get("/account").text


def test_the_words_wait_an_hour_at_most(
    cut_off: Browser, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(cut_off, cut_off.post("/desk", {"words": WORDS}), ann.email)
    later = form_replay.time() + form_replay.KEPT_FOR + 1

    monkeypatch.setattr(form_replay, "time", lambda: later)

    assert cut_off.get("/desk").text == "typed: nothing"


def test_words_of_one_person_do_not_go_to_the_next(cut_off: Browser, make: Factory) -> None:
    bob = make.contributor(password=PASSWORD)
    late = cut_off.post("/desk", {"words": WORDS})

    sign_in(cut_off, late, bob.email)

    assert cut_off.get("/desk").text == "typed: nothing"


def test_a_password_is_never_carried(cut_off: Browser, served: Flask) -> None:
    late = cut_off.post("/desk", {"words": "hello", "new_password": "kept nowhere at all"})

    with served.test_request_context():
        carried = form_replay._signer().loads(hidden(late))

    assert carried["fields"] == [["words", "hello"]]


def test_another_site_cannot_put_words_into_a_form(cut_off: Browser) -> None:
    answer = cut_off.post("/desk", {"words": "planted"}, sent_by="https://evil.example")

    assert answer.status_code == 401
    assert hidden(answer) == ""
    assert "We could not keep your text" in answer.text


@pytest.mark.parametrize("typed", ["forged", "a.b.c", "", "W10.a.b"])
def test_what_we_did_not_sign_is_not_taken_up(browser: Browser, ann: Person, typed: str) -> None:
    answer = browser.sign_in(ann.email, typed=typed)

    assert answer.location == "/"
    assert browser.get("/desk").text == "typed: nothing"


def test_too_much_to_carry_is_said_plainly(cut_off: Browser) -> None:
    answer = cut_off.post("/desk", {"words": "x" * (form_replay.MOST + 1)})

    assert answer.status_code == 401
    assert "We could not keep your text" in answer.text
    assert len(answer.text) < form_replay.MOST


def test_a_page_that_was_only_read_is_where_one_comes_back(cut_off: Browser) -> None:
    asked = cut_off.get("/desk?barrier=B-1")
    page = cut_off.get(asked.location or "")

    assert asked.status_code == 303
    assert "You have been signed out" in page.text


def test_a_sign_in_form_from_before_says_try_again(served: Flask, ann: Person) -> None:
    browser = Browser(served)
    browser.get("/login")
    browser.client.delete_cookie("__Host-tracker", domain="tracker.example")

    answer = browser.post("/login", {"email": ann.email, "password": PASSWORD})

    assert answer.status_code == 400
    assert "The page was open too long" in answer.text
    assert PASSWORD not in answer.text
    assert hidden(answer) == ""


def test_a_script_is_told_in_its_own_way(cut_off: Browser) -> None:
    answer = cut_off.client.post(
        "/desk", base_url=SITE, headers={"Accept": "application/json"}, data={"words": WORDS}
    )

    assert (answer.status_code, answer.mimetype) == (401, "application/json")


def test_a_script_whose_token_is_old_is_told_in_its_own_way(
    open_browser: Open, ann: Person
) -> None:
    browser = open_browser(ann)

    answer = browser.client.post(
        "/desk", base_url=SITE, headers={"Accept": "application/json"}, data={"words": WORDS}
    )

    assert (answer.status_code, answer.mimetype) == (400, "application/json")


def test_a_form_opened_before_signing_in_anew_is_kept_too(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.get("/account")
    old_token = browser.token
    browser.post("/logout")
    browser.sign_in(ann.email)
    browser.at, browser.token = "/desk", old_token

    refused = browser.post("/desk", {"words": WORDS})
    answer = browser.post("/account/typed-again", {"typed": hidden(refused)})

    assert refused.status_code == 400
    assert "Your changes were not saved" in refused.text
    assert answer.location == "/desk"
    assert browser.get("/desk").text == f"typed: {[WORDS]}"


def test_a_refused_form_of_another_site_is_not_kept(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.token = ""

    answer = browser.post("/desk", {"words": "planted"}, sent_by="https://evil.example")

    assert answer.status_code == 400
    assert 'name="typed"' not in answer.text


def test_a_page_of_several_forms_says_which_one_it_means(served: Flask) -> None:
    kept = {"page": "/desk", "action": "/desk/trials", "fields": [["words", "one"]]}
    kept |= {"at": int(form_replay.time())}

    with served.test_request_context("/desk") as context:
        context.session[form_replay.KEPT_AS] = kept
        mine = form_replay.typed_again(context.request, action="/desk/trials")
        other = form_replay.typed_again(context.request, action="/desk")

    assert mine is not None
    assert mine.to_dict() == {"words": "one"}
    assert other is None
