"""Leads invite by mail; who was invited elsewhere, or is here already, they do not learn."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.models import Assignment, Invitation, Membership, Organisation, Person, Programme
from tracker.models.moment import now

AT = "/programmes/ticc"
INTO_KENT = f"{AT}/organisations/kent/invite"
ANN = "ann@new.example"

Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def lenas(signed_in_as, make: Factory, kent: Organisation) -> FlaskClient:
    """The browser of Kent's lead."""
    return signed_in_as(make.organisation_lead(kent, name="Lena Lead"))


def test_a_lead_invites_into_their_organisation(
    lenas: FlaskClient, kent: Organisation, rows: Rows
) -> None:
    answer = lenas.post(INTO_KENT, data={"email": " Ann@New.example ", "role": "lead"})

    [invitation] = rows(sa.select(Invitation))
    assert (answer.status_code, answer.location) == (303, f"{AT}/people")
    assert (invitation.email, invitation.organisation_id) == (ANN, kent.id)
    assert invitation.organisation_role == "lead"


def test_the_mail_says_who_invites_and_to_what(
    app: Flask, lenas: FlaskClient, mailbox: Mailbox
) -> None:
    lenas.post(INTO_KENT, data={"email": ANN, "role": "contributor"})

    [mail] = mailbox.to(ANN)
    assert mail.subject == "You are invited to join Kent as contributor"
    assert "Lena Lead invites you to join Kent as contributor." in mail.text
    assert app.test_client().get(mailbox.link_to(ANN)).status_code == 200


def test_old_names_that_hold_an_address_are_no_links_in_the_mail(
    lenas: FlaskClient, leads: FlaskClient, mailbox: Mailbox, run
) -> None:
    lure = "See evil.example/prize now\r\nat https://evil.example"
    for named in (Person.name, Organisation.name, Programme.full_name):
        run(sa.update(named.class_).values({named.key: lure}))

    lenas.post(INTO_KENT, data={"email": ANN, "role": "contributor"})
    leads.post(f"{AT}/people/invite", data={"email": ANN, "role": "funder"})

    for mail in mailbox.to(ANN):
        assert "evil. example/prize" in mail.subject
        assert "See evil. example/prize now at https: //evil. example invites you" in mail.text
        assert not re.search(r"evil\.example|s://evil", mail.text + mail.subject)


def test_a_long_name_is_cut_in_the_mail(lenas: FlaskClient, mailbox: Mailbox, run) -> None:
    run(sa.update(Person).values(name="Lena " * 24))

    lenas.post(INTO_KENT, data={"email": ANN, "role": "contributor"})

    assert f"{('Lena ' * 16)[:79]}… invites you" in mailbox.to(ANN)[0].text


@pytest.mark.parametrize(
    ("path", "role", "kept"),
    [
        ("people/invite", "funder", {"programme_role": "funder", "kind": None}),
        ("people/invite-organisation", "advisory", {"programme_role": None, "kind": "advisory"}),
    ],
)
def test_a_programme_lead_invites_to_roles_and_organisations(
    leads: FlaskClient, rows: Rows, mailbox: Mailbox, path: str, role: str, kept: dict[str, str]
) -> None:
    leads.post(
        f"{AT}/{path}", data={"email": ANN, "role": role, "organisation_name": "Thanet Care"}
    )

    [invitation] = rows(sa.select(Invitation))
    assert {name: getattr(invitation, name) for name in kept} == kept
    assert "Programme number" in mailbox.to(ANN)[0].text


@pytest.mark.on_postgresql
@pytest.mark.parametrize("path", [INTO_KENT, f"{AT}/people/invite"])
def test_several_are_invited_at_once_and_the_bad_ones_stay(
    lenas: FlaskClient, leads: FlaskClient, mailbox: Mailbox, rows: Rows, path: str
) -> None:
    browser = lenas if path == INTO_KENT else leads
    addresses = f"{ANN}, nobody\r\nbob@new.example;{ANN}\r\nBcc: eve@evil.example"

    page = browser.post(path, data={"email": addresses})

    assert page.status_code == 422
    invited = sa.select(Invitation.email).order_by(Invitation.id)
    assert rows(invited) == [ANN, "bob@new.example"]
    assert [len(mailbox.to(one)) for one in (ANN, "bob@new.example")] == [1, 1]
    assert len(mailbox.mails()) == 2
    assert f"Invitations sent to: {ANN} and bob@new.example." in page.text
    assert "2 addresses were not invited" in page.text
    assert "nobody: Enter a full email address" in page.text
    assert ">\r\nnobody\nBcc: eve@evil.example</textarea>" in page.text


def test_one_bad_one_stays_with_its_reason(lenas: FlaskClient, nurse: Person, rows: Rows) -> None:
    page = lenas.post(INTO_KENT, data={"email": f"{nurse.email}\n{ANN}"})

    assert page.status_code == 422
    assert f"{nurse.email} is already a member." in page.text
    assert f"{nurse.email}</textarea>" in page.text
    assert rows(sa.select(Invitation.email)) == [ANN]


def test_without_mail_the_link_of_each_is_shown(
    app: Flask, lenas: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", "")

    page = lenas.post(INTO_KENT, data={"email": f"{ANN}\nbob@new.example\nnobody"}).text

    assert page.count('value="http://localhost/invitations/') == 2
    assert "bob@new.example" in page
    assert "nobody: Enter a full email address" in page


@pytest.mark.on_postgresql
def test_an_invited_organisation_is_named_in_mail_list_and_form(
    client: FlaskClient, leads: FlaskClient, mailbox: Mailbox
) -> None:
    data = {"email": ANN, "role": "delivery", "organisation_name": "Thanet Care"}

    leads.post(f"{AT}/people/invite-organisation", data=data)

    [mail] = mailbox.to(ANN)
    assert mail.subject.startswith("You are invited to add Thanet Care to Programme number")
    assert "invites you to add Thanet Care to" in mail.text
    assert "Thanet Care, role: delivery partner" in leads.get(f"{AT}/people").text
    page = client.get(mailbox.link_to(ANN)).text
    assert "You are invited to add Thanet Care to" in page
    assert 'value="Thanet Care"' in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter the organisation’s name"),
        ("x" * 201, "1 character too long"),
        ("See evil.example", "without a web or email address"),
    ],
)
def test_an_organisation_is_invited_by_a_name(
    leads: FlaskClient, rows: Rows, name: str, said: str
) -> None:
    data = {"email": ANN, "role": "delivery", "organisation_name": name}

    answer = leads.post(f"{AT}/people/invite-organisation", data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{ANN}"' in answer.text
    assert rows(sa.select(Invitation)) == []


def test_an_invitation_falls_with_the_role_of_whoever_sent_it(
    client: FlaskClient, leads: FlaskClient, mailbox: Mailbox, run
) -> None:
    leads.post(f"{AT}/people/invite", data={"email": ANN, "role": "funder"})
    link = mailbox.link_to(ANN)
    assert client.get(link).status_code == 200

    run(sa.update(Assignment).values(ended_at=now()))

    assert client.get(link).status_code == 410


@pytest.mark.parametrize("path", [INTO_KENT, f"{AT}/people/invite"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, "Enter a full email address"),
        ({"email": "ann"}, "Enter a full email address"),
        ({"email": " , \r\n"}, "Enter a full email address"),
        ({"email": ",".join(f"a{n}@new.example" for n in range(11))}, "no more than 10 addresses"),
        ({"email": ANN, "role": "emperor"}, "Choose a role from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    *,
    lenas: FlaskClient,
    leads: FlaskClient,
    rows: Rows,
    mailbox: Mailbox,
    path: str,
    typed: dict[str, str],
    said: str,
) -> None:
    browser = lenas if path == INTO_KENT else leads

    answer = browser.post(path, data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Invitation)) == []
    assert mailbox.mails() == []


@pytest.mark.parametrize("browser", ["kent", "medway", "lead", "funder"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_its_leads_invite_into_an_organisation(
    browsers: dict[str, FlaskClient], rows: Rows, browser: str, method: str
) -> None:
    answer = browsers[browser].open(INTO_KENT, method=method, data={"email": ANN})

    assert answer.status_code == 403
    assert rows(sa.select(Invitation)) == []


@pytest.mark.parametrize("path", ["people/invite", "people/invite-organisation"])
@pytest.mark.parametrize("browser", ["kent", "medway", "funder"])
def test_only_programme_leads_invite_into_the_programme(
    browsers: dict[str, FlaskClient], rows: Rows, path: str, browser: str
) -> None:
    answer = browsers[browser].post(f"{AT}/{path}", data={"email": ANN})

    assert answer.status_code == 403
    assert rows(sa.select(Invitation)) == []


def test_an_organisation_lead_does_not_invite_into_the_programme(lenas: FlaskClient) -> None:
    assert lenas.get(f"{AT}/people/invite").status_code == 403


def test_the_answer_is_the_same_for_an_account_that_is_there(
    lenas: FlaskClient, make: Factory, mailbox: Mailbox
) -> None:
    make.person(email="known@else.example")

    answers = [
        lenas.post(INTO_KENT, data={"email": email}, follow_redirects=True).text
        for email in ("known@else.example", "new@else.example")
    ]

    assert "Invitation sent to known@else.example" in answers[0]
    assert "Invitation sent to new@else.example" in answers[1]
    assert len(mailbox.mails()) == 2


@pytest.mark.parametrize(
    ("path", "role", "said"),
    [
        (INTO_KENT, "contributor", "is already a member"),
        (f"{AT}/people/invite", "lead", "already has this role"),
    ],
)
def test_who_has_the_place_is_not_invited_to_it(
    *, lenas: FlaskClient, leads: FlaskClient, rows: Rows, path: str, role: str, said: str
) -> None:
    browser = lenas if path == INTO_KENT else leads
    table = Membership if path == INTO_KENT else None
    email = rows(sa.select(Person.email).where(Person.memberships.any() == (table is not None)))[0]

    answer = browser.post(path, data={"email": email, "role": role})

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Invitation)) == []


def test_who_left_can_be_invited_again(lenas: FlaskClient, nurse: Person, run, rows: Rows) -> None:
    theirs = Membership.person_id == nurse.id
    run(sa.update(Membership).where(theirs).values(ended_at=now()))

    lenas.post(INTO_KENT, data={"email": nurse.email})

    assert rows(sa.select(Invitation.email)) == [nurse.email]


def test_without_mail_the_link_is_shown_once(
    app: Flask, lenas: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", "")

    page = lenas.post(INTO_KENT, data={"email": ANN}).text

    link = page.partition('value="http://localhost/invitations/')[2].partition('"')[0]
    assert f"Give this link to {ANN} yourself" in page
    assert app.test_client().get(f"/invitations/{link}").status_code == 200
    assert link not in lenas.get(f"{AT}/people").text


@pytest.fixture
def waiting(make: Factory, kent: Organisation) -> Invitation:
    return make.invitation(
        "w" * 43, organisation_id=kent.id, email=ANN, expires_at=now() - timedelta(days=1)
    )


def test_an_expired_invitation_is_sent_again(
    *,
    app: Flask,
    lenas: FlaskClient,
    waiting: Invitation,
    mailbox: Mailbox,
    client: FlaskClient,
    rows: Rows,
) -> None:
    assert client.get("/invitations/" + "w" * 43).status_code == 410

    lenas.post(f"{AT}/invitations/{waiting.reference}/send-again")

    [expires_at] = rows(sa.select(Invitation.expires_at))
    assert expires_at > now() + timedelta(days=13)
    assert app.test_client().get(mailbox.link_to(ANN)).status_code == 200
    assert client.get("/invitations/" + "w" * 43).status_code == 404


def test_an_invitation_is_withdrawn(
    lenas: FlaskClient, waiting: Invitation, client: FlaskClient
) -> None:
    page = lenas.post(f"{AT}/invitations/{waiting.reference}/withdraw", follow_redirects=True).text

    assert "Invitation withdrawn" in page
    assert ANN not in page
    assert "was withdrawn" in client.get("/invitations/" + "w" * 43).text


@pytest.mark.parametrize("act", ["send-again", "withdraw"])
@pytest.mark.parametrize("answer", ["accepted_at", "withdrawn_at"])
def test_what_is_answered_looks_missing(
    lenas: FlaskClient, waiting: Invitation, run, act: str, answer: str
) -> None:
    run(sa.update(Invitation).values({answer: now()}))

    assert lenas.post(f"{AT}/invitations/{waiting.reference}/{act}").status_code == 404


@pytest.mark.parametrize("act", ["send-again", "withdraw"])
@pytest.mark.parametrize("browser", ["kent", "medway", "lead", "funder"])
def test_an_organisations_invitation_is_its_leads_alone(
    *,
    browsers: dict[str, FlaskClient],
    waiting: Invitation,
    rows: Rows,
    mailbox: Mailbox,
    act: str,
    browser: str,
) -> None:
    answer = browsers[browser].post(f"{AT}/invitations/{waiting.reference}/{act}")

    assert answer.status_code == 404
    assert rows(sa.select(Invitation.withdrawn_at)) == [None]
    assert mailbox.mails() == []


@pytest.mark.on_postgresql
def test_a_programmes_invitation_is_its_own_leads_alone(
    leads: FlaskClient,
    lenas: FlaskClient,
    make: Factory,
    elsewhere: Programme,
    programme: Programme,
) -> None:
    here = make.invitation("h" * 43, programme_id=programme.id, kind="delivery").reference
    there = make.invitation("e" * 43, programme_id=elsewhere.id, kind="delivery").reference

    answers = [
        lenas.post(f"{AT}/invitations/{here}/withdraw"),
        leads.post(f"{AT}/invitations/{there}/withdraw"),
        leads.post(f"{AT}/invitations/{here}/withdraw"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 303]
