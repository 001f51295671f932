"""A programme lead adds and edits decision-makers; nothing typed is lost."""

import pytest
import sqlalchemy as sa

from tracker.models import DecisionMaker
from tracker.models.vocabulary import Level

AT = "/programmes/ticc/decision-makers"
EVERYTHING = {
    "name": "Agence régionale",
    "about": "It sets the tariff.",
    "level": "local-system",
    "country": "fr",
    "source_label": "Its page",
    "source_url": "https://example.org/ars",
}


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


def test_a_name_is_enough(leads, rows):
    answer = leads.post(f"{AT}/add", data={"name": " The  regulator "})

    [maker] = rows(sa.select(DecisionMaker))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{maker.reference}")
    assert (maker.name, maker.level, maker.country) == ("The regulator", None, "")
    assert maker.reference.startswith("D-")


def test_everything_that_is_said_is_kept(leads, rows):
    leads.post(f"{AT}/add", data=EVERYTHING)

    [maker] = rows(sa.select(DecisionMaker))
    assert (maker.name, maker.about) == ("Agence régionale", "It sets the tariff.")
    assert (maker.level, maker.country) == (Level.LOCAL_SYSTEM, "FR")
    assert (maker.source_label, maker.source_url) == ("Its page", "https://example.org/ars")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Give the decision-maker’s name"),
        ({"name": "x" * 201}, "Cut 1 character"),
        ({"about": "x" * 1001}, "Cut 1 character"),
        ({"level": "galactic"}, "Choose a level from the list"),
        ({"country": "France"}, "Write the country’s two letters"),
        ({"country": "É1"}, "Write the country’s two letters"),
        ({"source_label": "x" * 301}, "Cut 1 character"),
        ({"source_url": "javascript:alert(1)"}, "Give the whole web address"),
        ({"source_url": "https://[bad"}, "Give the whole web address"),
        ({"source_url": "https://x.org/" + "x" * 500}, "Cut 14 characters"),
    ],
)
def test_what_is_wrong_gets_a_sentence_at_its_field(leads, rows, wrong, sentence):
    [field] = wrong

    answer = leads.post(f"{AT}/add", data=EVERYTHING | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2][:500]
    assert ("It sets the tariff." if field != "about" else "Agence") in answer.text
    assert rows(sa.select(DecisionMaker)) == []


@pytest.mark.parametrize("name", ["The regulator", "THE REGULATOR", "Thé régulator"])
@pytest.mark.usefixtures("regulator")
def test_a_name_that_stands_there_already_is_refused_and_kept(leads, rows, name):
    answer = leads.post(f"{AT}/add", data={"name": name})

    assert answer.status_code == 422
    assert "Another decision-maker has this name" in answer.text
    assert f'value="{name}"' in answer.text
    assert len(rows(sa.select(DecisionMaker))) == 1


def test_another_programme_may_have_the_same_name(leads, make, elsewhere, rows):
    make.decision_maker("The regulator", programme=elsewhere)

    assert leads.post(f"{AT}/add", data={"name": "The regulator"}).status_code == 303
    assert len(rows(sa.select(DecisionMaker))) == 2


def test_an_edit_keeps_what_it_does_not_change(leads, path, rows):
    assert 'value="Its page"' in leads.get(path).text

    answer = leads.post(path, data=typed(about="It inspects.", version="1"))

    [maker] = rows(sa.select(DecisionMaker))
    assert answer.status_code == 303
    assert (maker.name, maker.about) == ("The regulator", "It inspects.")
    assert (maker.source_label, maker.country, maker.version) == ("Its page", "GB", 2)


def test_an_edit_to_a_name_that_is_taken_is_refused(leads, make, path):
    make.decision_maker("A board")

    answer = leads.post(path, data=typed(name="a board", version="1"))

    assert answer.status_code == 422
    assert "Another decision-maker has this name" in answer.text


def test_an_edit_that_is_wrong_gets_a_sentence(leads, path):
    answer = leads.post(path, data=typed(name="", version="1"))

    assert answer.status_code == 422
    assert "Give the decision-maker’s name" in answer.text


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
        browser.get(f"{AT}/add"),
        browser.post(f"{AT}/add", data={"name": "Mine"}),
        browser.get(path),
        browser.post(path, data=typed(name="Mine", version="1")),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert rows(sa.select(DecisionMaker.name)) == ["The regulator"]
