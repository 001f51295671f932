"""A person chooses how often a digest comes, and a link in each stops them."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tests.integration.notifications.conftest import SITE, days_ago
from tests.mailbox import Mailbox
from tracker.models import AuditEvent, Digest, Person
from tracker.models.moment import now
from tracker.models.vocabulary import Rhythm
from tracker.sessions.store import hash_of

TOKEN = "D" * 43
STOP = f"/account/digest/stop/{TOKEN}"


def rhythms(rows) -> list[Rhythm]:
    return rows(sa.select(Person.digest).order_by(Person.id))


@pytest.mark.parametrize("chosen", list(Rhythm))
def test_one_chooses_how_often(kents, rows, chosen) -> None:
    answer = kents.post("/account/digest", data={"digest": chosen.value})

    assert (answer.status_code, answer.location) == (303, "/account#digest")
    assert rhythms(rows) == [chosen]
    assert f'value="{chosen}" checked' in kents.get("/account").text


def test_weekly_is_chosen_at_first(kents) -> None:
    page = kents.get("/account").text

    assert re.findall(r'name="digest"[^>]*value="(\w+)" checked', page) == ["weekly"]


def test_where_no_mail_can_be_sent_it_says_so(app: Flask, kents, monkeypatch) -> None:
    assert "cannot send email yet" not in kents.get("/account").text

    monkeypatch.setitem(app.config, "MAIL_FOLDER", None)

    assert "This tracker cannot send email yet." in kents.get("/account").text


@pytest.mark.parametrize("typed", [{}, {"digest": "hourly"}])
def test_anything_else_is_refused(kents, rows, typed) -> None:
    assert kents.post("/account/digest", data=typed).status_code == 400
    assert rhythms(rows) == [Rhythm.WEEKLY]


def test_where_one_has_no_place_there_is_nothing_to_choose(signed_in_as, make: Factory) -> None:
    assert 'name="digest"' not in signed_in_as(make.person()).get("/account").text


def test_it_changes_nobody_elses(kents, make, rows) -> None:
    make.contributor()

    kents.post("/account/digest", data={"digest": "never"})

    assert rhythms(rows) == [Rhythm.NEVER, Rhythm.WEEKLY]


def test_the_choice_is_audited(kents, nurse, rows) -> None:
    kents.post("/account/digest", data={"digest": "daily"})

    [event] = rows(sa.select(AuditEvent).where(AuditEvent.act == "person:edit"))
    assert (event.person_id, event.thing_id) == (nurse.id, nurse.id)
    assert "digest" in event.payload


@pytest.fixture
def mailed(make: Factory, nurse: Person) -> Digest:
    """A digest of the nurse's, whose link holds TOKEN."""
    return make._save(Digest(person_id=nurse.id, stop_hash=hash_of(TOKEN)))


@pytest.mark.usefixtures("mailed")
def test_the_link_asks_first(client, rows) -> None:
    page = client.get(STOP)

    assert page.status_code == 200
    assert "Stop the email digest?" in page.text
    assert rhythms(rows) == [Rhythm.WEEKLY]


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("mailed")
def test_one_press_stops_it_without_signing_in(client, rows) -> None:
    answer = client.post(STOP)

    assert (answer.status_code, rhythms(rows)) == (200, [Rhythm.NEVER])
    assert "You have stopped the email digest" in answer.text


@pytest.mark.usefixtures("mailed")
def test_a_mail_program_stops_it_by_itself(client, rows) -> None:
    answer = client.post(STOP, data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, rhythms(rows)) == (200, [Rhythm.NEVER])


def test_it_stops_nobody_elses(client, mailed, make, rows) -> None:
    assert mailed
    make.contributor()

    client.post(STOP)

    assert rhythms(rows) == [Rhythm.NEVER, Rhythm.WEEKLY]


@pytest.mark.parametrize(
    "dead",
    [
        pytest.param({"told_until": days_ago(91)}, id="too old"),
        pytest.param({"stop_hash": hash_of("E" * 43)}, id="another"),
        pytest.param({"stop_hash": TOKEN}, id="a hash opens nothing"),
    ],
)
def test_a_dead_link_does_nothing(client, make, nurse, rows, dead) -> None:
    make._save(Digest(**({"person_id": nurse.id, "stop_hash": hash_of(TOKEN)} | dead)))

    answers = [client.get(STOP), client.post(STOP)]

    assert [answer.status_code for answer in answers] == [410, 400]
    assert "This link no longer works" in answers[0].text
    assert rhythms(rows) == [Rhythm.WEEKLY]


def test_a_link_for_another_purpose_stops_nothing(client, make, nurse, rows) -> None:
    make.invitation(TOKEN, email=nurse.email)

    assert client.post(STOP).status_code == 400
    assert rhythms(rows) == [Rhythm.WEEKLY]


@pytest.mark.usefixtures("mailed")
def test_it_opens_nothing_else(client, make) -> None:
    assert make

    paths = [f"/invitations/{TOKEN}", f"/account/address/{TOKEN}"]

    assert not {client.get(path).status_code for path in paths} & {200}


def test_each_mail_carries_the_link_that_stops_it(
    app: Flask, client, send, mailbox: Mailbox, make, kent, nurse, rows
) -> None:
    make.obstacle(organisation=kent)
    send()
    [file] = mailbox.folder.glob("*.eml")
    head, _, body = file.read_text().replace("\n ", " ").partition("\n\n")

    [header] = re.findall(r"^List-Unsubscribe: +<(\S+)>$", head, re.MULTILINE)
    client.post(header.removeprefix(SITE))

    assert app
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert header in body
    assert f"{SITE}/account#digest" in body
    assert rows(sa.select(Person.digest).where(Person.id == nurse.id)) == [Rhythm.NEVER]


def test_a_link_works_for_ninety_days(client, make, nurse) -> None:
    until = now() - timedelta(days=90) + timedelta(minutes=1)
    make._save(Digest(person_id=nurse.id, stop_hash=hash_of(TOKEN), told_until=until))

    assert client.get(STOP).status_code == 200
