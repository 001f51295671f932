"""A programme lead adds a barrier, in the programme's words."""

import pytest
import sqlalchemy as sa

from tracker.models import Barrier
from tracker.models.moment import now
from tracker.models.vocabulary import Level

AT = "/programmes/ticc/barriers"


def test_a_title_is_enough(leads, rows):
    answer = leads.post(f"{AT}/add", data={"title": " Sign-off\r\nsits too high "})

    [barrier] = rows(sa.select(Barrier))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{barrier.reference}")
    assert (barrier.title, barrier.explanation) == ("Sign-off sits too high", "")
    assert (barrier.level, barrier.category_id, barrier.decision_maker_id) == (None, None, None)
    assert barrier.reference.startswith("B-")


def test_everything_that_is_said_is_kept(leads, rows, make):
    category, maker = make.category("Rules"), make.decision_maker("The regulator")
    told = {"title": "Sign-off", "explanation": "Not pay.", "level": "national"}

    leads.post(
        f"{AT}/add", data=told | {"category": category.slug, "decision_maker": maker.reference}
    )

    [barrier] = rows(sa.select(Barrier))
    assert (barrier.explanation, barrier.level) == ("Not pay.", Level.NATIONAL)
    assert (barrier.category_id, barrier.decision_maker_id) == (category.id, maker.id)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter what the obstacles have in common"),
        ({"title": "x" * 201}, "1 character too long. Shorten the text"),
        ({"explanation": "x" * 2001}, "1 character too long. Shorten the text"),
        ({"level": "galactic"}, "Choose a level from the list"),
        ({"category": "no-such"}, "Choose a category from the list"),
        ({"decision_maker": "D-2222"}, "Choose a decision-maker from the list"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_keeps_the_rest(leads, rows, wrong, sentence):
    answer = leads.post(f"{AT}/add", data={"title": "Sign-off", "explanation": "Not pay"} | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Sign-off" if "explanation" in wrong else "Not pay") in answer.text
    assert rows(sa.select(Barrier)) == []


def test_what_belongs_to_another_programme_is_refused(leads, rows, make, elsewhere):
    category = make.category("Theirs", programme=elsewhere)
    maker = make.decision_maker("Theirs", programme=elsewhere)

    foreign = leads.post(f"{AT}/add", data={"title": "Sign-off", "category": category.slug})
    other = leads.post(f"{AT}/add", data={"title": "Sign-off", "decision_maker": maker.reference})

    assert foreign.status_code == other.status_code == 422
    assert "Theirs" not in leads.get(f"{AT}/add").text
    assert rows(sa.select(Barrier)) == []


def test_categories_are_offered_in_two_levels_but_for_retired_ones(leads, make):
    late = make.category("Money", position=1)
    make.category("Rules", position=2)
    make.category("Budgets", parent=late, position=3)
    make.category("Old kind", retired_at=now())

    form = leads.get(f"{AT}/add").text

    assert form.index("Money") < form.index("· Budgets") < form.index("Rules")
    assert "Old kind" not in form


@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_may(browsers, rows, who):
    assert browsers[who].get(f"{AT}/add").status_code == 403
    assert browsers[who].post(f"{AT}/add", data={"title": "Mine"}).status_code == 403
    assert rows(sa.select(Barrier)) == []


def test_the_lead_of_another_programme_finds_nothing(make, signed_in_as, programme, elsewhere):
    stranger = signed_in_as(make.programme_lead(elsewhere))

    assert stranger.get(f"/programmes/{programme.slug}/barriers/add").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, programme):
    assert client.get(f"/programmes/{programme.slug}/barriers/add").status_code == 303


def test_what_the_command_refuses_is_said_in_the_form(leads, rows, monkeypatch):
    monkeypatch.setattr("tracker.barriers.commands.MAX_TITLE_LENGTH", 3)

    answer = leads.post(f"{AT}/add", data={"title": "Mine"})

    assert answer.status_code == 422
    assert "“Barrier” is 1 character too long. Shorten the text" in answer.text
    assert rows(sa.select(Barrier)) == []
