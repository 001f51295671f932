"""Who is asked whether something is still so, about what, and how often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import (
    Comment,
    Membership,
    Obstacle,
    Participation,
    Person,
    Programme,
    Reminder,
    StatusChange,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Status
from tracker.notifications.commands_reminders import confirm_obstacle, create_reminders

NOW = now()
LONG_AGO = NOW - timedelta(days=400)
LATELY = NOW - timedelta(days=30)
Ask = Callable[..., list[Reminder]]


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Ask as a nightly run does, some days from now; return what was asked."""

    def run(days: int = 0) -> list[Reminder]:
        with app.app_context(), write_transactions():
            asked = create_reminders(moment=NOW + timedelta(days=days))
            db.session.commit()
            return [db.session.get(Reminder, one.id) for one in asked]

    return run


@pytest.fixture
def log(make: Factory, nurse: Person) -> Callable[..., Obstacle]:
    """Log an obstacle of the nurse's that nobody has touched for long."""

    def log_one(title: str = "Sign-off waits", **given: Any) -> Obstacle:
        values = {"author": nurse, "changed_at": LONG_AGO, "logged_at": LONG_AGO} | given
        told_at = values.pop("told_at", LONG_AGO)
        obstacle = make.obstacle(title, **values)
        backdate(make._app, obstacle, told_at)
        return obstacle

    return log_one


def backdate(app: Flask, obstacle: Obstacle, moment: datetime) -> None:
    with app.app_context(), write_transactions():
        told = sa.update(StatusChange).where(StatusChange.obstacle_id == obstacle.id)
        db.session.execute(told.values(changed_at=moment))
        db.session.commit()


def test_who_logged_it_is_asked_once_it_was_long_untouched(ask: Ask, log, nurse) -> None:
    obstacle = log()

    [reminder] = ask()

    assert (reminder.person_id, reminder.obstacle_id) == (nurse.id, obstacle.id)


@pytest.mark.on_postgresql
@pytest.mark.parametrize("status", [Status.OPEN, Status.BEING_WORKED_ON])
def test_what_is_in_the_way_is_asked_about(ask: Ask, log, status) -> None:
    log(status=status)

    assert len(ask()) == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"status": Status.RESOLVED}, id="resolved"),
        pytest.param({"status": Status.WORKED_ROUND}, id="worked round"),
        pytest.param(
            {"status": Status.ACCEPTED_AS_IMMOVABLE, "look_again_on": NOW.date()},
            id="immovable, which has a day of its own",
        ),
        pytest.param({"is_draft": True}, id="a draft"),
        pytest.param({"author": None}, id="nobody's"),
        pytest.param({"changed_at": LATELY}, id="changed since"),
        pytest.param({"confirmed_at": LATELY}, id="confirmed since"),
        pytest.param({"told_at": LATELY}, id="its status told since"),
    ],
)
def test_what_needs_no_question_gets_none(ask: Ask, log, given) -> None:
    log(**given)

    assert ask() == []


def test_a_confirmation_of_long_ago_does_not_count(ask: Ask, log) -> None:
    log(confirmed_at=LONG_AGO + timedelta(days=1))

    assert len(ask()) == 1


def test_a_trial_since_is_a_touch(ask: Ask, log, make) -> None:
    obstacle = log()
    make.trial(make.workaround(against=[obstacle]), obstacle)

    assert ask() == []


def test_who_looks_after_it_is_asked_in_place_of_who_logged_it(ask: Ask, log, make) -> None:
    colleague = make.contributor()
    log(owner_id=colleague.id)

    assert [one.person_id for one in ask()] == [colleague.id]


def test_a_word_said_to_it_is_a_touch(ask: Ask, log, make, medway) -> None:
    obstacle = log()
    make._save(
        Comment(
            reference="C-TEST",
            programme_id=obstacle.programme_id,
            obstacle_id=obstacle.id,
            organisation_id=medway.id,
            text="Is it still there?",
        )
    )

    assert ask() == []


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(sa.update(Membership).values(ended_at=NOW), id="left the organisation"),
        pytest.param(sa.update(Participation).values(left_on=NOW.date()), id="the place left"),
        pytest.param(sa.update(Participation).values(kind=Kind.OBSERVER), id="it only watches"),
        pytest.param(sa.update(Person).values(active=False), id="may not sign in"),
        pytest.param(sa.update(Person).values(erased_at=NOW), id="erased"),
        pytest.param(sa.update(Programme).values(reminder_months=0), id="never"),
        pytest.param(sa.update(Programme).values(reminder_months=24), id="not yet"),
    ],
)
def test_where_nobody_is_to_be_asked_nobody_is(ask: Ask, log, app: Flask, statement) -> None:
    log()
    with app.app_context(), write_transactions():
        db.session.execute(statement)
        db.session.commit()

    assert ask() == []


def test_a_member_of_another_place_alone_is_not_asked(ask: Ask, log, make, medway) -> None:
    log(author=make.contributor(medway))

    assert ask() == []


def test_three_a_week_and_the_longest_untouched_first(ask: Ask, log) -> None:
    logged = [log(changed_at=LONG_AGO + timedelta(days=days)) for days in (4, 0, 3, 1, 2)]
    longest_first = [logged[place].id for place in (1, 3, 4, 2, 0)]

    weeks = [[one.obstacle_id for one in ask(days)] for days in (0, 1, 6, 7)]

    assert weeks == [longest_first[:3], [], [], longest_first[3:]]


@pytest.mark.on_postgresql
def test_what_was_changed_unseen_by_others_counts_as_touched(ask: Ask, log) -> None:
    asked_again = {"confirmed_at": LONG_AGO + timedelta(days=2)}
    edited, untouched = log(**asked_again), log(changed_at=LONG_AGO + timedelta(days=1))

    assert [one.obstacle_id for one in ask()] == [untouched.id, edited.id]


def test_a_programme_says_how_many(ask: Ask, log, app: Flask) -> None:
    for _number in range(3):
        log()
    with app.app_context(), write_transactions():
        db.session.execute(sa.update(Programme).values(reminders_a_week=1))
        db.session.commit()

    assert [len(ask(days)) for days in (0, 6, 7, 14)] == [1, 0, 1, 1]


def test_a_person_of_two_programmes_is_asked_no_more(ask: Ask, log, make, kent) -> None:
    elsewhere = make.programme("elsewhere")
    make.participation(kent, elsewhere)
    for programme in [None, elsewhere] * 2:
        log(**({"programme": programme} if programme else {}))

    assert len(ask()) == 3


def test_each_person_has_a_week_of_their_own(ask: Ask, log, make) -> None:
    others = make.contributor()
    for _number in range(4):
        log()
        log(author=others)

    assert len(ask()) == 6


def test_nobody_is_asked_again_within_the_months(ask: Ask, log) -> None:
    log()

    assert [len(ask(days)) for days in (0, 60, 170, 190)] == [1, 0, 0, 1]


@pytest.mark.parametrize("runs", [4])
def test_runs_at_the_same_time_ask_no_more_than_one(app: Flask, log, rows, runs: int) -> None:
    for _number in range(8):
        log()
    start = Barrier(runs)

    def run(_number: int) -> int:
        with app.app_context(), write_transactions():
            start.wait(timeout=20)
            asked = len(create_reminders(moment=now()))
            db.session.commit()
            return asked

    with ThreadPoolExecutor(runs) as pool:
        asked = list(pool.map(run, range(runs)))

    assert sum(asked) == 3
    assert len(rows(sa.select(Reminder))) == 3


def test_asking_raises_the_revision_so_that_first_pages_tell_it(ask: Ask, log, rows) -> None:
    log()
    [before] = rows(sa.select(Programme.revision))

    ask()

    assert rows(sa.select(Programme.revision)) == [before + 1]


def test_a_draft_cannot_be_still_so(app: Flask, log) -> None:
    draft = log(is_draft=True)

    with app.app_context(), pytest.raises(DomainError, match="no longer in the way"):
        confirm_obstacle(obstacle=db.session.get(Obstacle, draft.id))


def test_what_is_withdrawn_is_not_asked_about(ask, log):
    log("Logged by mistake", withdrawn_at=NOW)
    current = log()

    assert [reminder.obstacle_id for reminder in ask()] == [current.id]
