"""What the commands refuse, and what the database refuses where no command stands before it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from tracker.decision_makers import commands
from tracker.decision_makers.commands import (
    DecisionMakerContent,
    add_decision_maker,
    edit_decision_maker,
)
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import DecisionMaker


@pytest.fixture
def regulator(make, programme):
    return make.decision_maker("The regulator", programme=programme)


def here(thing):
    """Return the row in this test's own transaction."""
    return db.session.get_one(type(thing), thing.id)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (DecisionMakerContent(" "), "Enter the decision-maker’s name"),
        (DecisionMakerContent("x" * 201), "“Name” is 1 character too long. Shorten the text"),
        (
            DecisionMakerContent("x", about="y" * 1001),
            "“What it decides” is 1 character too long. Shorten the text",
        ),
        (
            DecisionMakerContent("x", source_label="y" * 301),
            "“Source” is 1 character too long. Shorten the text",
        ),
        (DecisionMakerContent("x", source_url="ftp://example.org"), "Enter a full web address"),
    ],
)
@pytest.mark.usefixtures("at_work")
def test_words_beyond_the_limits_are_refused(programme, content, sentence):
    with pytest.raises(DomainError, match=sentence):
        add_decision_maker(programme=here(programme), content=content)


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_an_edit_may_keep_its_own_name(regulator):
    edited = edit_decision_maker(
        maker=here(regulator),
        version=1,
        content=DecisionMakerContent("THE regulator", about="It inspects."),
    )

    assert (edited.name, edited.about) == ("THE regulator", "It inspects.")


@pytest.mark.usefixtures("at_work")
def test_an_older_version_is_refused(regulator):
    with pytest.raises(EditConflict):
        edit_decision_maker(maker=here(regulator), version=0, content=DecisionMakerContent("Mine"))


@pytest.mark.usefixtures("at_work")
def test_a_row_changed_behind_the_session_is_noticed(regulator):
    maker = here(regulator)
    db.session.execute(sa.text("UPDATE decision_maker SET version = 7"))

    with pytest.raises(EditConflict):
        edit_decision_maker(maker=maker, version=1, content=DecisionMakerContent("Mine"))


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_a_name_taken_at_the_same_moment_is_refused_in_words(
    make, programme, regulator, monkeypatch
):
    other = here(make.decision_maker("A board"))
    monkeypatch.setattr(commands, "fold", lambda _name: object())  # As if it were not there yet.

    with pytest.raises(DomainError, match=r"^Another decision-maker already has this name\."):
        add_decision_maker(programme=here(programme), content=DecisionMakerContent(regulator.name))
    with pytest.raises(DomainError, match=r"^Another decision-maker already has this name\."):
        edit_decision_maker(maker=other, version=1, content=DecisionMakerContent(regulator.name))


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"about": "x" * 1001},
        {"source_label": "x" * 301},
        {"source_url": "x" * 501},
        {"country": "FRA"},
        {"name": "The regulator"},
    ],
    ids=lambda given: next(iter(given)),
)
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_such_a_decision_maker(regulator, given):
    values = {"programme_id": regulator.programme_id, "reference": "D-2222", "name": "A board"}
    db.session.add(DecisionMaker(**(values | given)))

    with pytest.raises((IntegrityError, DataError)):
        db.session.flush()
