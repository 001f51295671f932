"""A forgotten password: who gets a link, what it opens, and how little is told."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.app import create_app
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AddressChange, DirectoryIdentity, Passkey, Person, StoredSession
from tracker.models.moment import now
from tracker.sign_in.password_reset import choose_password
from tracker.sign_in.passwords import hashed

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Change = Callable[..., None]
NEW = "quiet canal bicycle"


def ask(browser: Browser, address: str, **given: Any) -> TestResponse:
    browser.get("/reset")
    return browser.post("/reset", {"email": address}, **given)


def choose(browser: Browser, link: str, new: str = NEW, again: str = "") -> TestResponse:
    browser.get(link)
    return browser.post(link, {"password": new, "password_confirm": again or new})


@pytest.fixture
def link(browser: Browser, ann: Person, mailbox: Mailbox) -> str:
    """The link that Ann got."""
    ask(browser, ann.email)
    return mailbox.link_to(ann.email)


@pytest.fixture
def change(served: Flask) -> Change:
    """Change every person's row."""

    def update(**values: Any) -> None:
        with served.app_context(), write_transactions():
            db.session.execute(sa.update(Person).values(**values))
            db.session.commit()

    return update


def is_taken(browser: Browser, person: Person, password: str) -> bool:
    browser.sign_in(person.email, password)
    return browser.is_signed_in()


def test_the_link_lets_one_choose_a_password(open_browser: Open, ann: Person, link: str) -> None:
    answer = choose(open_browser(), link)

    assert (answer.status_code, answer.location) == (303, "/login")
    assert not is_taken(open_browser(), ann, PASSWORD)
    assert is_taken(open_browser(), ann, NEW)


def test_it_signs_nobody_in(open_browser: Open, link: str) -> None:
    browser = open_browser()

    choose(browser, link)

    assert not browser.is_signed_in()
    assert (
        "Your password has been changed. Sign in with your new password."
        in browser.get("/login").text
    )


def test_every_session_from_before_ends(
    open_browser: Open, ann: Person, link: str, rows: Rows
) -> None:
    before = open_browser(ann)

    choose(open_browser(), link)

    assert not before.is_signed_in()
    assert rows(sa.select(StoredSession)) == []


def test_the_owner_is_told(open_browser: Open, ann: Person, link: str, mailbox: Mailbox) -> None:
    choose(open_browser(), link)

    mail = mailbox.to(ann.email)[-1]
    assert mail.subject == "Your password for the obstacle tracker was changed"
    assert SITE + "/reset" in mail.text


@pytest.mark.on_postgresql
def test_a_change_of_password_is_told_as_well(
    open_browser: Open, ann: Person, mailbox: Mailbox
) -> None:
    browser = open_browser(ann)
    browser.get("/change")
    browser.post(
        "/change", {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    )

    assert [mail.subject for mail in mailbox.to(ann.email)] == [
        "Your password for the obstacle tracker was changed"
    ]


def test_a_link_works_once(open_browser: Open, ann: Person, link: str) -> None:
    first, second = open_browser(), open_browser()
    second.get(link)
    choose(first, link)

    again = {"password": PASSWORD, "password_confirm": PASSWORD}

    assert second.post(link, again).status_code == second.get(link).status_code == 410
    assert is_taken(open_browser(), ann, NEW)


def test_all_links_die_with_the_first_that_is_used(
    open_browser: Open, ann: Person, link: str, mailbox: Mailbox
) -> None:
    ask(open_browser(), ann.email)
    other = mailbox.link_to(ann.email)
    choose(open_browser(), other)

    assert open_browser().get(link).status_code == 410


def test_to_look_at_a_link_uses_nothing_up(open_browser: Open, link: str) -> None:
    scanner = open_browser()

    assert [scanner.get(link).status_code for _ in range(3)] == [200] * 3
    assert choose(open_browser(), link).status_code == 303


@pytest.mark.parametrize(
    ("minutes", "status"), [pytest.param(59, 200, id="in time"), pytest.param(61, 410, id="late")]
)
def test_a_link_works_for_an_hour(
    open_browser: Open, link: str, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    timestamp = TimestampSigner.get_timestamp
    monkeypatch.setattr(
        TimestampSigner, "get_timestamp", lambda self: timestamp(self) + minutes * 60
    )

    assert open_browser().get(link).status_code == status


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"active": False}, id="disabled"),
        pytest.param({"erased_at": now()}, id="erased"),
        pytest.param({"fs_uniquifier": "another"}, id="another password or address since"),
    ],
)
def test_a_link_dies_with_what_happens_to_the_person(
    open_browser: Open, link: str, change: Change, rows: Rows, values: dict[str, Any]
) -> None:
    browser = open_browser()
    browser.get(link)
    (before,) = rows(sa.select(Person.password))

    change(**values)
    answer = browser.post(link, {"password": NEW, "password_confirm": NEW})

    assert answer.status_code == 410
    assert "This link no longer works" in answer.text
    assert rows(sa.select(Person.password)) == [before]


def test_a_change_of_password_kills_the_link(open_browser: Open, ann: Person, link: str) -> None:
    browser = open_browser(ann)
    browser.get("/change")
    browser.post(
        "/change", {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    )

    assert open_browser().get(link).status_code == 410


def test_of_two_who_use_a_link_at_once_one_is_turned_away(
    served: Flask, open_browser: Open, ann: Person, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(password: str) -> str:
        with served.app_context(), write_transactions():
            choose_password(db.session.get_one(Person, ann.id), hashed(PASSWORD))
            db.session.commit()
        return hashed(password)

    monkeypatch.setattr("tracker.sign_in.password_reset.hashed", meanwhile)
    answer = choose(open_browser(), link)

    assert answer.status_code == 410
    assert not is_taken(open_browser(), ann, NEW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"again": NEW + "s"}, "The passwords do not match.", id="mistyped"),
        pytest.param({"new": "short one"}, "12 characters", id="too short"),
        pytest.param({"new": "password1234"}, "This password is easy to guess", id="too common"),
        pytest.param(
            {"new": "AnnSmith2026!!"}, "This password is easy to guess", id="one's own name"
        ),
        pytest.param({"new": "x7" * 101}, "200", id="too long"),
    ],
)
def test_a_refusal_says_what_to_do(
    open_browser: Open, ann: Person, link: str, fields: dict[str, str], sentence: str
) -> None:
    answer = choose(open_browser(), link, **fields)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert is_taken(open_browser(), ann, PASSWORD)


def test_a_change_of_address_that_waited_is_stopped(
    served: Flask, open_browser: Open, ann: Person, link: str, rows: Rows
) -> None:
    with served.app_context(), write_transactions():
        until = now() + timedelta(hours=1)
        db.session.add(
            AddressChange(person_id=ann.id, token_hash="x", email="eve@a.example", expires_at=until)
        )
        db.session.commit()

    choose(open_browser(), link)

    assert rows(sa.select(AddressChange)) == []


@pytest.mark.parametrize("forged", ["nothing", "WyJhIiwgIkIiXQ.aaaa.bbbb", "%00", "x" * 3000])
def test_a_forged_link_opens_nothing(browser: Browser, forged: str) -> None:
    assert browser.get(f"/reset/{forged}").status_code in {404, 410}


def test_a_token_made_for_something_else_opens_nothing(
    served: Flask, browser: Browser, ann: Person
) -> None:
    with served.test_request_context():
        token = ann.get_auth_token()

    assert browser.get(f"/reset/{token}").status_code == 410


def without_what_was_typed(page: str) -> str:
    return re.sub(r'value="[^"]*"|\S+@\S+', "", page)


@pytest.mark.parametrize(
    "address", ["nobody@kent.example", "gone@kent.example", "erased@kent.example"]
)
def test_who_is_not_here_gets_nothing_and_nobody_can_tell(
    *, open_browser: Open, make: Factory, ann: Person, mailbox: Mailbox, address: str
) -> None:
    make.person(email="gone@kent.example", password=PASSWORD, active=False)
    make.person(email="erased@kent.example", password=PASSWORD, erased_at=now())
    known, unknown = open_browser(), open_browser()

    answers = [ask(known, ann.email), ask(unknown, address)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    shown = [without_what_was_typed(one.get("/login").text) for one in (known, unknown)]
    assert shown[0] == shown[1]
    assert {mail.to for mail in mailbox.mails()} == {ann.email}


@pytest.mark.parametrize("address", ["ann@kent.example", "nobody@kent.example"])
def test_the_answer_waits_for_no_look_up_and_no_mail(
    *,
    served: Flask,
    browser: Browser,
    ann: Person,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        "tracker.sign_in.password_reset.send_later", lambda *given: asked.append(given)
    )

    answer = ask(browser, address)

    assert ann.email == "ann@kent.example"
    assert answer.status_code == 303
    assert [given[1] for given in asked] == [address]
    assert mailbox.mails() == []
    assert served.extensions["mailman"]


def test_an_address_counts_in_any_case(browser: Browser, ann: Person, mailbox: Mailbox) -> None:
    ask(browser, f" {ann.email.upper()} ")

    assert len(mailbox.to(ann.email)) == 1


@pytest.mark.parametrize("address", ["", "ann", "ann@", "a@b.example\r\nBcc: c@d.example", "\x00"])
def test_what_is_no_address_is_said(browser: Browser, mailbox: Mailbox, address: str) -> None:
    answer = ask(browser, address)

    assert "Enter a full email address" in answer.text
    assert mailbox.mails() == []


@pytest.mark.on_postgresql
def test_whoever_signs_in_elsewhere_gets_no_password_here(
    served: Flask, browser: Browser, make: Factory, mailbox: Mailbox
) -> None:
    person = make.person()
    with served.app_context(), write_transactions():
        db.session.add(DirectoryIdentity(issuer="i", subject="s", person_id=person.id))
        db.session.commit()

    ask(browser, person.email)

    (mail,) = mailbox.to(person.email)
    assert "organisation’s account" in mail.text
    assert "/reset/" not in mail.text


def test_a_forged_host_reaches_no_mail(
    served: Flask, ann: Person, mailbox: Mailbox, open_browser: Open
) -> None:
    forged = Browser(served, "https://evil.example")

    ask(forged, ann.email)

    (mail,) = mailbox.to(ann.email)
    assert "evil" not in mail.text
    assert SITE + "/reset/" in mail.text
    assert open_browser().get(mailbox.link_to(ann.email)).status_code == 200


def test_a_site_without_mail_says_so() -> None:
    app = create_app(SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    page = app.test_client().get("/reset", base_url=SITE).text

    assert "cannot send email yet" in page
    assert "<form" not in page


def test_the_sign_in_page_leads_there(browser: Browser) -> None:
    assert 'href="/reset"' in browser.get("/login").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failure_tells_the_log_no_token(
    browser: Browser,
    link: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("tracker.sign_in.password_reset.guessable_names", lambda _who: 1 / 0)
    browser.get(link)

    answer = browser.post(link, {"password": NEW, "password_confirm": NEW})

    assert answer.status_code == 500
    assert "/reset/<token>" in caplog.text
    assert link.rpartition("/")[2] not in caplog.records[-1].getMessage()


def test_a_site_without_mail_lets_a_password_be_changed(
    served: Flask, open_browser: Open, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served.config, "MAIL_FOLDER", None)
    browser = open_browser(ann)
    browser.get("/change")

    answer = browser.post(
        "/change", {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    )

    assert answer.location == "/account"


def test_the_second_factor_is_asked_for_as_before(
    open_browser: Open, make: Factory, mailbox: Mailbox
) -> None:
    lead = make.programme_lead(password=PASSWORD)
    browser = open_browser()
    ask(browser, lead.email)
    choose(browser, mailbox.link_to(lead.email))

    browser.get("/login")
    answer = browser.post("/login", {"email": lead.email, "password": NEW})

    assert (answer.location or "").startswith("/sign-in/code")
    assert not browser.is_signed_in()
    assert browser.send_code().location == "/"
    assert browser.is_signed_in()


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("is_proven", [True, False])
def test_who_proves_the_address_of_an_account_opened_by_others_shuts_them_out(
    browser: Browser,
    ann: Person,
    link: str,
    make: Factory,
    change: Change,
    rows: Rows,
    *,
    is_proven,
) -> None:
    for person in (ann, make.person("Somebody else", password=PASSWORD)):
        make._save(DirectoryIdentity(issuer="https://id", subject=person.name, person_id=person.id))
        make._save(passkey_of(person))
    secret = {"tf_primary_method": "authenticator", "tf_totp_secret": "theirs"}
    change(is_address_proven=is_proven, **secret)

    choose(browser, link)

    kept = 2 if is_proven else 1
    assert len(rows(sa.select(DirectoryIdentity))) == kept
    assert len(rows(sa.select(Passkey))) == kept
    with_app = sa.select(Person.id).where(Person.tf_primary_method.is_not(None))
    assert len(rows(with_app)) == kept
    proven = rows(sa.select(Person.is_address_proven).where(Person.id == ann.id))
    assert proven == [True]


def passkey_of(person: Person) -> Passkey:
    return Passkey(
        user_id=person.id,
        name="Somebody's phone",
        credential_id=person.email.encode(),
        public_key=b"key",
        backup_state=False,
        device_type="single_device",
        usage="first",
    )
