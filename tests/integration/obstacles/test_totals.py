"""How many of a thing there may be: a sentence at the bound, and what others did leaves room."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.matches import queries as match_queries
from tracker.models import Hindrance, Match, Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Visibility
from tracker.obstacles import queries_totals
from tracker.workarounds import queries_totals as workaround_totals


@pytest.fixture
def bound(monkeypatch):
    """Set a bound so low that one thing reaches it."""

    def set_bound(name: str, most: int = 1) -> None:
        places = (queries_totals, workaround_totals, match_queries)
        place = next(place for place in places if hasattr(place, name))
        monkeypatch.setattr(place, name, most)

    return set_bound


@pytest.fixture
def ours(make, kent):
    return make.obstacle("No mandate", organisation=kent)


def is_stored(rows, model, number):
    return len(rows(sa.select(model))) == number


def log(client, act, title):
    data = {"title": title, "act": act, "visibility": "partners", "organisation": "kent"}
    return client.post(f"{AT}/log", data=data)


def test_a_person_has_so_many_drafts(kents, make, kent, bound, rows):
    bound("MAX_DRAFTS")
    make.obstacle("A colleague's", organisation=kent, is_draft=True, author=make.contributor(kent))

    assert log(kents, "draft", "The first").status_code == 303
    refused = log(kents, "draft", "The second")

    assert refused.status_code == 422
    assert "Log or delete a draft first" in refused.text
    assert "The second" in refused.text
    assert is_stored(rows, Obstacle, 2)


def test_an_organisation_logs_so_many_obstacles(kents, make, medway, bound):
    bound("MAX_LOGGED")
    make.obstacle("Medway's", organisation=medway)

    assert log(kents, "log", "The first").status_code == 303
    refused = log(kents, "log", "The second")

    assert refused.status_code == 422
    assert "Your organisation has reached the limit of" in refused.text


def test_a_draft_is_logged_only_while_there_is_room(kents, ours, bound, rows):
    bound("MAX_LOGGED")
    log(kents, "draft", "A draft")
    [draft] = rows(sa.select(Obstacle).where(Obstacle.is_draft))
    form = {"title": "A draft", "act": "log", "visibility": "partners", "organisation": "kent"}

    answer = kents.post(f"{AT}/{draft.reference}/edit", data=form | {"version": str(draft.version)})

    assert ours
    assert "Your organisation has reached the limit of" in answer.text
    assert is_stored(rows, sa.alias(Obstacle.__table__), 2)


def hold_up(client, ours, other, direction="holds-up"):
    data = {"other": other.reference, "direction": direction}
    return client.post(f"{AT}/{ours.reference}/hinder", data=data)


def test_an_obstacle_blocks_so_many_others(kents, ours, make, kent, bound, rows):
    bound("MAX_HINDRANCES")
    one, other = make.obstacle(organisation=kent), make.obstacle(organisation=kent)

    assert hold_up(kents, ours, one).status_code == 303
    assert "Remove a link first" in hold_up(kents, ours, other).text
    assert hold_up(kents, ours, other, "held-up-by").status_code == 303
    assert is_stored(rows, Hindrance, 2)


def test_hindrances_out_of_sight_leave_room(kents, ours, make, kent, medway, bound):
    bound("MAX_HINDRANCES")
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)
    make.hindrance(ours, hidden)

    assert hold_up(kents, ours, make.obstacle(organisation=kent)).status_code == 303


def test_a_person_compares_an_obstacle_with_so_many(kents, ours, make, medway, bound, rows):
    bound("MAX_MATCHES")
    pairs = [make.obstacle(organisation=medway) for _ in range(3)]
    make.match(ours, pairs[2])
    at = f"{AT}/{ours.reference}/match"

    for other in pairs[:2]:
        answer = kents.post(at, data={"other": other.reference, "answer": "different"})

    assert "reached the limit of" in kents.get(answer.location).text
    assert is_stored(rows, Match, 2)


def test_so_many_workarounds_stand_beside_an_obstacle(kents, ours, make, kent, bound, rows):
    bound("MAX_LINKED_WORKAROUNDS")
    ways = [make.workaround(f"Way {number}", organisation=kent) for number in range(2)]

    answers = [
        kents.post(
            f"/programmes/ticc/workarounds/{way.reference}/link", data={"obstacle": ours.reference}
        )
        for way in ways
    ]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "Remove a link first" in answers[1].text
    assert is_stored(rows, WorkaroundLink, 1)


def test_workarounds_out_of_sight_leave_room(leads, ours, make, kent, bound):
    bound("MAX_LINKED_WORKAROUNDS")
    hidden = {"organisation": kent, "visibility": Visibility.ORGANISATION}
    make.workaround("Hidden", against=[ours], **hidden)
    way = make.workaround("Seen", organisation=kent)

    answer = leads.post(
        f"/programmes/ticc/workarounds/{way.reference}/link", data={"obstacle": ours.reference}
    )

    assert answer.status_code == 303


def test_a_workaround_is_tried_so_often_against_an_obstacle(kents, ours, make, kent, bound, rows):
    bound("MAX_TRIALS")
    way = make.workaround(organisation=kent, against=[ours])
    other = make.workaround("Another", organisation=kent, against=[ours])
    make.trial(other, ours)
    tried = {"obstacle": ours.reference, "outcome": "worked", "what_it_took": "A long letter"}
    at = f"/programmes/ticc/workarounds/{way.reference}/trials/new"

    assert kents.post(at, data=tried).status_code == 303
    refused = kents.post(at, data=tried)

    assert refused.status_code == 422
    assert "trials for this obstacle. Update one of these trials" in refused.text
    assert "A long letter" in refused.text
    assert is_stored(rows, Trial, 2)


def test_an_organisation_has_so_many_workarounds(kents, make, medway, bound, rows):
    bound("MAX_WORKAROUNDS")
    make.workaround("Medway's", organisation=medway)
    told = {"title": "A new way", "visibility": "partners", "organisation": "kent"}

    answers = [
        kents.post("/programmes/ticc/workarounds/log", data=told | {"title": title})
        for title in ("A new way", "Another way")
    ]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "Your organisation has reached the limit of" in answers[1].text
    assert is_stored(rows, Workaround, 2)


@pytest.mark.parametrize(
    ("limit", "path", "noun", "data"),
    [
        ("barriers.commands.MAX_BARRIERS", "barriers/add", "barrier", {"title": "One rule"}),
        (
            "decision_makers.commands.MAX_DECISION_MAKERS",
            "decision-makers/add",
            "decision-maker",
            {"name": "A board"},
        ),
        ("categories.commands.MAX_CATEGORIES", "categories/add", "category", {"name": "A kind"}),
    ],
)
def test_a_programme_has_so_many(leads, monkeypatch, limit, path, noun, data):
    monkeypatch.setattr(f"tracker.{limit}", 1)
    again = {name: f"{value} again" for name, value in data.items()}

    first = leads.post(f"/programmes/ticc/{path}", data=data)
    refused = leads.post(f"/programmes/ticc/{path}", data=again)

    assert (first.status_code, refused.status_code) == (303, 422)
    assert f"The programme has reached the limit of 1 {noun}" in refused.text
