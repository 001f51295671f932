"""A programme lead edits a decision-maker; two who write at once lose nothing."""

import pytest
import sqlalchemy as sa

from tracker.models import DecisionMaker

AT = "/programmes/ticc/decision-makers"


@pytest.fixture
def regulator(make, programme):
    return make.decision_maker(
        "The regulator", programme=programme, source_label="Its page", country="GB"
    )


@pytest.fixture
def path(regulator):
    return f"{AT}/{regulator.reference}/edit"


def typed(**given):
    return {"name": "The regulator", "country": "GB", "source_label": "Its page"} | given


@pytest.mark.on_postgresql
def test_an_edit_keeps_what_it_does_not_change(leads, path, rows):
    assert 'value="Its page"' in leads.get(path).text

    answer = leads.post(path, data=typed(about="It inspects.", version="1"))

    [maker] = rows(sa.select(DecisionMaker))
    assert answer.status_code == 303
    assert (maker.name, maker.about) == ("The regulator", "It inspects.")
    assert (maker.source_label, maker.country, maker.version) == ("Its page", "GB", 2)


@pytest.mark.on_postgresql
def test_an_edit_to_a_name_that_is_taken_is_refused(leads, make, path):
    make.decision_maker("A board")

    answer = leads.post(path, data=typed(name="a board", version="1"))

    assert answer.status_code == 422
    assert "Another decision-maker already has this name. Choose a different name" in answer.text


def test_an_edit_that_is_wrong_gets_a_sentence(leads, path):
    answer = leads.post(path, data=typed(name="", version="1"))

    assert answer.status_code == 422
    assert "Enter the decision-maker’s name" in answer.text


def test_who_comes_second_is_shown_both_texts_and_can_save(leads, path, rows):
    leads.post(path, data=typed(about="Theirs", version="1"))

    clash = leads.post(path, data=typed(about="Mine", version="1"))
    again = leads.post(path, data=typed(about="Mine", version="2"))

    assert clash.status_code == 409
    assert "Theirs" in clash.text
    assert "Mine" in clash.text
    assert again.status_code == 303
    assert rows(sa.select(DecisionMaker.about)) == ["Mine"]


def test_two_who_write_the_very_same_do_not_clash(leads, path):
    leads.post(path, data=typed(about="Same", version="1"))

    assert leads.post(path, data=typed(about="Same", version="1")).status_code == 303


@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_may(browsers, path, rows, who):
    browser = browsers[who]

    answers = [
        browser.get(path),
        browser.post(path, data=typed(name="Mine", version="1")),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert rows(sa.select(DecisionMaker.name)) == ["The regulator"]
