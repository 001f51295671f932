"""Administrators look after programmes and accounts, and see no obstacle by that."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.models import Assignment, Invitation, Membership, Organisation, Person, Programme
from tracker.models.moment import now

HERE = "/administration"
SURE = {"confirmed": "yes"}
NEW = {
    "name": "Sister pilots",
    "full_name": "The sister pilots of integrated care",
    "slug": "sister-pilots",
    "prefix": "sp",
    "email": "first@lead.example",
}
ACTS = ["close-account", "make-administrator", "open-account", "withdraw-administration"]

SignIn = Callable[[Person], FlaskClient]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def adas(signed_in_as: SignIn, make: Factory) -> FlaskClient:
    """The browser of the only administrator."""
    return signed_in_as(make.administrator(name="Ada Admin", email="ada@tracker.example"))


def test_programmes_stand_by_name_and_obstacles_nowhere(
    adas: FlaskClient, make: Factory, programme: Programme, kent: Organisation
) -> None:
    obstacle = make.obstacle("Sign-off sits too high", visibility="public", organisation=kent)

    page = adas.get(HERE).text

    assert programme.full_name in page
    assert "no lead yet" in page
    assert obstacle.title not in page
    assert "Kent" not in page
    assert adas.get(f"/programmes/ticc/obstacles/{obstacle.reference}").status_code == 404
    assert adas.get("/programmes/ticc/people").status_code == 404


def test_whose_lead_is_gone_is_led_by_nobody(
    adas: FlaskClient, make: Factory, programme: Programme, run
) -> None:
    make.programme_lead(programme)
    assert "no lead yet" not in adas.get(HERE).text

    run(sa.update(Assignment).values(ended_at=now()))

    assert "no lead yet" in adas.get(HERE).text


@pytest.mark.parametrize("browser", ["kent", "medway", "lead", "funder"])
@pytest.mark.parametrize("path", ["", "/invite", "/programmes/add", "/programmes/ticc/invite"])
def test_to_others_it_is_not_there(
    browsers: dict[str, FlaskClient], rows: Rows, path: str, browser: str
) -> None:
    answers = [
        browsers[browser].get(HERE + path),
        browsers[browser].post(HERE + (path or "/invite"), data=NEW),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert rows(sa.select(Invitation)) == []


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_changes_accounts(
    leads: FlaskClient, nurse: Person, rows: Rows, act: str
) -> None:
    before = rows(sa.select(Person.active)), rows(sa.select(Person.is_administrator))

    answer = leads.post(f"{HERE}/people/{act}", data=SURE | {"email": nurse.email})

    assert answer.status_code == 404
    assert (rows(sa.select(Person.active)), rows(sa.select(Person.is_administrator))) == before


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(HERE).location.startswith("/login")


def test_who_administers_no_more_finds_nothing_there(
    adas: FlaskClient, signed_in_as: SignIn, make: Factory
) -> None:
    other = make.administrator()
    others = signed_in_as(other)
    assert others.get(HERE).status_code == 200

    adas.post(f"{HERE}/people/withdraw-administration", data=SURE | {"email": other.email})

    assert others.get(HERE).status_code == 404


def test_a_programme_is_added_and_its_lead_invited(
    app: Flask, adas: FlaskClient, mailbox: Mailbox, rows: Rows
) -> None:
    answer = adas.post(f"{HERE}/programmes/add", data=NEW)

    [programme] = rows(sa.select(Programme))
    [invitation] = rows(sa.select(Invitation))
    assert answer.location == HERE
    assert (programme.slug, programme.prefix, programme.name) == (
        "sister-pilots",
        "SP",
        NEW["name"],
    )
    assert (invitation.programme_id, invitation.programme_role) == (programme.id, "lead")
    link = mailbox.link_to("first@lead.example")
    assert app.test_client().get(link).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the programme’s name"),
        ({"full_name": "x" * 201}, "1 character too long. Shorten the text"),
        ({"full_name": "Go to evil.example"}, "without a web or email address"),
        ({"slug": "Sister Pilots"}, "lower-case letters, digits or hyphens"),
        ({"slug": "ticc"}, "already uses this web address or prefix"),
        ({"prefix": "much-too-long"}, "letters and digits"),
        ({"prefix": "TICC"}, "already uses this web address or prefix"),
        ({"email": "nobody"}, "Enter a full email address"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_added(
    *,
    adas: FlaskClient,
    programme: Programme,
    rows: Rows,
    mailbox: Mailbox,
    wrong: dict[str, str],
    said: str,
) -> None:
    answer = adas.post(f"{HERE}/programmes/add", data=NEW | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Programme.id)) == [programme.id]
    assert rows(sa.select(Invitation)) == []
    assert mailbox.mails() == []


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("name", "slug", "prefix"),
    [
        ("Sister pilots", "sister-pilots", "SP"),
        ("TICC", "ticc-2", "TICC2"),
        ("Équipes d’Œuvres", "equipes-d-oeuvres", "EDO"),
        ("Buurtzorgen", "buurtzorgen", "BUURTZOR"),
        ("word " * 16, "word-" * 11 + "word", "WWWWWWWW"),
    ],
)
def test_address_and_prefix_are_proposed_and_added_only_once_seen(
    adas: FlaskClient, rows: Rows, name: str, slug: str, prefix: str
) -> None:
    blank = NEW | {"name": name, "slug": "", "prefix": ""}

    page = adas.post(f"{HERE}/programmes/add", data=blank)

    assert page.status_code == 422
    assert "Check the web address that we propose" in page.text
    assert f'value="{slug}"' in page.text
    assert f'value="{prefix}"' in page.text
    assert len(rows(sa.select(Programme.id))) == 1

    adas.post(f"{HERE}/programmes/add", data=blank | {"slug": slug, "prefix": prefix})

    assert rows(sa.select(Programme.slug).order_by(Programme.id))[1:] == [slug]
    assert rows(sa.select(Programme.prefix).order_by(Programme.id))[1:] == [prefix]


def test_a_name_without_latin_letters_asks_for_both(adas: FlaskClient) -> None:
    page = adas.post(
        f"{HERE}/programmes/add", data=NEW | {"name": "護理", "slug": "", "prefix": ""}
    )

    assert page.status_code == 422
    assert "lower-case letters, digits or hyphens" in page.text


@pytest.mark.on_postgresql
def test_another_lead_is_invited_into_a_programme(
    adas: FlaskClient, programme: Programme, rows: Rows
) -> None:
    assert "Invite a lead for TICC" in adas.get(f"{HERE}/programmes/ticc/invite").text

    adas.post(f"{HERE}/programmes/ticc/invite", data={"email": "next@lead.example"})

    assert rows(sa.select(Invitation.programme_id)) == [programme.id]


def test_a_programme_that_is_not_there_has_no_lead(adas: FlaskClient) -> None:
    assert adas.get(f"{HERE}/programmes/none/invite").status_code == 404


def test_an_administrator_is_invited_and_the_invitation_withdrawn(
    adas: FlaskClient, rows: Rows
) -> None:
    adas.post(f"{HERE}/invite", data={"email": "next@admin.example"})
    assert "next@admin.example" in adas.get(HERE).text
    [reference] = rows(sa.select(Invitation.reference))

    adas.post(f"{HERE}/invitations/{reference}/withdraw")

    assert "next@admin.example" not in adas.get(HERE).text
    assert rows(sa.select(Invitation.withdrawn_at)) != [None]


def test_an_invitation_that_was_accepted_waits_no_more(adas: FlaskClient, make: Factory) -> None:
    given = {"programme_id": None, "is_for_administrator": True, "email": "next@admin.example"}
    reference = make.invitation("k" * 43, **given, accepted_at=now()).reference

    assert "next@admin.example" not in adas.get(HERE).text
    assert adas.post(f"{HERE}/invitations/{reference}/withdraw").status_code == 404


def test_who_administers_already_is_not_invited_to(adas: FlaskClient, rows: Rows) -> None:
    answer = adas.post(f"{HERE}/invite", data={"email": "ada@tracker.example"})

    assert answer.status_code == 422
    assert "is already an administrator" in answer.text
    assert rows(sa.select(Invitation)) == []


@pytest.mark.on_postgresql
def test_an_administrator_withdraws_no_other_invitation(
    adas: FlaskClient, make: Factory, rows: Rows
) -> None:
    reference = make.invitation("k" * 43).reference

    answer = adas.post(f"{HERE}/invitations/{reference}/withdraw")

    assert answer.status_code == 404
    assert rows(sa.select(Invitation.withdrawn_at)) == [None]


@pytest.mark.on_postgresql
def test_without_mail_the_link_is_shown(
    app: Flask, adas: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", "")

    page = adas.post(f"{HERE}/invite", data={"email": "next@admin.example"}).text

    assert "http://localhost/invitations/" in page


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("KENT.example", {"ann@kent.example", "bob@kent.example"}),
        ("ann@", {"ann@kent.example"}),
        ("%%%", set()),
        ("an", set()),
        ("nobody", set()),
    ],
)
def test_people_are_found_by_a_part_of_their_address(
    adas: FlaskClient, make: Factory, asked: str, found: set[str]
) -> None:
    for name in ("ann", "bob"):
        make.person(email=f"{name}@kent.example")

    page = adas.get(HERE, query_string={"address": asked}).text

    assert {one for one in ("ann@kent.example", "bob@kent.example") if one in page} == found


def test_what_nobody_has_is_said_so(adas: FlaskClient) -> None:
    assert "No account has an email address like this" in adas.get(f"{HERE}?address=nobody").text
    assert "Enter at least 3 characters" in adas.get(f"{HERE}?address=no").text


def test_a_closed_account_is_out_at_the_next_request_and_may_come_back(
    adas: FlaskClient, kents: FlaskClient, nurse: Person, signed_in_as: SignIn
) -> None:
    assert kents.get("/account").status_code == 200

    adas.post(f"{HERE}/people/close-account", data=SURE | {"email": nurse.email})
    assert kents.get("/account").status_code == 303
    assert "account closed" in adas.get(HERE, query_string={"address": nurse.email}).text

    adas.post(f"{HERE}/people/open-account", data=SURE | {"email": nurse.email})
    assert kents.get("/account").status_code == 303
    assert signed_in_as(nurse).get("/programmes/ticc/obstacles").status_code == 200


def test_it_is_said_what_nobody_leads_from_then_on(
    adas: FlaskClient, make: Factory, kent: Organisation, medway: Organisation, run
) -> None:
    lead = make.organisation_lead(kent)
    make.organisation_lead(medway)
    run(sa.insert(Membership).values(person_id=lead.id, organisation_id=medway.id, role="lead"))

    page = adas.post(
        f"{HERE}/people/close-account", data=SURE | {"email": lead.email}, follow_redirects=True
    ).text

    assert "These now have no lead: Kent." in page


def test_a_programme_without_its_lead_is_said_too(
    adas: FlaskClient, make: Factory, programme: Programme
) -> None:
    lead = make.programme_lead(programme)

    page = adas.post(
        f"{HERE}/people/close-account", data=SURE | {"email": lead.email}, follow_redirects=True
    ).text

    assert "These now have no lead: TICC." in page


def test_somebody_is_made_administrator(
    adas: FlaskClient, kents: FlaskClient, nurse: Person
) -> None:
    assert kents.get(HERE).status_code == 404

    adas.post(f"{HERE}/people/make-administrator", data=SURE | {"email": nurse.email})

    assert kents.get(HERE).status_code != 404


def test_a_closed_account_is_made_nothing(adas: FlaskClient, make: Factory, rows: Rows) -> None:
    closed = make.person(active=False)

    page = adas.post(
        f"{HERE}/people/make-administrator", data={"email": closed.email}, follow_redirects=True
    ).text

    assert "Reopen the account first" in page
    assert rows(sa.select(Person.email).where(Person.is_administrator)) == ["ada@tracker.example"]


@pytest.mark.parametrize("act", ["close-account", "withdraw-administration"])
def test_the_last_administrator_stays(
    adas: FlaskClient, make: Factory, rows: Rows, act: str
) -> None:
    make.administrator(active=False)

    page = adas.post(
        f"{HERE}/people/{act}", data=SURE | {"email": "ada@tracker.example"}, follow_redirects=True
    ).text

    assert "You are the only administrator" in page
    able = sa.select(Person.email).where(Person.is_administrator, Person.active)
    assert rows(able) == ["ada@tracker.example"]


@pytest.mark.on_postgresql
def test_of_two_administrators_one_may_go(adas: FlaskClient, make: Factory, rows: Rows) -> None:
    other = make.administrator()

    adas.post(f"{HERE}/people/close-account", data=SURE | {"email": other.email})

    assert rows(sa.select(Person.active).where(Person.id == other.id)) == [False]


@pytest.mark.parametrize("act", ACTS)
def test_an_address_that_nobody_has_is_said_so(adas: FlaskClient, act: str) -> None:
    page = adas.post(
        f"{HERE}/people/{act}", data=SURE | {"email": "x@y.example"}, follow_redirects=True
    )

    assert "There is no account with this email address" in page.text
