"""A programme lead adds a body that could loosen or remove a barrier."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tracker.decision_makers import commands
from tracker.decision_makers.commands import DecisionMakerContent, add_decision_maker
from tracker.errors import DomainError
from tracker.models import DecisionMaker
from tracker.models.vocabulary import Level

AT = "/programmes/ticc/decision-makers"
EVERYTHING = {
    "name": "Care Quality Commission",
    "about": "Decides who may provide care.\r\nInspects them.",
    "level": "national",
    "country": "gb",
    "source_label": "Its own pages",
    "source_url": "https://example.org/cqc?a=1&b=2",
}


def test_a_name_is_enough(leads, rows, programme):
    answer = leads.post(f"{AT}/add", data={"name": "  The  payer "})

    [maker] = rows(sa.select(DecisionMaker))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{maker.reference}")
    assert (maker.name, maker.about, maker.level, maker.country) == ("The payer", "", None, "")
    assert (maker.programme_id, maker.version) == (programme.id, 1)
    assert maker.reference.startswith("D-")


def test_everything_that_is_said_is_kept(leads, rows):
    leads.post(f"{AT}/add", data=EVERYTHING)

    [maker] = rows(sa.select(DecisionMaker))
    assert maker.about == "Decides who may provide care.\nInspects them."
    assert (maker.level, maker.country) == (Level.NATIONAL, "GB")
    assert (maker.source_label, maker.source_url) == (
        "Its own pages",
        "https://example.org/cqc?a=1&b=2",
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the decision-maker’s name"),
        ({"name": "\u200b"}, "Enter the decision-maker’s name"),
        ({"name": "x" * 201}, "1 character too long. Shorten the text"),
        (
            {"name": "THE REGULATOR"},
            "Another decision-maker already has this name. Choose a different name",
        ),
        ({"about": "x" * 1002}, "2 characters too long. Shorten the text"),
        ({"level": "galactic"}, "Choose a level from the list"),
        ({"country": "GBR"}, "Enter the two-letter country code, like GB"),
        ({"country": "É1"}, "Enter the two-letter country code, like GB"),
        ({"source_label": "x" * 301}, "1 character too long. Shorten the text"),
        ({"source_url": "x" * 501}, "1 character too long. Shorten the text"),
        ({"source_url": "javascript:alert(1)"}, "Enter a full web address"),
        ({"source_url": "http://[::1"}, "Enter a full web address"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(leads, make, rows, typed, sentence):
    make.decision_maker("The regulator")

    answer = leads.post(f"{AT}/add", data=EVERYTHING | {"about": "Kept words"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("about", "Kept words") in answer.text
    assert len(rows(sa.select(DecisionMaker))) == 1


def test_the_longest_words_are_kept_whole(leads, rows):
    leads.post(
        f"{AT}/add",
        data={"name": "é" * 200, "about": "é" * 1000, "source_label": "é" * 300},
    )

    assert rows(sa.select(DecisionMaker.name)) == ["é" * 200]


def test_signs_that_cannot_be_kept_are_left_out(leads, rows):
    leads.post(f"{AT}/add", data={"name": "The\x00 payer\x1b", "about": "a\x00b"})

    assert rows(sa.select(DecisionMaker.name)) == ["The payer"]
    assert rows(sa.select(DecisionMaker.about)) == ["ab"]


def test_nothing_sent_at_all_asks_for_a_name(leads):
    answer = leads.post(f"{AT}/add")

    assert answer.status_code == 422
    assert "Enter the decision-maker’s name" in answer.text


def test_another_programme_may_use_the_same_name(leads, make, elsewhere):
    make.decision_maker("The regulator", programme=elsewhere)

    assert leads.post(f"{AT}/add", data={"name": "The regulator"}).status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_adds_one(browsers, rows, who, method):
    answer = getattr(browsers[who], method)(f"{AT}/add", data={"name": "Mine"})

    assert answer.status_code == 403
    assert rows(sa.select(DecisionMaker)) == []


@pytest.mark.usefixtures("at_work")
def test_a_name_taken_at_the_same_moment_is_refused_in_a_sentence(make, programme, monkeypatch):
    make.decision_maker("The regulator")
    monkeypatch.setattr(commands, "_check", lambda *_anything: None)

    with pytest.raises(
        DomainError, match=r"^Another decision-maker already has this name\."
    ) as refused:
        add_decision_maker(programme=programme, content=DecisionMakerContent("The regulator"))

    assert isinstance(refused.value.__cause__, IntegrityError)
