"""What the commands refuse, and what the database refuses where no command stands before it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from tracker.barriers.commands import BarrierInput, add_barrier, edit_barrier
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import Barrier, Category, DecisionMaker, Obstacle, Programme
from tracker.models.vocabulary import Level


def here(thing):
    """Return the row in this test's own transaction."""
    return db.session.get_one(type(thing), thing.id)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BarrierInput(""), "Enter what the obstacles have in common"),
        (BarrierInput("x" * 201), "“Barrier” is 1 character too long. Shorten the text"),
        (
            BarrierInput("Sign-off", "x" * 2002),
            "“Description” is 2 characters too long. Shorten the text",
        ),
    ],
)
@pytest.mark.usefixtures("at_work")
def test_words_beyond_the_limits_are_refused(programme, content, sentence):
    with pytest.raises(DomainError, match=sentence):
        add_barrier(programme=here(programme), content=content)


@pytest.mark.parametrize("part", ["category", "decision_maker"])
@pytest.mark.usefixtures("at_work")
def test_parts_of_another_programme_are_refused(make, programme, elsewhere, part):
    foreign = here(getattr(make, part)(programme=elsewhere))
    barrier = add_barrier(programme=here(programme), content=BarrierInput("Sign-off"))

    with pytest.raises(DomainError, match="Choose from the list"):
        add_barrier(programme=here(programme), content=BarrierInput("Sign-off", **{part: foreign}))
    with pytest.raises(DomainError, match="Choose from the list"):
        edit_barrier(
            barrier=barrier, version=1, content=BarrierInput("Sign-off", **{part: foreign})
        )


@pytest.mark.usefixtures("at_work")
def test_an_older_version_is_refused(make, programme):
    barrier = here(make.barrier(programme=programme))

    with pytest.raises(EditConflict):
        edit_barrier(barrier=barrier, version=0, content=BarrierInput("Mine"))


@pytest.mark.usefixtures("at_work")
def test_a_row_changed_behind_the_session_is_noticed(make, programme):
    barrier = here(make.barrier(programme=programme))
    db.session.execute(sa.text("UPDATE barrier SET version = 7"))

    with pytest.raises(EditConflict):
        edit_barrier(barrier=barrier, version=1, content=BarrierInput("Mine"))


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_each_change_raises_the_revision(programme):
    revision = sa.select(Programme.revision).where(Programme.id == programme.id)
    first = db.session.scalar(revision)

    barrier = add_barrier(programme=here(programme), content=BarrierInput("Sign-off"))
    second = db.session.scalar(revision)
    edit_barrier(barrier=barrier, version=1, content=BarrierInput("Sign-off", level=Level.TEAM))

    assert first < second < db.session.scalar(revision)


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"title": "x" * 201}, {"explanation": "x" * 2001}]
)
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_such_a_barrier(programme, given):
    values = {"programme_id": programme.id, "reference": "B-2222", "title": "Sign-off"}
    db.session.add(Barrier(**(values | given)))

    with pytest.raises((IntegrityError, DataError)):
        db.session.flush()


@pytest.mark.parametrize(
    ("part", "column"), [(Category, "category_id"), (DecisionMaker, "decision_maker_id")]
)
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_parts_of_another_programme(make, programme, elsewhere, part, column):
    maker = make.category if part is Category else make.decision_maker
    foreign = maker(programme=elsewhere)
    setattr(here(make.barrier(programme=programme)), column, foreign.id)

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_an_obstacle_under_another_programmes_barrier(make, kent, elsewhere):
    barrier = make.barrier(programme=elsewhere)
    obstacle = make.obstacle(organisation=kent)
    db.session.get_one(Obstacle, obstacle.id).barrier_id = barrier.id

    with pytest.raises(IntegrityError):
        db.session.flush()
