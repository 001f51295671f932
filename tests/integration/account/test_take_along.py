"""What is held on a person, as they take it along."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.account.queries_personal_data import (
    ABOUT_OTHERS,
    LEFT_OUT,
    OUT_OF_SIGHT,
    PERSON_COLUMNS,
    SECRET,
    THING_COLUMNS,
    WITHHELD,
    is_row_id,
)
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    Assignment,
    AuditEvent,
    Digest,
    DirectoryIdentity,
    Membership,
    Obstacle,
    Passkey,
    Person,
    Reminder,
    StatusChange,
    Trial,
    Workaround,
)
from tracker.models.moment import now

SignIn = Callable[[Person], FlaskClient]
EXPORTED_COLUMNS = [column.property.columns[0] for column in PERSON_COLUMNS.values()]
NAMES_OF_PEOPLE = {"author_id", "inviter_id", "owner_id", "person_id", "user_id"}


@pytest.fixture
def ann(make: Factory) -> Person:
    place = make.organisation("Kent")
    return make.organisation_lead(place, name="Ann Smith", email="ann@kent.example", password="x")


@pytest.fixture
def taken(signed_in_as: SignIn, ann: Person) -> Callable[[], dict]:
    """What Ann's file holds."""

    def take() -> dict:
        return signed_in_as(ann).get("/account/data").json

    return take


def points_at_people(column: sa.Column) -> bool:
    targets = {key.target_fullname for key in column.foreign_keys}
    return "person.id" in targets or column.name in NAMES_OF_PEOPLE


def test_every_column_that_points_at_a_person_is_gathered(app: Flask) -> None:
    assert app
    columns = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if points_at_people(column)
    }

    assert columns == set(PERSON_COLUMNS)


def test_every_column_that_points_at_a_thing_is_looked_up(app: Flask) -> None:
    assert app
    tables = {column.table for column in EXPORTED_COLUMNS} - {AuditEvent.__table__}
    things = {
        "barrier.id",
        "comment.id",
        "obstacle.id",
        "workaround.id",
        "workaround_link.workaround_id",
    }
    pointing = {
        column.name
        for table in tables - {Obstacle.__table__, Workaround.__table__}
        for column in table.columns
        if {key.target_fullname for key in column.foreign_keys} & things
    }

    assert pointing == set(THING_COLUMNS)


def test_what_is_withheld_is_a_column(app: Flask) -> None:
    assert app
    columns = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
    }

    assert set(WITHHELD) <= columns


def test_every_table_gathered_fills_its_part(make: Factory, ann: Person, taken) -> None:
    obstacle = make.obstacle("Ann's obstacle", author=ann)
    workaround = make.workaround("Ann's way", author_id=ann.id, against=[obstacle])
    make.trial(workaround, obstacle, author_id=ann.id, what_it_took="Two calls")
    comment = make.comment(make.obstacle(owner_id=ann.id), ann, "Ann's comment")
    make.mention(comment, ann)
    make.attachment(obstacle, ann)
    make.match(obstacle, make.obstacle(), person_id=ann.id)
    make.ruled_out(obstacle, make.barrier(), person_id=ann.id)
    make.programme_lead(name="Somebody else")
    make.invitation("T" * 43, email=ann.email)
    make.invitation("U" * 43, inviter_id=ann.id)
    make._assigned(None, "lead", {})
    for row in rows_of(ann, obstacle):
        make._save(row)

    held = taken()

    assert [name for name, part in held.items() if not part] == ["roles in programmes"]


def rows_of(ann: Person, obstacle) -> list:
    reason = "Ann's own words"
    return [
        AddressChange(
            person_id=ann.id,
            email="ann@new.example",
            token_hash="secret-1",
            expires_at=now() + timedelta(days=1),
        ),
        DirectoryIdentity(issuer="https://kent.example", subject="ann", person_id=ann.id),
        Passkey(
            user_id=ann.id,
            name="Ann's phone",
            credential_id=b"secret-2",
            public_key=b"secret-3",
            backup_state=False,
            device_type="single_device",
            usage="first",
        ),
        StatusChange(
            obstacle_id=obstacle.id, status=obstacle.status, reason=reason, person_id=ann.id
        ),
        Reminder(obstacle_id=obstacle.id, programme_id=obstacle.programme_id, person_id=ann.id),
        Digest(person_id=ann.id, stop_hash="secret-4"),
    ]


def test_the_file_is_kept_as_json(signed_in_as: SignIn, ann: Person) -> None:
    answer = signed_in_as(ann).get("/account/data")

    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.json["person"]["name"] == "Ann Smith"
    assert answer.json["places in organisations"][0]["organisation"] == "Kent"


def test_a_role_in_a_programme_is_told(make: Factory, signed_in_as: SignIn) -> None:
    lead = make.programme_lead()

    held = signed_in_as(lead).get("/account/data").json

    assert [role["programme"] for role in held["roles in programmes"]] == ["Programme 1"]


def test_of_secrets_only_that_they_are_held(make: Factory, ann: Person, taken) -> None:
    for row in rows_of(ann, make.obstacle()):
        make._save(row)

    held = taken()

    assert held["person"]["password"] == SECRET
    assert held["person"]["tf_totp_secret"] is None
    assert held["passkeys"][0]["public_key"] == SECRET
    text = json.dumps(held)
    assert ann.password not in text
    assert ann.fs_uniquifier not in text
    assert "secret-" not in text


def test_nothing_of_anybody_else_is_in_it(make: Factory, ann: Person, taken) -> None:
    medway = make.organisation("Medway")
    bob = make.contributor(medway, name="Bob Jones", email="bob@medway.example")
    make.obstacle("What Medway met", organisation=medway, author=bob)
    make.invitation("T" * 43, email="cy@kent.example", inviter_id=ann.id)
    make.invitation("U" * 43, email=ann.email, inviter_id=bob.id)

    held = taken()

    assert held["invitations that you sent"][0]["email"] == ABOUT_OTHERS
    text = json.dumps(held)
    for hidden in ["Medway", "Bob Jones", "bob@", "cy@kent"]:
        assert hidden not in text


def test_words_of_an_organisation_left_stay_there(
    make: Factory, ann: Person, taken, run: Callable[[sa.Executable], None]
) -> None:
    obstacle = make.obstacle("Changed by colleagues since", author=ann)
    way = make.workaround("Changed as well", author_id=ann.id, against=[obstacle])
    make.trial(way, obstacle, author_id=ann.id, what_it_took="And this")
    run(sa.update(Membership).values(ended_at=now()))

    held = taken()

    assert held["obstacles"] == held["workarounds"] == held["trials"] == [{"words": OUT_OF_SIGHT}]
    text = json.dumps(held)
    for hidden in ["Changed by colleagues", "Changed as well", "And this", obstacle.reference]:
        assert hidden not in text


def test_what_is_still_in_sight_keeps_its_code_and_no_words(
    make: Factory, ann: Person, taken, run: Callable[[sa.Executable], None]
) -> None:
    obstacle = make.obstacle("Changed by colleagues since", author=ann)
    way = make.workaround("Changed as well", author_id=ann.id, against=[obstacle])
    trial = make.trial(way, obstacle, author_id=ann.id, what_it_took="And this")
    unnamed = make.obstacle("Without the name", author=ann, is_named=False)
    run(sa.update(Membership).values(ended_at=now()))
    role = {"programme_id": obstacle.programme_id, "role": "lead"}
    make._save(Assignment(person_id=ann.id, **role))

    held = taken()

    logged = {"logged_at": obstacle.logged_at.isoformat(), "programme": "Programme 1"}
    assert held["obstacles"][0] == {
        "reference": obstacle.reference,
        "organisation": "Kent",
        "words": LEFT_OUT,
        **logged,
    }
    assert held["obstacles"][1].keys() == {"reference", "logged_at", "programme", "words"}
    assert held["obstacles"][1]["reference"] == unnamed.reference
    assert held["trials"] == [
        {
            "reference": trial.reference,
            "obstacle": obstacle.reference,
            "workaround": way.reference,
            "recorded_at": trial.recorded_at.isoformat(),
            "words": LEFT_OUT,
        }
    ]
    for hidden in ["Changed by colleagues", "Changed as well", "And this"]:
        assert hidden not in json.dumps(held)


def test_reasons_that_they_gave_are_theirs_for_good(
    make: Factory, ann: Person, taken, run: Callable[[sa.Executable], None]
) -> None:
    obstacle = make.obstacle()
    for reason in ("Ann's own words", ""):
        make._save(
            StatusChange(obstacle_id=obstacle.id, status="open", reason=reason, person_id=ann.id)
        )
    run(sa.update(Membership).values(ended_at=now()))

    held = taken()

    assert [change["reason"] for change in held["changes of status"]] == ["Ann's own words"]


def test_what_they_did_tells_what_they_wrote_and_not_what_stood_there(
    make: Factory, ann: Person, signed_in_as: SignIn
) -> None:
    obstacle = make.obstacle("As a colleague told it")
    browser = signed_in_as(ann)
    page = f"/programmes/programme-1/obstacles/{obstacle.reference}/edit"
    sent = browser.post(page, data={"title": "As Ann tells it", "version": "1"})
    assert sent.status_code == 303, sent.text

    done = browser.get("/account/data").json["what you did"]

    edits = [one["told"].get("title") for one in done if one["act"] == "obstacle:edit"]
    assert edits == ["As Ann tells it"]
    assert "As a colleague told it" not in json.dumps(done)


def test_what_others_did_to_the_account_is_told_without_who_they_are(
    make: Factory, ann: Person, signed_in_as: SignIn
) -> None:
    chief = make.administrator()
    made = signed_in_as(chief).post(
        "/administration/people/make-administrator",
        data={"email": ann.email, "confirmed": "yes"},
    )
    assert made.status_code == 303, made.text

    about = signed_in_as(ann).get("/account/data").json["what was done to your account"]

    assert "person:edit" in [one["act"] for one in about]


def test_no_number_of_a_row_tells_how_much_others_wrote(make: Factory, ann: Person, taken) -> None:
    obstacle = make.obstacle(author=ann)
    make.trial(make.workaround(against=[obstacle]), obstacle, author_id=ann.id)
    for row in rows_of(ann, obstacle):
        make._save(row)

    parts = [part for part in taken().values() if isinstance(part, list)]

    names = {name for part in parts for row in part for name in [*row, *row.get("told", ())]}
    assert "reference" in names
    assert {name for name in names if is_row_id(name)} == set()


def test_the_account_leads_to_the_file(signed_in_as: SignIn, ann: Person) -> None:
    assert 'href="/account/data"' in signed_in_as(ann).get("/account").text


def test_a_trial_of_theirs_is_told_whole(make: Factory, ann: Person, taken) -> None:
    obstacle = make.obstacle()
    way = make.workaround(against=[obstacle])
    trial: Trial = make.trial(way, obstacle, author_id=ann.id, what_it_took="Two calls")

    held = taken()["trials"][0]

    assert (held["reference"], held["what_it_took"]) == (trial.reference, "Two calls")
    assert (held["obstacle"], held["workaround"]) == (obstacle.reference, way.reference)
