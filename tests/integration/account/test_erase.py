"""A person is erased: everywhere, for good, and with what was logged left where it is."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import PASSWORD
from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker import database
from tracker.account.commands import confirm_address, request_address_change
from tracker.account.commands_erase import AlreadyErased, erase_again, erase_person
from tracker.account.erasures import (
    NoErasuresFile,
    erasures_file,
    list_erasure,
    purge,
    read_erasures,
    undone_erasures,
)
from tracker.audit.acts import Act
from tracker.audit.chain import faults_in_chain
from tracker.audit.notes import record_event
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    AuditEvent,
    Digest,
    DirectoryIdentity,
    Invitation,
    Membership,
    Obstacle,
    Passkey,
    Person,
    Reminder,
    StatusChange,
    StoredSession,
)
from tracker.models.moment import now
from tracker.people.commands import LastLead
from tracker.people.commands_administrators import LastAdministrator, reopen_account

SignIn = Callable[[Person], FlaskClient]
Rows = Callable[[sa.Select[Any]], list[Any]]
NAME, ADDRESS = "Zoraida Quillfeather", "zoraida@quillfeather.example"
MEANT = {"is_meant": "y", "password": PASSWORD}


@pytest.fixture(autouse=True)
def listed(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of erasures of this test."""
    monkeypatch.setitem(app.config, "ERASURES_FILE", str(tmp_path / "erasures"))
    return tmp_path / "erasures"


@pytest.fixture
def ann(make: Factory) -> Person:
    """Somebody with something in every table that people have a place in."""
    make.organisation_lead(make.organisation("Kent"))
    person = make.contributor(name=NAME, email=ADDRESS, password=PASSWORD)
    make._save(
        AddressChange(
            person_id=person.id,
            email=f"new-{ADDRESS}",
            token_hash="1",
            expires_at=now() + timedelta(days=1),
        )
    )
    make._save(
        DirectoryIdentity(issuer="https://kent.example", subject=ADDRESS, person_id=person.id)
    )
    make._save(
        Passkey(
            user_id=person.id,
            name=f"{NAME}'s phone",
            credential_id=b"2",
            public_key=b"3",
            backup_state=False,
            device_type="single_device",
            usage="first",
        )
    )
    make.invitation("T" * 43, email=ADDRESS, accepted_at=now())
    return person


@pytest.fixture
def erased(app: Flask) -> Callable[[Person], str]:
    """Erase somebody as the shell does; return their pseudonym."""

    def erase(person: Person) -> str:
        with app.app_context(), write_transactions():
            held = db.session.get(Person, person.id)
            erase_person(person=held)
            list_erasure(held)
            db.session.commit()
            name = held.name
            purge(person.name, person.email)
        return name

    return erase


def texts(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield each cell of each table as text, with its column; JSON and bytes too."""
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)).mappings():
                yield from ((f"{table.name}.{name}", str(value)) for name, value in row.items())


def told_of(app: Flask, *words: str) -> set[str]:
    return {
        column
        for column, text in texts(app)
        if any(word.casefold() in text.casefold() for word in words)
    }


def erase_at(browser: FlaskClient, **given: str):
    return browser.post("/account/erase", data=MEANT | given)


def test_name_and_address_are_in_no_table(
    app: Flask, ann: Person, signed_in_as: SignIn, rows: Rows
) -> None:
    browser = signed_in_as(ann)
    assert len(told_of(app, NAME, ADDRESS)) == 6

    answer = erase_at(browser)

    assert (answer.status_code, answer.location) == (303, "/login")
    assert told_of(app, NAME, ADDRESS, *NAME.split(), "quillfeather") == set()
    assert rows(sa.select(Passkey)) + rows(sa.select(StoredSession)) == []


def test_the_file_and_its_journal_hold_neither(app: Flask, ann: Person, erased) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("what PostgreSQL frees, its vacuum takes")
        file = Path(db.engine.url.database or "")
        db.session.execute(sa.text("ANALYZE"))  # It keeps samples of names and addresses.
        db.session.commit()
    assert any(ADDRESS.encode() in held for held in bytes_of(file))

    erased(ann)

    for held in bytes_of(file):
        assert NAME.encode() not in held
        assert ADDRESS.encode() not in held


def bytes_of(file: Path) -> list[bytes]:
    kept = [file, file.with_name(file.name + "-wal")]
    return [one.read_bytes() for one in kept if one.exists()]


def test_a_pseudonym_stands_where_they_stood(make: Factory, ann: Person, erased, rows) -> None:
    obstacle = make.obstacle("What Kent met", author=ann)

    name = erased(ann)

    person = rows(sa.select(Person).where(Person.id == ann.id))[0]
    assert name.startswith("Former member ")
    assert (person.name, person.active, person.password) == (name, False, None)
    assert person.email.endswith("@erased.invalid")
    assert person.erased_at is not None
    kept = rows(sa.select(Obstacle).where(Obstacle.id == obstacle.id))[0]
    assert (kept.title, kept.author_id) == ("What Kent met", ann.id)


def test_drafts_go_with_their_author(make: Factory, ann: Person, erased, rows: Rows) -> None:
    make.obstacle("A half-told thing", author=ann, is_draft=True)
    make.obstacle("Somebody else's draft", is_draft=True)

    erased(ann)

    assert rows(sa.select(Obstacle.title)) == ["Somebody else's draft"]


@pytest.mark.on_postgresql
def test_questions_and_digests_go_with_them(make: Factory, ann: Person, erased, rows) -> None:
    make.reminder(make.obstacle(author=ann), ann)
    make._save(Digest(person_id=ann.id, stop_hash="4"))

    erased(ann)

    assert rows(sa.select(Reminder)) + rows(sa.select(Digest)) == []


def test_the_colleagues_page_names_the_pseudonym(
    make: Factory, ann: Person, erased, signed_in_as: SignIn
) -> None:
    obstacle = make.obstacle("What Kent met")
    make._save(StatusChange(obstacle_id=obstacle.id, status="open", person_id=ann.id))
    browser = signed_in_as(make.contributor())
    page = f"/programmes/programme-1/obstacles/{obstacle.reference}"
    assert NAME in browser.get(page).text

    name = erased(ann)

    text = browser.get(page).text
    assert NAME not in text
    assert name in text


def test_whoever_is_erased_is_signed_out_everywhere(ann: Person, signed_in_as: SignIn) -> None:
    browser, phone = signed_in_as(ann), signed_in_as(ann)

    erase_at(browser)

    assert browser.get("/account").status_code == 303
    assert phone.get("/account").status_code == 303


@pytest.mark.parametrize("end", ["withdrawn_at", "expires_at", None])
def test_an_invitation_that_nobody_answered_stays_as_it_was_sent(
    *, make: Factory, ann: Person, erased, client: FlaskClient, rows: Rows, end: str | None
) -> None:
    make.invitation("U" * 43, email=ADDRESS, **({end: now()} if end else {}))
    unanswered = sa.select(Invitation).where(Invitation.accepted_at.is_(None))
    [before], page = rows(unanswered), client.get(f"/invitations/{'U' * 43}")

    erased(ann)

    [after], told = rows(unanswered), client.get(f"/invitations/{'U' * 43}")
    assert vars(after) | {"_sa_instance_state": None} == vars(before) | {"_sa_instance_state": None}
    assert (told.status_code, told.text) == (page.status_code, page.text)


def test_an_answered_invitation_keeps_when_it_was_answered(
    ann: Person, erased, client: FlaskClient, rows: Rows
) -> None:
    erased(ann)

    [answered] = rows(sa.select(Invitation))
    assert answered.email.endswith("@erased.invalid")
    assert (answered.accepted_at is None, answered.withdrawn_at) == (False, None)
    assert client.get(f"/invitations/{'T' * 43}").status_code == 410


def test_somebody_elses_answer_stays(make: Factory, ann: Person, erased, rows: Rows) -> None:
    make.invitation("U" * 43, email="bob@kent.example", accepted_at=now())

    erased(ann)

    assert "bob@kent.example" in rows(sa.select(Invitation.email))


def test_what_they_accepted_under_a_former_address_goes_too(
    *, app: Flask, make: Factory, ann: Person, erased, signed_in_as: SignIn, run, rows: Rows
) -> None:
    run(sa.delete(Invitation))
    make.invitation("U" * 43, email=ADDRESS)
    signed_in_as(ann).post(f"/invitations/{'U' * 43}")
    with app.test_request_context("/"), write_transactions():
        person = db.session.get(Person, ann.id)
        confirm_address(
            person=person, token=request_address_change(person=person, email="z@new.example")
        )
        db.session.commit()
    assert rows(sa.select(Invitation.email)) == [ADDRESS]

    erased(ann)

    assert told_of(app, "quillfeather", "z@new.example") == set()


def test_the_audit_says_so_and_holds_together(app: Flask, ann: Person, erased, rows: Rows) -> None:
    invitation = rows(sa.select(Invitation))[0]
    with app.app_context(), write_transactions():
        record_event(Act.INVITATION_SEND, thing=invitation, changes={"email": [None, ADDRESS]})
        db.session.commit()

    erased(ann)

    acts = rows(sa.select(AuditEvent.act))
    told = rows(sa.select(AuditEvent.payload).where(AuditEvent.act == Act.INVITATION_SEND))
    assert (acts.count("person:erase"), told) == (1, [None, None])
    with app.app_context(), db.engine.connect() as connection:
        assert list(faults_in_chain(connection)) == []


def test_mail_that_names_them_is_gone_and_other_mail_stays(
    ann: Person, erased, mailbox: Mailbox, app: Flask
) -> None:
    for number, to in enumerate([ADDRESS, "bob@kent.example"]):
        text = f"From: a@b.example\nTo: {to}\nSubject: Hello\nDate: Sun, 22 Nov 2026 08:00:00 +0000"
        (mailbox.folder / f"{number}.eml").write_text(text + "\n\nSome words\n")
    assert app

    erased(ann)

    assert [mail.to for mail in mailbox.mails()] == ["bob@kent.example"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"is_meant": ""}, id="not meant"),
        pytest.param({"password": "another umbrella tin"}, id="wrong password"),
    ],
)
def test_nobody_is_erased_by_mistake(given, ann: Person, signed_in_as: SignIn, rows) -> None:
    data = {name: value for name, value in (MEANT | given).items() if value}

    answer = signed_in_as(ann).post("/account/erase", data=data)

    assert answer.status_code == 200
    assert "There is 1 problem" in answer.text
    assert NAME in rows(sa.select(Person.name))


def test_without_a_password_a_fresh_sign_in_is_not_enough(
    make: Factory, signed_in_as: SignIn, rows: Rows
) -> None:
    make.organisation_lead()
    browser = signed_in_as(make.contributor(name=NAME))
    meant = {"is_meant": "y"}
    assert "You are about to erase your account." in browser.get("/account/erase").text
    assert "You are about to erase your account." in browser.post("/account/erase", data=meant).text
    assert NAME in rows(sa.select(Person.name))

    answer = browser.post("/account/erase", data=meant | {"proof_demo": "yes"})

    assert answer.location == "/login"
    assert NAME not in rows(sa.select(Person.name))


def test_the_page_says_what_goes_and_what_stays(ann: Person, signed_in_as: SignIn) -> None:
    page = signed_in_as(ann).get("/account/erase").text

    for said in ["What we erase", "your drafts", "What stays", "what you logged", "/account/data"]:
        assert said in page


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        pytest.param("organisation_lead", LastLead, id="organisation"),
        pytest.param("programme_lead", LastLead, id="programme"),
        pytest.param("administrator", LastAdministrator, id="installation"),
    ],
)
def test_whoever_alone_leads_hands_over_first(
    app: Flask, make: Factory, role: str, refusal: type[DomainError], listed: Path
) -> None:
    person = getattr(make, role)()

    with app.app_context(), write_transactions(), pytest.raises(refusal):
        erase_person(person=db.session.get(Person, person.id))

    assert not listed.exists()


def test_the_page_says_that_somebody_must_take_over(
    make: Factory, signed_in_as: SignIn, rows: Rows
) -> None:
    browser = signed_in_as(make.organisation_lead(name=NAME, password=PASSWORD))

    answer = erase_at(browser)

    assert answer.location == "/account/erase"
    assert "You are the only lead of Organisation" in browser.get(answer.location).text
    assert NAME in rows(sa.select(Person.name))


@pytest.mark.on_postgresql
def test_one_of_two_leads_may_go(app: Flask, make: Factory, erased, rows: Rows) -> None:
    make.programme_lead()
    make.administrator()
    person = make.programme_lead(is_administrator=True)

    erased(person)

    gone = rows(sa.select(Person).where(Person.id == person.id))[0]
    assert not gone.is_administrator
    assert app


def test_nobody_is_erased_twice_or_opened_again(app: Flask, ann: Person, erased) -> None:
    erased(ann)

    with app.app_context(), write_transactions():
        person = db.session.get(Person, ann.id)
        with pytest.raises(AlreadyErased):
            erase_person(person=person)
        with pytest.raises(DomainError):
            reopen_account(person=person)


def test_the_list_names_nobody(ann: Person, erased, listed: Path, app: Flask) -> None:
    erased(ann)

    text = listed.read_text()
    assert NAME not in text
    assert ADDRESS not in text
    assert listed.stat().st_mode & 0o777 == 0o600
    with app.app_context():
        assert [one.person_id for one in read_erasures()] == [ann.id]
        assert undone_erasures() == []


def test_a_line_cut_short_spoils_none_after_it(
    ann: Person, erased, listed: Path, app: Flask
) -> None:
    listed.write_text('\n{"person_id": 7, "crea')

    erased(ann)

    with app.app_context():
        assert [one.person_id for one in read_erasures()] == [ann.id]


def test_a_list_that_is_none_is_refused(listed: Path, app: Flask) -> None:
    listed.write_text('\n{"name": "Ann"}')

    with app.app_context(), pytest.raises(NoErasuresFile, match="a line that is not valid"):
        read_erasures()


def test_whom_an_older_backup_brings_back_is_found_and_erased_again(
    app: Flask, ann: Person, listed: Path
) -> None:
    with app.app_context(), write_transactions():
        erase_person(person=db.session.get(Person, ann.id))
        list_erasure(db.session.get(Person, ann.id))
        db.session.rollback()
    assert listed.exists()

    with app.app_context(), write_transactions():
        [(person, erasure)] = undone_erasures()
        erase_again(person=person, erased_at=erasure.erased_at)
        db.session.commit()
        assert undone_erasures() == []

    assert told_of(app, NAME, ADDRESS) == set()


def test_erasing_again_ends_places_and_asks_nobody(app: Flask, make: Factory, rows: Rows) -> None:
    lead = make.organisation_lead(name=NAME)
    chief = make.programme_lead()

    with app.app_context(), write_transactions():
        for one in (lead, chief):
            erase_again(person=db.session.get(Person, one.id), erased_at=now())
        db.session.commit()

    assert None not in rows(sa.select(Membership.ended_at))
    assert NAME not in rows(sa.select(Person.name))


def test_somebody_new_under_the_same_number_is_not_erased(
    app: Flask, ann: Person, erased, run: Callable[[sa.Executable], None]
) -> None:
    erased(ann)
    person = sa.update(Person).where(Person.id == ann.id)

    run(person.values(erased_at=None, created_at=now()))

    with app.app_context():
        assert undone_erasures() == []


def test_without_a_place_for_the_list_nobody_is_erased(
    app: Flask, ann: Person, signed_in_as: SignIn, monkeypatch, rows: Rows
) -> None:
    browser = signed_in_as(ann)
    monkeypatch.setitem(app.config, "ERASURES_FILE", "/nowhere/at/all/erasures")

    answer = erase_at(browser)

    assert "We could not save the list of erased accounts." in browser.get(answer.location).text
    assert NAME in rows(sa.select(Person.name))


def test_the_list_lies_beside_the_file_unless_a_site_says_otherwise(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ERASURES_FILE", None)

    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert erasures_file() == Path(db.engine.url.database or "").with_suffix(".erasures")
        else:
            with pytest.raises(NoErasuresFile, match="ERASURES_FILE"):
                erasures_file()


def test_a_file_in_use_is_left_and_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 50)
    url = f"sqlite:///{tmp_path / 'used.db'}"
    engine = sa.create_engine(url, **database.engine_options(url))
    database.register_listeners(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE word (word TEXT)")
    with closing(engine.raw_connection()) as other:
        other.cursor().execute("BEGIN IMMEDIATE")
        database.vacuum(engine)
        other.cursor().execute("ROLLBACK")
    assert "was not written anew" in caplog.text

    with closing(engine.raw_connection()) as other:
        other.cursor().execute("BEGIN")
        other.cursor().execute("SELECT count(*) FROM word").fetchall()
        database.vacuum(engine)
        other.cursor().execute("ROLLBACK")
    assert "was not emptied" in caplog.text
    engine.dispose()


def test_no_statistics_of_postgresql_hold_them(app: Flask, ann: Person, erased) -> None:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("the test of the file covers SQLite's")
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("ANALYZE")
    assert ADDRESS in sampled(app)

    erased(ann)

    assert ADDRESS not in sampled(app)
    assert NAME not in sampled(app)


def sampled(app: Flask) -> str:
    samples = "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats"
    with app.app_context():
        return str(db.session.execute(sa.text(samples)).all())
