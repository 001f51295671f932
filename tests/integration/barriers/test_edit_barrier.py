"""A programme lead changes a barrier's words; two who write at once lose nothing."""

import pytest
import sqlalchemy as sa

from tracker.models import Barrier
from tracker.models.moment import now
from tracker.models.vocabulary import Level


@pytest.fixture
def barrier(make, programme):
    return make.barrier("Sign-off", programme=programme, level=Level.TEAM)


@pytest.fixture
def path(barrier):
    return f"/programmes/ticc/barriers/{barrier.reference}/edit"


def typed(**given):
    return {"title": "Sign-off", "level": "team", "version": "1"} | given


def test_it_opens_with_what_stands_there(leads, path):
    page = leads.get(path).text

    assert "Sign-off" in page
    assert '<option selected value="team">' in page


@pytest.mark.on_postgresql
def test_what_is_changed_is_kept(leads, path, rows, barrier):
    answer = leads.post(path, data=typed(title="Too high", level="", explanation="Here"))

    [kept] = rows(sa.select(Barrier))
    assert answer.location.endswith(barrier.reference)
    assert (kept.title, kept.level, kept.explanation) == ("Too high", None, "Here")
    assert kept.version == 2


def test_a_retired_category_that_it_has_stays_on_offer(leads, make, rows):
    old = make.category("Old kind", retired_at=now())
    barrier = make.barrier("Sign-off", category_id=old.id)
    path = f"/programmes/ticc/barriers/{barrier.reference}/edit"

    leads.post(path, data=typed(category=old.slug))

    assert "Old kind" in leads.get(path).text
    assert rows(sa.select(Barrier.category_id)) == [old.id]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Enter what the obstacles have in common"),
        ({"level": "galactic"}, "Choose a level from the list"),
        ({"explanation": "x" * 2001}, "1 character too long. Shorten the text"),
    ],
)
def test_what_is_wrong_gets_a_sentence(leads, path, rows, wrong, sentence):
    answer = leads.post(path, data=typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(sa.select(Barrier.version)) == [1]


@pytest.mark.on_postgresql
def test_who_comes_second_is_shown_both_texts_and_can_save(leads, path, rows):
    leads.post(path, data=typed(title="Theirs", level="national"))

    clash = leads.post(path, data=typed(title="Mine"))
    again = leads.post(path, data=typed(title="Mine", version="2"))

    assert clash.status_code == 409
    for text in ("Theirs", "Mine", "national", "team"):
        assert text in clash.text
    assert again.status_code == 303
    assert rows(sa.select(Barrier.title)) == ["Mine"]


def test_two_who_write_the_very_same_do_not_clash(leads, path):
    leads.post(path, data=typed(title="Same"))

    assert leads.post(path, data=typed(title="Same")).status_code == 303


def test_who_sees_it_may_not_edit_it_and_to_others_it_is_missing(
    kents, medways, make, kent, path, barrier, rows
):
    make.obstacle(organisation=kent, barrier=barrier, visibility="organisation")

    assert kents.get(path).status_code == kents.post(path, data=typed()).status_code == 403
    assert medways.get(path).status_code == medways.post(path, data=typed()).status_code == 404
    assert rows(sa.select(Barrier.version)) == [1]


def test_what_the_command_refuses_is_said_in_the_form(leads, path, rows, monkeypatch):
    monkeypatch.setattr("tracker.barriers.commands.MAX_TITLE_LENGTH", 3)

    answer = leads.post(path, data=typed(title="Mine"))

    assert answer.status_code == 422
    assert "“Barrier” is 1 character too long. Shorten the text" in answer.text
    assert rows(sa.select(Barrier.title)) == ["Sign-off"]
