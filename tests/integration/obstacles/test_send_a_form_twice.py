"""A form that is sent twice logs once: by a double tap, at once, or after an answer was lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.app import create_app
from tracker.extensions import db
from tracker.models import Comment, Obstacle, StatusChange, obstacle_category

pytestmark = pytest.mark.on_postgresql


THREADS = 8
KEY = "0b7f7f2e-6a58-4f0f-8a4d-0c8f2f7a9d11"
SENT = {"title": "No mandate", "form_key": KEY}


def key_in(page):
    return re.search(r'name="form_key"[^>]*value="([^"]+)"', page.text)[1]


def asked_about_in(page):
    return re.search(r'type="hidden"\s+name="again"\s+value="([^"]+)"', page.text)[1]


def test_each_form_opened_has_a_key_of_its_own(kents):
    keys = {key_in(kents.get(f"{AT}/log")) for _each in range(3)}

    assert len(keys) == 3


def test_the_key_stays_through_a_mistake(kents):
    answer = kents.post(f"{AT}/log", data=SENT | {"title": ""})

    assert answer.status_code == 422
    assert key_in(answer) == KEY


def test_sent_again_it_leads_to_the_one_that_was_logged(kents, rows):
    first = kents.post(f"{AT}/log", data=SENT)

    again = kents.post(f"{AT}/log", data=SENT)

    assert (again.status_code, again.location) == (303, first.location)
    assert len(rows(sa.select(Obstacle))) == len(rows(sa.select(StatusChange))) == 1
    assert kents.get(again.location).status_code == 200


def test_a_draft_sent_again_leads_to_the_draft(kents, rows):
    first = kents.post(f"{AT}/log", data=SENT | {"act": "draft"})

    again = kents.post(f"{AT}/log", data=SENT | {"act": "draft"})

    assert (again.status_code, again.location) == (303, first.location)
    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "No mandate at all"},
        {"act": "draft"},
        {"team": "Ashford"},
        {"categories": "rules"},
    ],
)
def test_with_other_words_it_asks_and_loses_nothing(kents, make, rows, changed):
    make.category("Rules", slug="rules")
    kents.post(f"{AT}/log", data=SENT)

    answer = kents.post(f"{AT}/log", data=SENT | changed)
    answered = {"form_key": key_in(answer), "again": asked_about_in(answer)}
    kents.post(f"{AT}/log", data=SENT | changed | answered)

    [code, _other] = rows(sa.select(Obstacle.reference).order_by(Obstacle.id))
    assert answer.status_code == 422
    assert f"You already sent this form with a different text ({code})." in answer.text
    assert key_in(answer) != KEY


def test_what_its_organisation_changed_meanwhile_stays(kents, rows):
    kents.post(f"{AT}/log", data=SENT)
    [code] = rows(sa.select(Obstacle.reference))
    kents.post(f"{AT}/{code}/status", data={"status": "resolved"})

    again = kents.post(f"{AT}/log", data=SENT)

    assert again.status_code == 303
    assert rows(sa.select(Obstacle.status)) == ["resolved"]


def test_another_persons_form_is_another_form(kents, medways, rows):
    kents.post(f"{AT}/log", data=SENT)

    answer = medways.post(f"{AT}/log", data=SENT)

    assert answer.status_code == 303
    assert len(rows(sa.select(Obstacle))) == 2


@pytest.mark.parametrize("forged", ["", "no key", "1" * 5000])
def test_a_forged_key_is_no_key(kents, rows, forged):
    for title in ("No mandate", "No mandate either"):
        sent = {"title": title, "form_key": forged}
        assert kents.post(f"{AT}/log", data=sent).status_code == 303

    assert rows(sa.select(Obstacle.form_key)) == [None, None]


def test_it_costs_no_statement_more(kents, count_queries):
    kents.post(f"{AT}/log", data={"title": "The first"})
    with count_queries() as without:
        kents.post(f"{AT}/log", data={"title": "The second"})

    with count_queries() as with_key:
        kents.post(f"{AT}/log", data=SENT)

    assert len(with_key) == len(without)


@pytest.fixture
def another_process(app):
    """The product as another process runs it: nothing is shared but the database."""
    names = ("SQLALCHEMY_DATABASE_URI", "DEMO", "SECRET_KEY", "WTF_CSRF_ENABLED")
    other = create_app(**{name: app.config[name] for name in names})
    yield other
    with other.app_context():
        db.engine.dispose()


def test_sent_at_once_to_two_processes_it_is_logged_once(
    another_process, make, nurse, rows, signed_in_as
):
    category = make.category("Rules")
    clients = [signed_in_as(nurse) for _each in range(THREADS)]
    for client in clients[::2]:
        client.application = another_process
    together = Barrier(THREADS)
    sent = SENT | {"form_key": str(uuid4()), "categories": category.slug}

    def send(client):
        together.wait()
        return client.post(f"{AT}/log", data=sent)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, clients))

    [obstacle] = rows(sa.select(Obstacle))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {f"{AT}/{obstacle.reference}/logged"}
    assert len(rows(sa.select(StatusChange))) == 1
    assert len(rows(sa.select(obstacle_category.c.category_id))) == 1


COMMENT = {"text": "So it is with us", "form_key": KEY}


@pytest.fixture
def comments_at(make, kent):
    """Where one says something to an obstacle of Kent."""
    return f"{AT}/{make.obstacle(organisation=kent).reference}/comments"


def test_a_comment_sent_again_is_one_comment(kents, comments_at, rows):
    first = kents.post(comments_at, data=COMMENT)

    again = kents.post(comments_at, data=COMMENT)

    assert (again.status_code, again.location) == (303, first.location)
    assert rows(sa.select(Comment.text)) == ["So it is with us"]


def test_a_comment_with_other_words_asks_and_loses_nothing(kents, comments_at, rows):
    kents.post(comments_at, data=COMMENT)

    answer = kents.post(comments_at, data=COMMENT | {"text": "Not any more"})
    kents.post(comments_at, data={"text": "Not any more", "form_key": key_in(answer)})

    assert answer.status_code == 422
    assert "You already sent this form with a different text" in answer.text
    assert rows(sa.select(Comment.text).order_by(Comment.id)) == [
        "So it is with us",
        "Not any more",
    ]


def test_the_same_key_of_somebody_else_is_another_form(kents, medways, comments_at, rows):
    for one in (kents, medways):
        one.post(comments_at, data=COMMENT)

    assert len(rows(sa.select(Comment))) == 2


def test_sent_again_it_is_ones_own_form_that_counts(kents, medways, comments_at, rows):
    for one in (kents, medways, kents):
        assert one.post(comments_at, data=COMMENT).status_code == 303

    assert len(rows(sa.select(Comment))) == 2
