"""Whoever accepts a part in a programme names a new organisation, or brings one that they lead."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.accepting import ACCOUNT, sign_in_and_accept
from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tests.fixtures.commands import ANN
from tracker.errors import DomainError
from tracker.models import Invitation, Membership, Organisation, Participation, Person, Programme
from tracker.models.moment import now
from tracker.models.vocabulary import Kind
from tracker.people.commands_invite import invite_organisation

Rows = Callable[[sa.Select[Any]], list[Any]]


def test_a_new_organisation_is_named_and_led(client: FlaskClient, to_ticc: str, rows: Rows) -> None:
    organisation = {"organisation_name": "Thanet Care", "country": "GB"}

    answer = sign_in_and_accept(client, to_ticc, email=ANN, **organisation)

    [added] = rows(sa.select(Organisation))
    assert answer.status_code == 303
    assert (added.name, added.short_name, added.country) == ("Thanet Care", "Thanet Care", "GB")
    assert rows(sa.select(Participation.kind)) == [Kind.ADVISORY]
    assert rows(sa.select(Membership.role)) == ["lead"]


def test_the_name_in_the_invitation_can_be_corrected(
    client: FlaskClient, offer, programme: Programme, rows: Rows
) -> None:
    path = offer(
        invite_organisation, programme=programme, kind=Kind.ADVISORY, organisation_name="Tanet"
    )

    sign_in_and_accept(client, path, email=ANN, organisation_name="Thanet Care")

    assert rows(sa.select(Organisation.name)) == ["Thanet Care"]


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("name", ["", "x" * 201, "See evil.example"])
def test_the_command_takes_no_name_that_no_organisation_could_have(
    programme: Programme, name: str
) -> None:
    with pytest.raises(DomainError):
        invite_organisation(
            programme=programme,
            kind=Kind.ADVISORY,
            organisation_name=name,
            email=ANN,
            inviter_id=None,
        )


def test_what_was_typed_of_it_is_there_again_after_the_sign_in(app, to_ticc: str) -> None:
    browser = Browser(app, "http://localhost")
    browser.get(to_ticc)
    organisation = {"organisation_name": "Thanet Care", "short_name": "Thanet", "country": "GB"}

    asked = browser.post(to_ticc, ACCOUNT | organisation)
    typed = re.search(r'name="typed"[^>]*value="([^"]+)"', asked.text)
    assert typed
    browser.post("/login", ACCOUNT | {"email": ANN, "next": to_ticc, "typed": typed[1]})

    page = browser.get(to_ticc).text
    assert 'value="Thanet Care"' in page
    assert '<option value="GB" selected' in page or '<option selected value="GB"' in page
    assert PASSWORD not in page


def test_its_address_does_not_tell_of_one_elsewhere(
    client: FlaskClient, to_ticc: str, make: Factory, rows: Rows
) -> None:
    make.organisation("Thanet Care", slug="thanet-care", programme=make.programme("other"))

    sign_in_and_accept(client, to_ticc, email=ANN, organisation_name="Thanet Care")

    slugs = rows(sa.select(Organisation.slug).order_by(Organisation.id))
    assert slugs[0] == "thanet-care"
    assert len(slugs[1]) == len("thanet-care-123456")


def test_a_short_name_is_asked_for_where_the_name_is_long(
    client: FlaskClient, to_ticc: str, rows: Rows
) -> None:
    answers = [
        client.post(to_ticc, data=ACCOUNT | {"organisation_name": "Thanet " * 7}),
        client.post(to_ticc, data=ACCOUNT | {"organisation_name": ""}),
        client.post(to_ticc, data=ACCOUNT | {"organisation_name": "T", "country": "Britain"}),
    ]

    said = ("Enter a short name", "Enter the organisation’s name", "Choose a country")
    assert [words in answer.text for words, answer in zip(said, answers, strict=True)] == [True] * 3
    assert rows(sa.select(Organisation)) == []


def test_one_that_the_person_leads_elsewhere_can_be_brought(
    signed_in_as, to_ticc: str, make: Factory, programme: Programme, rows: Rows
) -> None:
    theirs = make.organisation("Thanet", slug="thanet", programme=make.programme("other"))
    browser = signed_in_as(make.organisation_lead(theirs, email=ANN))
    assert "Thanet" in browser.get(to_ticc).text

    browser.post(to_ticc, data={"organisation": "thanet"})

    parts = sa.select(Participation.organisation_id).where(
        Participation.programme_id == programme.id
    )
    assert rows(parts) == [theirs.id]


def test_nobody_brings_what_others_lead(
    signed_in_as, to_ticc: str, make: Factory, programme: Programme, rows: Rows
) -> None:
    theirs = make.organisation("Thanet", slug="thanet", programme=make.programme("other"))
    browser = signed_in_as(make.contributor(theirs, email=ANN))

    answer = browser.post(to_ticc, data={"organisation": "thanet"})

    assert answer.status_code == 422
    assert "Thanet" not in answer.text
    parts = sa.select(Participation).where(Participation.programme_id == programme.id)
    assert rows(parts) == []


def test_nobody_brings_what_they_led_once(
    signed_in_as, to_ticc: str, make: Factory, run, rows: Rows
) -> None:
    theirs = make.organisation("Thanet", slug="thanet", programme=make.programme("other"))
    browser = signed_in_as(make.organisation_lead(theirs, email=ANN))
    run(sa.update(Membership).values(ended_at=now()))

    answer = browser.post(to_ticc, data={"organisation": "thanet"})

    assert answer.status_code == 422
    assert "Thanet" not in answer.text
    assert rows(sa.select(Invitation.accepted_at)) == [None]


def test_what_takes_part_already_is_not_brought_again(
    signed_in_as, to_ticc: str, make: Factory, kent: Organisation, rows: Rows
) -> None:
    browser = signed_in_as(make.organisation_lead(kent, email=ANN))

    answer = browser.post(to_ticc, data={"organisation": "kent"})

    assert "Kent is already in the programme" in answer.text
    assert rows(sa.select(Participation.kind)) == [Kind.DELIVERY]
    assert rows(sa.select(Invitation.accepted_at)) == [None]


@pytest.mark.on_postgresql
@pytest.mark.parametrize("field", ["name", "organisation_name", "short_name"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("New\u202emah", "without hidden characters"),
        ("See evil.example", "Enter a name without a web or email address"),
    ],
)
def test_a_name_that_would_be_read_as_another_is_refused_in_words(
    *, client: FlaskClient, to_ticc: str, rows: Rows, field: str, typed: str, said: str
) -> None:
    data = ACCOUNT | {"organisation_name": "Newham", "short_name": "NH"}

    page = client.post(to_ticc, data=data | {field: typed})

    assert page.status_code == 422
    assert said in page.text
    assert rows(sa.select(Person)) == []
