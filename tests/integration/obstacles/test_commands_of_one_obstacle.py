"""The commands without a browser, as the seeding of the demo calls them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tracker.auth.widening import Readers, readers_of
from tracker.database import write_transactions
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import Obstacle, StatusChange
from tracker.models.obstacle import REASON_LENGTH
from tracker.models.vocabulary import Status, Visibility
from tracker.obstacles.commands import (
    edit_obstacle,
    log_obstacle,
    narrow_obstacle,
    publish_draft,
)
from tracker.obstacles.commands_status import NewStatus, change_status
from tracker.obstacles.content import ObstacleInput, ObstacleSource

LONG_AGO = datetime(2018, 3, 21, tzinfo=UTC)


@pytest.fixture
def writing(app: Flask) -> Iterator[None]:
    with app.app_context(), write_transactions():
        yield
        db.session.rollback()


@pytest.fixture
def log(programme, kent, writing):
    """Log an obstacle of Kent: `log(title="...")`."""
    assert writing is None

    def logged(**told: object) -> Obstacle:
        plain = {"title": "No mandate", "visibility": Visibility.PUBLIC}
        return log_obstacle(
            programme=programme,
            organisation_id=kent.id,
            author_id=None,
            content=ObstacleInput(**(plain | told)),
        )

    return logged


def test_a_source_is_kept_with_the_moment_it_tells_of(log):
    source = ObstacleSource(
        "Final report", "https://example.org", "The level is our reading.", LONG_AGO
    )

    obstacle = log(source=source)

    assert (obstacle.source_label, obstacle.source_url) == ("Final report", "https://example.org")
    assert obstacle.grouping_note == "The level is our reading."
    assert obstacle.logged_at == obstacle.changed_at == LONG_AGO
    assert [change.changed_at for change in obstacle.status_changes] == [LONG_AGO]


def test_nothing_is_committed(log):
    log()

    db.session.rollback()

    assert db.session.scalar(sa.select(sa.func.count(Obstacle.id))) == 0


def test_what_passes_a_limit_is_refused(log):
    with pytest.raises(DomainError):
        log(title="x" * 201)


def test_a_retired_category_is_refused(make, log):
    retired = make.category(retired_at=LONG_AGO)

    with pytest.raises(DomainError, match="Choose categories from the list"):
        log(category_ids=frozenset({retired.id}))


def test_a_code_that_is_taken_is_drawn_again(monkeypatch, make, kent, log):
    make.obstacle(organisation=kent, reference="TICC-2222")
    dice = iter("22223333")
    monkeypatch.setattr("secrets.choice", lambda _letters: next(dice))

    assert log().reference == "TICC-3333"


def test_after_five_taken_codes_a_longer_one_is_drawn(monkeypatch, make, kent, log):
    make.obstacle(organisation=kent, reference="TICC-2222")
    monkeypatch.setattr("secrets.choice", lambda _letters: "2")

    assert log().reference == "TICC-22222"


def test_a_body_outside_the_programme_cannot_be_given_an_obstacle(make, programme, log):
    stranger = make.organisation(programme=make.programme("other"))

    with pytest.raises(sa.exc.IntegrityError):
        log_obstacle(
            programme=programme,
            organisation_id=stranger.id,
            author_id=None,
            content=ObstacleInput(title="No mandate", visibility=Visibility.PUBLIC),
        )
    assert log


def test_a_status_can_be_as_old_as_its_source(log):
    obstacle = log()

    change_status(
        obstacle=obstacle,
        person_id=None,
        to=NewStatus(Status.WORKED_ROUND, "As the report tells", changed_at=LONG_AGO),
    )

    kept = db.session.scalars(sa.select(StatusChange).order_by(StatusChange.id)).all()[-1]
    assert (kept.changed_at, kept.reason) == (LONG_AGO, "As the report tells")
    assert obstacle.status is Status.WORKED_ROUND


def test_a_draft_has_no_status_to_change(programme, kent, writing):
    draft = log_obstacle(
        programme=programme,
        organisation_id=kent.id,
        author_id=None,
        content=ObstacleInput(title="No mandate", visibility=Visibility.PUBLIC),
        is_draft=True,
    )

    with pytest.raises(DomainError, match="Log the draft first"):
        change_status(obstacle=draft, person_id=None, to=NewStatus(Status.RESOLVED))
    assert writing is None


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (NewStatus(Status.RESOLVED, "x" * (REASON_LENGTH + 1)), "1000 characters"),
        (NewStatus(Status.OPEN), "already has this status"),
        (NewStatus(Status.ACCEPTED_AS_IMMOVABLE, " "), "Enter why"),
        (NewStatus(Status.ACCEPTED_AS_IMMOVABLE, "It is the law"), "Enter a review date"),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(log, to, said):
    obstacle = log()

    with pytest.raises(DomainError, match=said):
        change_status(obstacle=obstacle, person_id=None, to=to)


def test_who_writes_while_another_saves_is_told_so(log):
    obstacle = log()
    db.session.execute(sa.text("UPDATE obstacle SET version = version + 1"))

    with pytest.raises(EditConflict, match="Another transaction saved it first"):
        edit_obstacle(
            obstacle=obstacle,
            version=obstacle.version,
            content=ObstacleInput(title="A mandate", visibility=Visibility.PUBLIC),
        )


@pytest.mark.on_postgresql
def test_an_edit_that_gives_a_budget_takes_its_currency_along(log):
    obstacle = log()
    told = ObstacleInput(
        title="Sign-off sits too high",
        visibility=Visibility.PARTNERS,
        budget_a_year=9200,
        budget_currency="GBP",
    )

    edit_obstacle(obstacle=obstacle, version=obstacle.version, content=told)

    assert (obstacle.budget_a_year, obstacle.budget_currency) == (9200, "GBP")


def test_what_is_logged_already_cannot_be_logged_again(log):
    obstacle = log()

    with pytest.raises(DomainError, match="already logged"):
        publish_draft(obstacle=obstacle)


def test_narrowing_to_the_same_readers_changes_nothing(log):
    obstacle = log()
    before = obstacle.version, obstacle.changed_at

    narrow_obstacle(obstacle=obstacle, readers=readers_of(obstacle))

    assert (obstacle.version, obstacle.changed_at) == before


def test_narrowing_never_lets_more_people_see_it(log):
    obstacle = log(visibility=Visibility.PARTNERS)

    with pytest.raises(DomainError, match="More people would see it"):
        narrow_obstacle(obstacle=obstacle, readers=Readers(Visibility.PUBLIC, is_named=True))

    assert obstacle.visibility is Visibility.PARTNERS
