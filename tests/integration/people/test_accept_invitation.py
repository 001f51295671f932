"""Whoever holds the link of an invitation accepts it, once, and only for the address it names."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.accepting import ACCOUNT, sign_in_and_accept
from tests.factories import Factory
from tests.fixtures.commands import ANN, Offer
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    Person,
    Programme,
)
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.people import routes_invitations
from tracker.people.commands_invite import (
    invite_administrator,
    invite_member,
    invite_to_role,
    send_again,
)

Rows = Callable[[sa.Select[Any]], list[Any]]
TOKENS = re.compile(r"tracker=[\w.-]+|(?<=name=.csrf_token. value=.)[\w.-]+")


@pytest.fixture
def to_kent(offer: Offer, kent: Organisation) -> str:
    """The path of an invitation to log for Kent."""
    return offer(invite_member, organisation=kent, role=OrganisationRole.CONTRIBUTOR)


@pytest.fixture
def ann(make: Factory) -> Person:
    """Somebody who has an account already."""
    return make.person("Ann Known", email=ANN)


def test_the_link_says_what_is_offered(client: FlaskClient, to_kent: str) -> None:
    page = client.get(to_kent)

    assert page.status_code == 200
    assert "You are invited to join Kent as contributor" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_to_look_accepts_nothing(client: FlaskClient, to_kent: str, rows: Rows) -> None:
    client.get(to_kent)
    client.head(to_kent)

    assert rows(sa.select(Invitation.accepted_at)) == [None]


def test_somebody_new_chooses_a_password_signs_in_and_is_in(
    client: FlaskClient, to_kent: str, kent: Organisation, rows: Rows
) -> None:
    answer = sign_in_and_accept(client, to_kent, email=ANN)

    [person] = rows(sa.select(Person))
    [membership] = rows(sa.select(Membership))
    assert (answer.status_code, answer.location) == (303, "/")
    assert (person.email, person.name, person.active) == (ANN, "Ann New", True)
    assert (membership.organisation_id, membership.role) == (kent.id, "contributor")
    assert client.get("/programmes/ticc/obstacles").status_code == 200


def test_the_password_chosen_signs_in(app, client: FlaskClient, to_kent: str) -> None:
    client.post(to_kent, data=ACCOUNT)
    another = app.test_client()

    another.post("/login", data={"email": ANN, "password": ACCOUNT["password"]})

    assert another.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "x" * 121}, "1 character too long. Shorten the text"),
        (
            {"password": "short", "password_again": "short"},
            "Password must be at least 12 characters",
        ),
        ({"password": "kent kent kent", "password_again": "kent kent kent"}, "easy to guess"),
        (
            {"password": "ann@new.example", "password_again": "ann@new.example"},
            "This password is easy to guess",
        ),
        ({"password_again": "giraffe umbrella tan"}, "The passwords do not match"),
        ({"password_again": ""}, "Enter the password again"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_used(
    client: FlaskClient, to_kent: str, rows: Rows, typed: dict[str, str], said: str
) -> None:
    answer = client.post(to_kent, data=ACCOUNT | typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Person)) == []
    assert rows(sa.select(Invitation.accepted_at)) == [None]


def test_who_is_signed_in_with_the_address_accepts_with_one_tap(
    signed_in_as, to_kent: str, ann: Person, rows: Rows
) -> None:
    browser = signed_in_as(ann)

    assert 'name="password"' not in browser.get(to_kent).text
    answer = browser.post(to_kent)

    assert answer.status_code == 303
    assert rows(sa.select(Membership.person_id)) == [ann.id]


def test_somebody_else_is_told_so_and_gets_nothing(
    signed_in_as, make: Factory, to_kent: str, rows: Rows
) -> None:
    browser = signed_in_as(make.person(email="bob@else.example"))

    statuses = [browser.get(to_kent).status_code, browser.post(to_kent, data=ACCOUNT).status_code]

    assert statuses == [200, 403]
    assert "You are signed in as bob@else.example" in browser.get(to_kent).text
    assert rows(sa.select(Membership)) == []


def test_without_a_sign_in_nothing_is_accepted(
    client: FlaskClient, to_kent: str, rows: Rows
) -> None:
    answer = client.post(to_kent, data=ACCOUNT)

    assert "Sign in with this email address and your password to accept" in answer.text
    assert f'value="{ANN}"' in answer.text
    assert rows(sa.select(Person.name)) == ["Ann New"]
    assert rows(sa.select(Membership)) == []
    assert rows(sa.select(Invitation.accepted_at)) == [None]
    assert client.get("/account").status_code == 303


def test_what_a_visitor_sends_does_not_tell_whether_there_is_an_account(
    app, to_kent: str, rows: Rows
) -> None:
    def seen() -> list[str]:
        visitor = app.test_client()
        answers = [
            visitor.post(to_kent, data=ACCOUNT),
            visitor.get(to_kent),
            visitor.post(to_kent, data=ACCOUNT | {"name": "Another"}),
            visitor.post(to_kent, data=ACCOUNT | {"name": ""}),
            visitor.get("/login"),
        ]
        return [TOKENS.sub("", f"{one.status}{one.headers}{one.text}") for one in answers]

    first, again = seen(), seen()  # The first of all posts made the account.

    assert len(rows(sa.select(Person))) == 1
    assert first == again


def test_the_password_is_hashed_whether_there_is_an_account_or_not(
    client: FlaskClient, to_kent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(routes_invitations, "hashed", lambda typed: calls.append(typed) or "x")

    client.post(to_kent, data=ACCOUNT)
    client.post(to_kent, data=ACCOUNT)

    assert len(calls) == 2


def test_the_link_alone_does_not_tell_whether_there_is_an_account(
    app, client: FlaskClient, to_kent: str, make: Factory
) -> None:
    before = client.get(to_kent).text
    make.person(email=ANN)

    assert app.test_client().get(to_kent).text == before


def test_an_account_that_is_there_is_not_taken_over(
    client: FlaskClient, to_kent: str, ann: Person, rows: Rows
) -> None:
    answer = client.post(to_kent, data=ACCOUNT)

    assert answer.status_code == 200
    assert rows(sa.select(Person.name)) == [ann.name]
    assert rows(sa.select(Person.password)) == [ann.password]
    assert rows(sa.select(Invitation.accepted_at)) == [None]
    assert client.get("/account").status_code == 303


def test_a_link_opens_once(app, client: FlaskClient, to_kent: str, rows: Rows) -> None:
    sign_in_and_accept(client, to_kent, email=ANN)
    another = app.test_client()

    answers = [another.get(to_kent), another.post(to_kent, data=ACCOUNT | {"name": "Eve"})]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert all("This invitation has been used" in answer.text for answer in answers)
    assert rows(sa.select(Person.name)) == ["Ann New"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expires_at": now() - timedelta(seconds=1)}, "has expired"),
        ({"withdrawn_at": now()}, "was withdrawn"),
    ],
)
def test_a_closed_link_says_why_and_no_more(
    client: FlaskClient, to_kent: str, run, rows: Rows, change: dict[str, Any], said: str
) -> None:
    run(sa.update(Invitation).values(**change))

    answers = [client.get(to_kent), client.post(to_kent, data=ACCOUNT)]

    assert [answer.status_code for answer in answers] == [410, 410]
    for answer in answers:
        assert said in answer.text
        assert "Kent" not in answer.text
        assert ANN not in answer.text
    assert rows(sa.select(Person)) == []


def test_an_unknown_link_opens_nothing(client: FlaskClient) -> None:
    answers = [client.open("/invitations/" + "x" * 43, method=how) for how in ("GET", "POST")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "This invitation link does not work" in answers[0].text


def test_the_token_is_kept_nowhere(app, to_kent: str, rows: Rows) -> None:
    token = to_kent.rpartition("/")[2]

    with app.app_context():
        kept = [
            str(row)
            for table in db.metadata.sorted_tables
            for row in db.session.execute(sa.select(table))
        ]

    assert kept
    assert not any(token in row for row in kept)
    [expires_at] = rows(sa.select(Invitation.expires_at))
    assert timedelta(days=13.9) < expires_at - now() <= timedelta(days=14)


@pytest.mark.on_postgresql
def test_sent_again_the_link_before_opens_nothing(
    do, client: FlaskClient, to_kent: str, make: Factory
) -> None:
    lead = make.organisation_lead()

    token = do(lambda: send_again(invitation=the_invitation(), inviter_id=lead.id).token)

    assert client.get(to_kent).status_code == 404
    assert client.get(f"/invitations/{token}").status_code == 200


def the_invitation() -> Invitation:
    return db.session.scalars(sa.select(Invitation).filter_by(email=ANN)).one()


def test_of_two_invitations_to_the_same_place_the_newer_counts(
    client: FlaskClient, offer: Offer, to_kent: str, kent: Organisation
) -> None:
    newer = offer(invite_member, organisation=kent, role=OrganisationRole.LEAD)

    assert client.get(to_kent).status_code == 410
    assert "as organisation lead" in client.get(newer).text


@pytest.mark.parametrize("end", ["membership", "role", "account"])
def test_an_invitation_falls_with_the_place_of_whoever_sent_it(
    client: FlaskClient, offer: Offer, make: Factory, kent: Organisation, run, end: str
) -> None:
    lead = make.organisation_lead(kent)
    path = offer(invite_member, organisation=kent, role=OrganisationRole.LEAD, inviter_id=lead.id)
    assert client.get(path).status_code == 200

    theirs = Membership.person_id == lead.id
    run(
        {
            "membership": sa.update(Membership).where(theirs).values(ended_at=now()),
            "role": sa.update(Membership).where(theirs).values(role="contributor"),
            "account": sa.update(Person).where(Person.id == lead.id).values(active=False),
        }[end]
    )

    assert client.post(path, data=ACCOUNT).status_code == 410


def test_who_leads_already_does_not_become_less(
    signed_in_as, to_kent: str, make: Factory, kent: Organisation, rows: Rows
) -> None:
    browser = signed_in_as(make.organisation_lead(kent, email=ANN))

    browser.post(to_kent)

    assert rows(sa.select(Membership.role)) == ["lead"]


@pytest.mark.on_postgresql
def test_who_led_once_comes_back_as_what_is_offered(
    signed_in_as, to_kent: str, make: Factory, kent: Organisation, run, rows: Rows
) -> None:
    browser = signed_in_as(make.organisation_lead(kent, email=ANN))
    run(sa.update(Membership).values(ended_at=now()))

    browser.post(to_kent)

    assert rows(sa.select(Membership.role)) == ["contributor"]
    assert rows(sa.select(Membership.ended_at)) == [None]


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("role", ProgrammeRole)
def test_a_role_in_the_programme_is_given(
    client: FlaskClient, offer: Offer, programme: Programme, rows: Rows, role: ProgrammeRole
) -> None:
    path = offer(invite_to_role, programme=programme, role=role)

    answer = sign_in_and_accept(client, path, email=ANN)

    is_funder = role is ProgrammeRole.FUNDER
    assert answer.location == "/programmes/ticc" + ("/summary" if is_funder else "")
    assert rows(sa.select(Assignment.role)) == [role]


def test_an_administrator_is_made(client: FlaskClient, offer: Offer, rows: Rows) -> None:
    answer = sign_in_and_accept(client, offer(invite_administrator), email=ANN)

    assert answer.location == "/administration"
    assert rows(sa.select(Person.is_administrator)) == [True]


def test_of_two_at_the_same_moment_one_is_in(
    *, to_kent: str, make: Factory, rows: Rows, signed_in_as
) -> None:
    ann = make.person(email=ANN)
    browsers = [signed_in_as(ann) for _ in range(4)]

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda browser: browser.post(to_kent), browsers))

    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert len(rows(sa.select(Membership))) == 1


def test_of_two_visitors_at_the_same_moment_one_makes_the_account(
    app, to_kent: str, rows: Rows
) -> None:
    with ThreadPoolExecutor(4) as pool:
        posts = [pool.submit(app.test_client().post, to_kent, data=ACCOUNT) for _ in range(4)]

    assert [post.result().status_code for post in posts] == [200] * 4
    assert len(rows(sa.select(Person))) == 1


def test_of_two_invitations_to_one_address_at_the_same_moment_one_makes_the_account(
    app, to_kent: str, offer: Offer, programme: Programme, rows: Rows
) -> None:
    to_programme = offer(invite_to_role, programme=programme, role=ProgrammeRole.OBSERVER)
    paths = [to_kent, to_programme] * 3

    with ThreadPoolExecutor(len(paths)) as pool:
        posts = [pool.submit(app.test_client().post, path, data=ACCOUNT) for path in paths]

    assert [post.result().status_code for post in posts] == [200] * len(paths)
    assert len(rows(sa.select(Person))) == 1


@pytest.mark.parametrize("goes_by_mail", [True, False])
def test_an_account_proves_its_address_where_the_link_went_by_mail_alone(
    app,
    client,
    make: Factory,
    kent,
    mailbox,
    signed_in_as,
    rows: Rows,
    monkeypatch,
    *,
    goes_by_mail,
) -> None:
    if not goes_by_mail:
        monkeypatch.setitem(app.config, "MAIL_FOLDER", None)
    form = {"email": ANN, "role": "contributor"}
    lead = signed_in_as(make.organisation_lead(kent))
    shown = lead.post("/programmes/ticc/organisations/kent/invite", data=form)
    link = (
        mailbox.link_to(ANN) if goes_by_mail else re.search(r"/invitations/[\w-]+", shown.text)[0]
    )

    client.post(link, data=ACCOUNT)

    assert rows(sa.select(Invitation.is_mailed).where(Invitation.email == ANN)) == [goes_by_mail]
    proven = sa.select(Person.is_address_proven).where(Person.email == ANN)
    assert rows(proven) == [goes_by_mail]


@pytest.mark.on_postgresql
def test_who_opened_an_account_by_a_link_reads_of_no_other_invitation(
    client, to_kent: str, offer: Offer, programme: Programme
) -> None:
    offer(invite_to_role, programme=programme, role=ProgrammeRole.OBSERVER)
    sign_in_and_accept(client, to_kent, email=ANN)

    [accepted] = client.get("/account/data").json["invitations to your address"]

    assert accepted["organisation"] == "Kent"
