"""What the commands refuse, and what the database refuses where no command stands before it."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import Obstacle, Programme, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Outcome, Visibility
from tracker.workarounds.commands import (
    TrialInput,
    WorkaroundInput,
    WorkaroundSource,
    edit_trial,
    edit_workaround,
    link_workaround,
    log_workaround,
    record_trial,
    unlink_workaround,
)

CONTENT = WorkaroundInput("Ask the board", Visibility.PARTNERS)


@pytest.fixture
def pair(make, kent):
    """A workaround beside an obstacle, both of Kent."""
    obstacle = make.obstacle(organisation=kent)
    return make.workaround(organisation=kent, against=[obstacle]), obstacle


def here(thing):
    """Return the row in this test's own transaction."""
    return db.session.get_one(type(thing), thing.id)


@pytest.mark.usefixtures("at_work")
def test_a_published_workaround_keeps_its_source_and_its_day(programme, kent):
    told = WorkaroundSource("TICC report", "https://example.org/", datetime(2019, 5, 1, tzinfo=UTC))

    workaround = log_workaround(
        programme=here(programme),
        organisation_id=kent.id,
        author_id=None,
        content=CONTENT,
        source=told,
    )

    assert (workaround.source_label, workaround.source_url) == (told.label, told.url)
    assert workaround.logged_at == workaround.changed_at == told.logged_at
    assert workaround.reference.startswith("W-")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (WorkaroundInput(" ", Visibility.PARTNERS), "Enter what gets round the obstacle"),
        (
            WorkaroundInput("x" * 201, Visibility.PARTNERS),
            "“What gets round it\\?” is 1 character too long. Shorten the text",
        ),
        (
            WorkaroundInput("x", Visibility.PARTNERS, "y" * 5001),
            "“How is it done\\?” is 1 character too long. Shorten the text",
        ),
    ],
)
@pytest.mark.usefixtures("at_work")
def test_words_beyond_the_limits_are_refused(programme, kent, content, sentence):
    with pytest.raises(DomainError, match=sentence):
        log_workaround(
            programme=here(programme), organisation_id=kent.id, author_id=None, content=content
        )


@pytest.mark.parametrize(
    "source",
    [
        WorkaroundSource("Report", "javascript:alert(1)"),
        WorkaroundSource("x" * 301),
        WorkaroundSource("", "https://" + "x" * 500),
    ],
)
@pytest.mark.usefixtures("at_work")
def test_a_source_that_cannot_be_shown_is_refused(programme, kent, source):
    with pytest.raises(DomainError):
        log_workaround(
            programme=here(programme),
            organisation_id=kent.id,
            author_id=None,
            content=CONTENT,
            source=source,
        )


@pytest.mark.usefixtures("at_work")
def test_an_obstacle_of_another_programme_is_refused(make, pair, kent, elsewhere):
    abroad = make.obstacle(organisation=kent, programme=elsewhere)

    with pytest.raises(DomainError, match="another programme"):
        link_workaround(workaround=here(pair[0]), obstacle=here(abroad))


@pytest.mark.usefixtures("at_work")
def test_a_draft_is_refused(make, pair, kent):
    draft = make.obstacle(organisation=kent, is_draft=True)

    with pytest.raises(DomainError, match="Log the draft before you link a workaround"):
        link_workaround(workaround=here(pair[0]), obstacle=here(draft))


@pytest.mark.usefixtures("at_work")
def test_linking_twice_gives_the_same_link(pair):
    workaround, obstacle = map(here, pair)

    first = link_workaround(workaround=workaround, obstacle=obstacle)

    assert link_workaround(workaround=workaround, obstacle=obstacle) is first


@pytest.mark.usefixtures("at_work")
def test_what_was_tried_stays(make, pair):
    make.trial(*pair)

    with pytest.raises(DomainError, match="you cannot remove the link"):
        unlink_workaround(workaround=here(pair[0]), obstacle=here(pair[1]))


@pytest.mark.usefixtures("at_work")
def test_a_trial_that_ends_before_it_starts_is_refused(pair):
    content = TrialInput(Outcome.WORKED, date(2020, 1, 2), date(2020, 1, 1))

    with pytest.raises(DomainError, match="End date must be the same as or after the start date"):
        record_trial(
            workaround=here(pair[0]), obstacle=here(pair[1]), author_id=None, content=content
        )


@pytest.mark.usefixtures("at_work")
def test_a_trial_may_end_on_the_day_it_starts(pair):
    content = TrialInput(Outcome.WORKED, date(2020, 1, 1), date(2020, 1, 1))

    trial = record_trial(
        workaround=here(pair[0]), obstacle=here(pair[1]), author_id=None, content=content
    )

    assert trial.reference.startswith("T-")


@pytest.mark.usefixtures("at_work")
def test_an_older_version_is_refused(make, pair):
    trial = make.trial(*pair)

    with pytest.raises(EditConflict):
        edit_workaround(workaround=here(pair[0]), version=0, content=CONTENT)
    with pytest.raises(EditConflict):
        edit_trial(trial=here(trial), version=0, content=TrialInput(Outcome.WORKED))


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_a_row_changed_behind_the_session_is_noticed(make, pair):
    trial = make.trial(*pair)
    workaround, tried = here(pair[0]), here(trial)
    db.session.execute(sa.text("UPDATE workaround SET version = 7"))
    db.session.execute(sa.text("UPDATE trial SET version = 7"))

    with db.session.begin_nested() as point, pytest.raises(EditConflict):
        edit_workaround(workaround=workaround, version=1, content=CONTENT)
    assert not point.is_active
    with pytest.raises(EditConflict):
        edit_trial(trial=tried, version=1, content=TrialInput(Outcome.PARTLY))


@pytest.mark.usefixtures("at_work")
def test_each_change_raises_the_revision(programme, pair):
    workaround, obstacle = map(here, pair)
    before = _revision(programme)

    record_trial(
        workaround=workaround, obstacle=obstacle, author_id=None, content=TrialInput(Outcome.WORKED)
    )

    assert _revision(programme) > before


def _revision(programme):
    return db.session.scalar(sa.select(Programme.revision).where(Programme.id == programme.id))


def trial_of(workaround, obstacle, **given):
    values = {"reference": "T-2222", "outcome": Outcome.WORKED} | given
    return Trial(
        programme_id=obstacle.programme_id,
        workaround_id=workaround.id,
        obstacle_id=obstacle.id,
        **values,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"started_on": date(2020, 1, 2), "ended_on": date(2020, 1, 1)},
        {"what_it_took": "x" * 2001},
    ],
    ids=["ends before it starts", "too long"],
)
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_such_a_trial(pair, given):
    db.session.add(trial_of(*pair, **given))

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_a_trial_where_the_workaround_does_not_stand(make, pair, kent):
    db.session.add(trial_of(pair[0], make.obstacle(organisation=kent)))

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_an_outcome_that_is_none(pair):
    db.session.add(trial_of(*pair, outcome="brilliant"))

    with pytest.raises((IntegrityError, StatementError)):
        db.session.flush()


@pytest.mark.parametrize("side", ["obstacle", "workaround"])
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_a_link_across_programmes(make, pair, kent, elsewhere, side):
    workaround, obstacle = pair
    abroad = make.obstacle(organisation=kent, programme=elsewhere)
    programme = abroad.programme_id if side == "obstacle" else obstacle.programme_id
    db.session.add(
        WorkaroundLink(workaround_id=workaround.id, obstacle_id=abroad.id, programme_id=programme)
    )

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"title": "x" * 201}, {"details": "x" * 5001}, {"organisation_id": 0}]
)
@pytest.mark.usefixtures("at_work")
def test_the_database_refuses_such_a_workaround(pair, given):
    values = {
        "programme_id": pair[0].programme_id,
        "organisation_id": pair[0].organisation_id,
        "reference": "W-2222",
        "title": "Ask the board",
        "visibility": Visibility.PARTNERS,
    }
    db.session.add(Workaround(**(values | given)))

    with pytest.raises((IntegrityError, sa.exc.DataError)):
        db.session.flush()


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_an_organisation_that_takes_no_part_owns_no_workaround(make, pair, elsewhere):
    stranger = make.organisation(programme=elsewhere)
    db.session.get_one(Workaround, pair[0].id).organisation_id = stranger.id

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.usefixtures("at_work")
def test_a_deleted_obstacle_takes_its_links_and_trials_along(make, pair):
    make.trial(*pair)

    db.session.execute(sa.delete(Obstacle).where(Obstacle.id == pair[1].id))

    assert db.session.scalars(sa.select(WorkaroundLink)).all() == []
    assert db.session.scalars(sa.select(Trial)).all() == []
