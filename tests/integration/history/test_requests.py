"""Signing in and out, being refused and taking a file away are noted too."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask
from flask_security import password_reset

from tests.accepting import sign_in_and_accept
from tracker.app import create_app
from tracker.audit.notes import record_event, set_actor_of_pending_events
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditEvent, AuditHead, Membership, Person
from tracker.models.vocabulary import OrganisationRole, Visibility
from tracker.sign_in.audit_events import is_file


@pytest.fixture
def here(browsers, forget):
    """Everybody's browsers, after whose sign-ins the audit begins anew."""
    forget()
    return browsers


def test_a_sign_in_says_who_and_how(signed_in_as, nurse, events) -> None:
    signed_in_as(nurse)

    (event,) = events("session:begin")
    assert (event.person_id, event.thing_kind, event.thing_id) == (nurse.id, "person", nurse.id)
    assert event.payload["way"] == [None, "demo"]


def test_a_sign_out_says_who(kents, nurse, events) -> None:
    kents.post("/logout")

    assert [event.person_id for event in events("session:end")] == [nurse.id]


def test_nobody_signs_out_who_was_not_in(client, forget, events) -> None:
    forget()

    client.post("/logout")

    assert events() == []


@pytest.fixture
def known(make) -> Person:
    return make.contributor(email="known@kent.example", password="giraffe umbrella tin")


def test_a_wrong_password_is_noted_on_whose_it_was(client, known, forget, events) -> None:
    forget()

    client.post("/login", data={"email": known.email, "password": "giraffe umbrella tan"})

    (event,) = events()
    assert (event.act, event.person_id, event.thing_id) == ("session:refuse", None, known.id)
    assert event.payload["way"] == [None, "password"]


def test_an_address_that_nobody_has_is_noted_without_it(client, forget, events) -> None:
    forget()

    client.post("/login", data={"email": "stranger@x.example", "password": "giraffe umbrella"})

    (event,) = events()
    assert (event.act, event.thing_id) == ("session:refuse", None)
    assert "stranger" not in str(event.payload)


def test_a_change_of_password_is_one_event(client, known, forget, events) -> None:
    client.post("/login", data={"email": known.email, "password": "giraffe umbrella tin"})
    forget()

    new = "tin umbrella giraffe"
    sent = {"password": "giraffe umbrella tin", "new_password": new, "new_password_confirm": new}
    client.post("/change", data=sent)

    (event,) = events()
    assert (event.act, event.person_id) == ("password:change", known.id)
    assert event.payload["password"] == []


def test_who_is_refused_is_noted_with_the_page(here, make, kent, events) -> None:
    obstacle = make.obstacle(organisation=kent)

    here["medway"].get(f"/programmes/ticc/obstacles/{obstacle.reference}/edit")

    (event,) = events("request:refuse")
    assert event.person_id == event.thing_id
    assert event.payload["page"] == [None, "obstacles.edit"]
    assert obstacle.reference not in str(event.payload)


def test_a_refused_change_is_noted_without_the_change(here, make, kent, events) -> None:
    obstacle = make.obstacle(organisation=kent)

    here["medway"].post(f"/programmes/ticc/obstacles/{obstacle.reference}/status")

    assert [event.payload["method"] for event in events("request:refuse")] == [[None, "POST"]]


def test_what_is_out_of_sight_is_no_refusal(here, make, kent, events) -> None:
    obstacle = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)

    here["medway"].get(f"/programmes/ticc/obstacles/{obstacle.reference}/edit")

    assert events("request:refuse") == []


def test_a_change_says_who_made_it(here, nurse, events) -> None:
    sent = {"title": "Paid late", "visibility": "partners", "is_named": "y"}

    here["kent"].post("/programmes/ticc/obstacles/log", data=sent)

    (event,) = events("obstacle:log")
    assert event.person_id == nurse.id


FILES = [
    ("obstacles.csv", "obstacle:export"),
    ("obstacles.xlsx", "obstacle:export"),
    ("obstacles.json", "obstacle:export"),
    ("summary.pdf", "summary:export"),
    ("summary.xlsx", "summary:export"),
    ("summary.csv", "summary:export"),
    ("network.svg", "network:export"),
    ("network.json", "network:export"),
    ("network.graphml", "network:export"),
    ("network.gexf", "network:export"),
]


@pytest.mark.parametrize(("file", "act"), FILES)
def test_a_file_taken_away_is_noted_for_ones_organisation(
    here, make, forget, kent, medway, nurse, programme, events, file, act
) -> None:
    barrier = make.barrier()
    for owner in (kent, medway):
        make.obstacle(organisation=owner, barrier=barrier)
    forget()

    here["kent"].get(f"/programmes/ticc/{file}")

    (event,) = events()
    assert (event.act, event.person_id, event.organisation_id) == (act, nurse.id, kent.id)
    assert event.programme_id == programme.id


@pytest.mark.on_postgresql
def test_a_file_taken_by_somebody_without_an_organisation_is_the_programmes(
    here, programme, events
) -> None:
    here["funder"].get("/programmes/ticc/obstacles.csv?q=late")

    (event,) = events()
    assert (event.organisation_id, event.programme_id) == (None, programme.id)
    assert event.payload["is_narrowed"] == [None, True]
    assert "late" not in str(event.payload)


def test_a_members_of_two_organisations_file_is_noted_for_both(
    app, here, medway, nurse, kent, events
) -> None:
    with app.app_context(), write_transactions():
        role = OrganisationRole.CONTRIBUTOR
        place = Membership(person_id=nurse.id, organisation_id=medway.id, role=role)
        db.session.add(place)
        db.session.commit()

    here["kent"].get("/programmes/ticc/summary.csv")

    assert [event.organisation_id for event in events("summary:export")] == [kent.id, medway.id]


def test_what_the_browser_has_already_is_no_new_file(here, events) -> None:
    first = here["kent"].get("/programmes/ticc/network.json")
    again = {"If-None-Match": first.headers.get("ETag", "")}

    answer = here["kent"].get("/programmes/ticc/network.json", headers=again)

    assert answer.status_code == 304
    assert len(events("network:export")) == 1


def test_to_ask_of_a_file_without_taking_it_is_no_event(here, events) -> None:
    here["kent"].head("/programmes/ticc/obstacles.csv")

    assert events() == []


@pytest.mark.parametrize("path", ["", "/obstacles", "/network", "/summary"])
def test_to_read_a_page_is_no_event(here, events, path) -> None:
    here["kent"].get(f"/programmes/ticc{path}")

    assert events() == []


def test_a_file_that_cannot_be_noted_is_not_given(app, here, meddle, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    meddle(sa.delete(AuditHead))

    answer = here["kent"].get("/programmes/ticc/obstacles.csv")

    assert answer.status_code == 500
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


@pytest.fixture
def with_a_file_of_ones_own(app: Flask) -> Iterator[Flask]:
    """The app with one route more: a file that stands outside every programme."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    more = create_app(
        SQLALCHEMY_DATABASE_URI=address, SECRET_KEY="x" * 40, DEMO=True, WTF_CSRF_ENABLED=False
    )
    cellar = Blueprint("cellar", __name__)

    @cellar.get("/cellar")
    @signed_in(Permission.ACCOUNT_USE)
    def bottle() -> tuple[str, dict[str, str]]:
        return "words", {"Content-Disposition": "attachment; filename=words.txt"}

    more.register_blueprint(cellar)
    yield more
    with more.app_context():
        db.engine.dispose()


def test_a_file_outside_every_programme_is_noted_on_the_person(
    with_a_file_of_ones_own, nurse, events
) -> None:
    browser = with_a_file_of_ones_own.test_client()
    browser.post("/demo/sign-in", data={"person": nurse.email})

    browser.get("/cellar")

    (event,) = events("file:export")
    assert (event.person_id, event.thing_kind, event.thing_id) == (nurse.id, "person", nurse.id)


def test_a_password_chosen_through_a_link_is_noted(app: Flask, nurse, events) -> None:
    with app.app_context(), write_transactions():
        password_reset.send(app, user=db.session.get_one(Person, nurse.id))
        db.session.commit()

    assert [event.thing_id for event in events("password:reset")] == [nurse.id]


def test_only_a_signed_in_persons_answers_are_files(app: Flask) -> None:
    with app.test_request_context("/static/app.css"):
        assert not is_file(app.response_class("x"))


def test_a_session_ended_from_another_is_noted(signed_in_as, nurse, forget, events) -> None:
    here, _lost = signed_in_as(nurse), signed_in_as(nurse)
    (way,) = re.findall(r'action="(/account/sessions/[^"]+)"', here.get("/account").text)
    forget()

    here.post(way)

    (event,) = events()
    assert (event.act, event.person_id, event.thing_id) == (
        "session:end-elsewhere",
        nurse.id,
        nurse.id,
    )
    assert event.payload["sessions"] == [None, 1]


@pytest.mark.on_postgresql
def test_signing_out_elsewhere_is_noted_with_how_many_it_ended(
    signed_in_as, nurse, forget, events
) -> None:
    here, _lost, _left = (signed_in_as(nurse) for _ in range(3))
    forget()

    here.post("/account/sign-out-elsewhere")
    here.post("/account/sign-out-elsewhere")

    (event,) = events()
    assert (event.act, event.person_id) == ("session:end-elsewhere", nurse.id)
    assert event.payload["sessions"] == [None, 2]


def test_who_accepts_an_invitation_did_what_is_noted_of_it(
    client, make, programme, forget, events, rows
) -> None:
    make.invitation("t" * 43, programme_id=programme.id, kind="delivery")
    forget()
    path, email = f"/invitations/{'t' * 43}", "invited@example.org"

    sign_in_and_accept(client, path, email=email, organisation_name="Newham")

    (ann,) = rows(sa.select(Person.id).where(Person.name == "Ann New"))
    acts = {event.act for event in events()}
    assert {event.person_id for event in events()} == {ann}
    assert acts >= {"person:add", "invitation:accept", "organisation:add", "participation:begin"}


def test_what_a_signed_in_person_did_stays_theirs(app, make, kent, nurse) -> None:
    boss = make.organisation_lead(kent)
    with app.app_context(), write_transactions():
        record_event("session:end", thing=db.session.get_one(Person, nurse.id), person=boss)
        set_actor_of_pending_events(nurse)
        db.session.commit()

    with app.app_context():
        newest = sa.select(AuditEvent.person_id).order_by(AuditEvent.id.desc()).limit(1)
        assert db.session.scalar(newest) == boss.id
