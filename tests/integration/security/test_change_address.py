"""To change one's address: what is asked, who is told, and what it ends."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.app import create_app
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AddressChange, Person, StoredSession
from tracker.models.moment import now
from tracker.sessions.store import hash_of

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
NEW = "ann@new.example"


def ask(browser: Browser, address: str = NEW, password: str = PASSWORD) -> TestResponse:
    browser.get("/account/address")
    return browser.post("/account/address", {"email": address, "password": password})


def confirm(browser: Browser, link: str) -> TestResponse:
    browser.get(link)
    return browser.post(link)


@pytest.fixture
def anns(open_browser: Open, ann: Person) -> Browser:
    """Ann's browser."""
    return open_browser(ann)


@pytest.fixture
def link(anns: Browser, mailbox: Mailbox) -> str:
    """The link that Ann's new address got."""
    assert ask(anns).location == "/account"
    return mailbox.link_to(NEW)


def addresses(rows: Rows) -> list[str]:
    return rows(sa.select(Person.email).order_by(Person.id))


def test_the_confirmed_address_is_the_one_to_sign_in_with(
    anns: Browser, open_browser: Open, link: str, rows: Rows
) -> None:
    answer = confirm(anns, link)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert f"You now sign in as {NEW}." in anns.get("/account").text
    stranger = open_browser()
    stranger.sign_in(NEW)
    assert stranger.is_signed_in()
    assert addresses(rows) == [NEW]


def test_until_then_nothing_changes(anns: Browser, ann: Person, link: str, rows: Rows) -> None:
    page = anns.get(link)

    assert page.status_code == 200
    assert NEW in page.text
    assert ann.email in page.text
    assert addresses(rows) == [ann.email]


def test_the_token_is_stored_only_as_a_hash(link: str, rows: Rows) -> None:
    (change,) = rows(sa.select(AddressChange))

    token = link.rpartition("/")[2]
    assert change.token_hash == hash_of(token)
    assert token not in repr(vars(change))


def test_the_address_from_before_is_told_twice(
    anns: Browser, ann: Person, link: str, mailbox: Mailbox
) -> None:
    (asked,) = mailbox.to(ann.email)
    confirm(anns, link)

    assert NEW in asked.text
    assert SITE + "/reset" in asked.text
    assert "can no longer sign in with your old address" in mailbox.to(ann.email)[-1].text


def test_other_sessions_end_and_this_one_goes_on_under_a_new_key(
    anns: Browser, open_browser: Open, ann: Person, link: str, rows: Rows
) -> None:
    elsewhere, thief = open_browser(ann), open_browser()
    thief.copy_session_of(anns)

    confirm(anns, link)

    assert [one.is_signed_in() for one in (anns, elsewhere, thief)] == [True, False, False]
    assert rows(sa.select(StoredSession.key_hash)) == [hash_of(anns.cookie() or "")]


def test_a_token_of_a_form_from_before_counts_no_more(anns: Browser, link: str) -> None:
    anns.get(link)
    before = anns.token
    anns.post(link)
    anns.token = before

    assert anns.post("/account/sign-out-elsewhere").status_code == 400


def test_a_link_to_a_new_password_from_before_is_dead(
    anns: Browser, open_browser: Open, ann: Person, link: str, mailbox: Mailbox
) -> None:
    visitor = open_browser()
    visitor.get("/reset")
    visitor.post("/reset", {"email": ann.email})
    reset = mailbox.link_to(ann.email)
    assert visitor.get(reset).status_code == 200

    confirm(anns, link)

    assert visitor.get(reset).status_code == 410


def test_a_link_works_once(anns: Browser, link: str) -> None:
    confirm(anns, link)

    assert anns.get(link).status_code == 410
    assert anns.post(link).location == "/account/address"


@pytest.mark.on_postgresql
def test_whoever_asks_anew_makes_the_link_before_worthless(
    anns: Browser, link: str, mailbox: Mailbox, rows: Rows
) -> None:
    ask(anns, "other@new.example")

    assert anns.get(link).status_code == 410
    confirm(anns, mailbox.link_to("other@new.example"))
    assert addresses(rows) == ["other@new.example"]


def test_a_link_works_for_a_day(
    served: Flask, anns: Browser, ann: Person, link: str, rows: Rows
) -> None:
    (change,) = rows(sa.select(AddressChange))
    assert timedelta(hours=23) < change.expires_at - now() <= timedelta(hours=24)
    with served.app_context(), write_transactions():
        db.session.execute(sa.update(AddressChange).values(expires_at=now()))
        db.session.commit()

    assert anns.get(link).status_code == 410
    assert anns.post(link).location == "/account/address"
    assert addresses(rows) == [ann.email]


def test_somebody_elses_link_opens_nothing(
    open_browser: Open, make: Factory, link: str, rows: Rows
) -> None:
    bob = make.person(email="bob@kent.example", password=PASSWORD)
    bobs = open_browser(bob)

    assert bobs.get(link).status_code == 410
    assert confirm(bobs, link).location in {None, "/account/address"}
    assert addresses(rows) == ["ann@kent.example", "bob@kent.example"]


def test_a_stranger_is_asked_to_sign_in_and_comes_back(open_browser: Open, link: str) -> None:
    assert open_browser().get(link).location == f"/login?next={link}"


@pytest.mark.parametrize(
    ("address", "password", "sentence"),
    [
        pytest.param(
            NEW, "a wrong password", "The password is wrong. Try again", id="wrong password"
        ),
        pytest.param(NEW, "", "Enter your password", id="no password"),
        pytest.param("ann", PASSWORD, "Enter a full email address", id="no address"),
        pytest.param("", PASSWORD, "Enter a full email address", id="nothing"),
        pytest.param("Ann@Kent.example", PASSWORD, "already your email address", id="the same"),
        pytest.param(
            "x" * 250 + "@a.example", PASSWORD, "too long. Shorten the text", id="over-long"
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    anns: Browser, mailbox: Mailbox, rows: Rows, address: str, password: str, sentence: str
) -> None:
    answer = ask(anns, address, password)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert mailbox.mails() == []
    assert rows(sa.select(AddressChange)) == []


def test_nobody_learns_that_an_address_is_taken(
    anns: Browser, make: Factory, mailbox: Mailbox, link: str, rows: Rows
) -> None:
    assert link
    made = make.person(email="bob@kent.example")
    free = anns.get("/account").text.replace(NEW, "")

    answer = ask(anns, made.email)

    shown = anns.get("/account").text
    assert answer.location == "/account"
    assert f"We sent an email to {made.email}" in shown
    assert len(shown) == pytest.approx(len(free), abs=200)
    assert [mail.to for mail in mailbox.mails()[2:]] == [made.email, "ann@kent.example"]
    assert "another account already uses it" in mailbox.to(made.email)[0].text
    assert rows(sa.select(AddressChange)) == []


def test_a_taken_address_leaves_nothing_waiting(anns: Browser, make: Factory, rows: Rows) -> None:
    make.person(email="bob@kent.example")

    ask(anns, "bob@kent.example")

    assert rows(sa.select(AddressChange)) == []


def test_an_address_taken_meanwhile_is_refused(
    anns: Browser, ann: Person, make: Factory, link: str, rows: Rows
) -> None:
    make.person(email=NEW)

    answer = confirm(anns, link)

    assert answer.location == "/account/address"
    assert "This email address cannot be used." in anns.get("/account/address").text
    assert addresses(rows) == [ann.email, NEW]
    assert anns.is_signed_in()


def test_who_has_no_password_is_not_asked_for_one(
    app: Flask, signed_in_as: Callable[..., Any], make: Factory, rows: Rows
) -> None:
    client = signed_in_as(make.contributor())

    page = client.post(
        "/account/address", data={"proof_demo": "yes", "proof_opens": "yes"}, follow_redirects=True
    ).text
    client.post("/account/address", data={"email": NEW})

    assert app.config["DEMO"]
    assert 'type="password"' not in page
    assert [change.email for change in rows(sa.select(AddressChange))] == [NEW]


def test_who_has_no_password_proves_otherwise_who_they_are(
    signed_in_as: Callable[..., Any], make: Factory, rows: Rows
) -> None:
    client = signed_in_as(make.contributor())

    opened, sent = (
        client.get("/account/address"),
        client.post("/account/address", data={"email": NEW}),
    )

    for answer in (opened, sent):
        assert "You are about to change your email address." in answer.text
    assert rows(sa.select(AddressChange)) == []


def test_where_no_mail_can_be_sent_the_person_is_told(
    served: Flask, anns: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setattr(served.extensions["mailman"], "file_path", blocked)

    answer = ask(anns)

    assert "We could not send the email." in answer.text


def test_a_site_without_mail_says_so(
    served: Flask, anns: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served.config, "MAIL_FOLDER", None)

    page = anns.get("/account/address").text

    assert "cannot send email yet" in page
    assert "Send link" not in page


def test_a_forged_host_reaches_no_mail(served: Flask, ann: Person, mailbox: Mailbox) -> None:
    forged = Browser(served, "https://evil.example")
    forged.sign_in(ann.email)

    ask(forged)

    assert {mail.to for mail in mailbox.mails()} == {NEW, ann.email}
    assert all("evil" not in mail.text for mail in mailbox.mails())
    assert SITE + "/account/address/" in mailbox.to(NEW)[0].text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_waits_for_the_mail_with_the_database_locked(
    served: Flask, anns: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def write_meanwhile(*_given: Any) -> int:
        def write() -> None:
            with served.app_context(), write_transactions():
                db.session.execute(sa.text("PRAGMA busy_timeout=100"))
                db.session.execute(sa.update(Person).values(name="Ann Jones"))
                db.session.commit()
                seen.append("written")
                db.session.execute(sa.text("PRAGMA busy_timeout=15000"))

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        return 1

    monkeypatch.setattr("tracker.mail.folder.FolderBackend.send_messages", write_meanwhile)
    ask(anns)

    assert seen == ["written", "written"]


def test_a_name_that_would_be_read_as_another_is_refused_in_words(anns: Browser) -> None:
    page = anns.post("/account/name", {"name": "Ann\u202eJones"}).text

    assert "without hidden characters" in page


def test_a_name_can_be_changed(anns: Browser, rows: Rows) -> None:
    page = anns.get("/account/name").text

    answer = anns.post("/account/name", {"name": "  Ann \t Jones "})

    assert 'value="Ann Smith"' in page
    assert answer.location == "/account"
    assert rows(sa.select(Person.name)) == ["Ann Jones"]


@pytest.mark.parametrize("name", ["", "  \u200b ", "x" * 121])
def test_a_name_is_asked_for_and_has_a_limit(anns: Browser, rows: Rows, name: str) -> None:
    anns.get("/account/name")

    answer = anns.post("/account/name", {"name": name})

    assert answer.status_code == 200
    assert "There is 1 problem" in answer.text
    assert rows(sa.select(Person.name)) == ["Ann Smith"]


def test_more_fields_than_the_form_has_change_nothing(
    anns: Browser, ann: Person, rows: Rows
) -> None:
    anns.get("/account/name")

    anns.post(
        "/account/name",
        {"name": "Ann", "email": NEW, "is_administrator": "1", "active": "", "id": "7"},
    )

    (person,) = rows(sa.select(Person))
    assert (person.id, person.email, person.is_administrator) == (ann.id, ann.email, False)


def test_without_mail_no_link_is_mailed() -> None:
    app = create_app(SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    assert app.test_client().get("/account/address", base_url=SITE).status_code == 303


def test_five_letters_an_hour_are_enough(anns: Browser, mailbox: Mailbox) -> None:
    answers = [ask(anns, f"ann-{number}@new.example").status_code for number in range(6)]

    assert answers == [303] * 5 + [429]
    assert len(mailbox.mails()) == 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_waits_while_the_password_is_checked(
    served: Flask, anns: Browser, monkeypatch: pytest.MonkeyPatch, rows: Rows
) -> None:
    def write_meanwhile(*_given: Any) -> bool:
        with served.app_context(), write_transactions():
            db.session.execute(sa.text("PRAGMA busy_timeout=100"))
            db.session.execute(sa.update(Person).values(name="Ann Jones"))
            db.session.commit()
            db.session.execute(sa.text("PRAGMA busy_timeout=15000"))
        return True

    monkeypatch.setattr("tracker.sign_in.passwords.verify_password", write_meanwhile)
    ask(anns)

    assert rows(sa.select(Person.name)) == ["Ann Jones"]
    assert [change.email for change in rows(sa.select(AddressChange))] == [NEW]
