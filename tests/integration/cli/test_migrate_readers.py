"""Words from before their readers were kept get those that they had: migration 0012."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.command import downgrade
from flask import Flask

from tests.factories import Factory
from tracker.audit.chain import EVENTS, faults_in_chain
from tracker.audit.notes import blank_changes
from tracker.cli.migrate import alembic_config, is_up_to_date, upgrade_database
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Comment, Obstacle
from tracker.models.vocabulary import Visibility

PARTNERS, FUNDERS, PUBLIC = Visibility.PARTNERS, Visibility.FUNDERS, Visibility.PUBLIC
ORGANISATION = Visibility.ORGANISATION

LetRead = Callable[..., None]


@pytest.fixture
def let_read(app: Flask) -> LetRead:
    """Let others read an obstacle now, as an edit does, which the audit tells of."""

    def let(obstacle: Obstacle, *steps: Visibility) -> None:
        for readers in steps:
            with app.app_context(), write_transactions():
                db.session.get_one(Obstacle, obstacle.id).visibility = readers
                db.session.commit()

    return let


@pytest.fixture
def forget_told(app: Flask) -> Callable[[Obstacle], None]:
    """Blank what the events of an obstacle tell, as erasing does."""

    def forget(obstacle: Obstacle) -> None:
        with app.app_context(), write_transactions():
            blank_changes(
                sa.and_(EVENTS.c.thing_kind == "obstacle", EVENTS.c.thing_id == obstacle.id)
            )
            db.session.commit()

    return forget


@pytest.fixture
def migrated(app: Flask) -> Callable[[], None]:
    """Take the database back to before, with its rows, and bring it up to date."""

    def there_and_back() -> None:
        with app.app_context():
            downgrade(alembic_config(), "0011")
            columns = {one["name"] for one in sa.inspect(db.engine).get_columns("comment")}
            assert "visibility" not in columns
            upgrade_database()
            assert is_up_to_date()
            db.engine.dispose()

    return there_and_back


@pytest.fixture
def readers(rows) -> Callable[[Any], Visibility]:
    """Return who may read a row now."""

    def found(thing: Any) -> Visibility:
        model: Any = type(thing)
        (visibility,) = rows(sa.select(model.visibility).where(model.id == thing.id))
        return visibility

    return found


@pytest.fixture
def quiet(make: Factory, medway, kent) -> Comment:
    """Medway's comment on another obstacle of Kent's, whose readers nobody changed."""
    beside = make.obstacle("Beside it", organisation=kent, visibility=FUNDERS)
    return make.comment(beside, organisation_id=medway.id)


@pytest.fixture
def obstacle(make: Factory, kent) -> Obstacle:
    """Kent's obstacle, which partners read at first."""
    return make.obstacle("Signed by managers", organisation=kent, visibility=PARTNERS)


def test_anothers_comment_stays_with_the_readers_of_its_time(
    make, medway, obstacle, quiet, let_read, migrated, readers
) -> None:
    first = make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, FUNDERS)
    second = make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, PUBLIC)
    third = make.comment(obstacle, organisation_id=medway.id)

    migrated()

    assert [readers(one) for one in (first, second, third)] == [PARTNERS, FUNDERS, PUBLIC]
    assert readers(quiet) == FUNDERS


def test_a_programme_leads_comment_stays_as_anothers_does(
    make, obstacle, quiet, let_read, migrated, readers
) -> None:
    leads = make.comment(obstacle, organisation_id=None)
    let_read(obstacle, PUBLIC)

    migrated()

    assert (readers(leads), readers(quiet)) == (PARTNERS, FUNDERS)


def test_of_the_owners_comment_more_read_with_the_obstacle(
    make, kent, obstacle, quiet, let_read, migrated, readers
) -> None:
    own = make.comment(obstacle, organisation_id=kent.id)
    let_read(obstacle, PUBLIC)

    migrated()

    assert (readers(own), readers(quiet)) == (PUBLIC, FUNDERS)


def test_where_the_log_no_longer_tells_partners_read_it(
    make, medway, obstacle, quiet, let_read, forget_told, migrated, readers
) -> None:
    let_read(obstacle, FUNDERS)
    comment = make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, PUBLIC)
    forget_told(obstacle)

    migrated()

    assert (readers(comment), readers(quiet)) == (PARTNERS, FUNDERS)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        pytest.param(FUNDERS, PARTNERS, id="still more than then"),
        pytest.param(PARTNERS, PARTNERS, id="as many as then"),
        pytest.param(ORGANISATION, ORGANISATION, id="fewer than then"),
    ],
)
def test_nobody_reads_a_comment_who_does_not_read_the_obstacle(
    make, medway, obstacle, quiet, let_read, migrated, readers, now, then
) -> None:
    comment = make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, PUBLIC, now)

    migrated()

    assert (readers(comment), readers(quiet)) == (then, FUNDERS)


def test_what_everybody_read_stays_as_wide_as_an_obstacle_that_was_narrowed_first(
    make, medway, obstacle, quiet, let_read, migrated, readers
) -> None:
    let_read(obstacle, PUBLIC)
    comment = make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, PARTNERS, FUNDERS)

    migrated()

    assert (readers(comment), readers(quiet)) == (FUNDERS, FUNDERS)


def test_a_file_of_an_unnamed_obstacle_is_its_organisations(
    make, kent, obstacle, migrated, readers
) -> None:
    unnamed = make.obstacle(organisation=kent, is_named=False, visibility=PUBLIC)
    hidden, shown = make.attachment(unnamed), make.attachment(obstacle)

    migrated()

    assert (readers(hidden), readers(shown)) == (ORGANISATION, PARTNERS)


def test_reasons_and_trials_are_read_with_their_obstacle(
    make, kent, obstacle, let_read, migrated, readers
) -> None:
    other = make.obstacle("Beside it", organisation=kent, visibility=FUNDERS)
    way = make.workaround(against=[obstacle, other])
    wide = [make.status_change(obstacle, reason="Agreed"), make.trial(way, obstacle)]
    less = [make.status_change(other, reason="Refused"), make.trial(way, other)]
    let_read(obstacle, PUBLIC)

    migrated()

    assert [readers(one) for one in wide] == [PUBLIC, PUBLIC]
    assert [readers(one) for one in less] == [FUNDERS, FUNDERS]


@pytest.mark.on_postgresql
def test_the_log_is_whole_afterwards(
    app, make, medway, obstacle, let_read, forget_told, migrated
) -> None:
    make.comment(obstacle, organisation_id=medway.id)
    let_read(obstacle, PUBLIC)
    forget_told(obstacle)

    migrated()

    let_read(obstacle, FUNDERS)
    with app.app_context(), db.engine.connect() as connection:
        assert list(faults_in_chain(connection)) == []
