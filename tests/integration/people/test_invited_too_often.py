"""One address gets three invitations a day and six in thirty days, whoever sends them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.models import Invitation, LimitCount, Organisation, Programme
from tracker.models.moment import now

ANN = "ann@new.example"
AT = "/programmes/ticc"
INTO_KENT = f"{AT}/organisations/kent/invite"
TOO_OFTEN = "This email address has reached the limit of invitations"


@pytest.fixture
def lenas(signed_in_as, make: Factory, kent: Organisation) -> FlaskClient:
    return signed_in_as(make.organisation_lead(kent))


def test_the_fourth_mail_in_a_day_is_refused_whoever_sends_it(
    *, lenas: FlaskClient, leads: FlaskClient, signed_in_as, make: Factory, mailbox: Mailbox
) -> None:
    administrators = signed_in_as(make.administrator())
    lenas.post(INTO_KENT, data={"email": ANN})
    leads.post(f"{AT}/people/invite", data={"email": ANN, "role": "funder"})
    administrators.post("/administration/invite", data={"email": f" {ANN.upper()}"})

    refused = [
        lenas.post(INTO_KENT, data={"email": ANN}),
        leads.post(
            f"{AT}/people/invite-organisation",
            data={"email": ANN, "role": "delivery", "organisation_name": "Ours"},
        ),
        administrators.post("/administration/invite", data={"email": ANN}),
    ]

    assert [(one.status_code, TOO_OFTEN in one.text) for one in refused] == [(422, True)] * 3
    assert f"{ANN}</textarea>" in refused[0].text
    assert len(mailbox.to(ANN)) == 3
    assert lenas.post(INTO_KENT, data={"email": "bob@new.example"}).status_code == 303


@pytest.mark.on_postgresql
def test_to_send_again_counts_too_and_the_link_before_still_opens(
    lenas: FlaskClient, client: FlaskClient, mailbox: Mailbox, rows
) -> None:
    lenas.post(INTO_KENT, data={"email": ANN})
    [reference] = rows(sa.select(Invitation.reference))
    again = f"{AT}/invitations/{reference}/send-again"
    for _number in range(2):
        lenas.post(again)
    last = mailbox.link_to(ANN)

    answer = lenas.post(again, follow_redirects=True)

    assert TOO_OFTEN in answer.text
    assert len(mailbox.to(ANN)) == 3
    assert client.get(last).status_code == 200


def test_it_is_the_same_for_an_address_with_an_account(lenas: FlaskClient, make: Factory) -> None:
    make.person(email=ANN)

    statuses = [lenas.post(INTO_KENT, data={"email": ANN}).status_code for _ in range(4)]

    assert statuses == [303, 303, 303, 422]


def test_six_go_in_thirty_days(lenas: FlaskClient, run) -> None:
    def days_pass() -> None:
        a_day = sa.func.length(LimitCount.key) > 0
        shortest = LimitCount.expires_at < now() + timedelta(days=2)
        run(sa.delete(LimitCount).where(a_day, shortest))

    statuses = []
    for _day in range(3):
        statuses += [lenas.post(INTO_KENT, data={"email": ANN}).status_code for _ in range(3)]
        days_pass()

    assert statuses == [303] * 6 + [422] * 3


def test_what_is_refused_or_not_allowed_costs_the_address_nothing(
    *, lenas: FlaskClient, kents: FlaskClient, nurse, programme: Programme, rows
) -> None:
    assert programme
    kents.post(INTO_KENT, data={"email": ANN})
    lenas.post(INTO_KENT, data={"email": nurse.email})

    of_mails = sa.select(LimitCount.count).where(LimitCount.key.contains("invited"))
    assert set(rows(of_mails)) == {0}


def test_without_mail_nothing_is_counted(
    app: Flask, lenas: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", "")

    statuses = [lenas.post(INTO_KENT, data={"email": ANN}).status_code for _ in range(5)]

    assert statuses == [200] * 5
