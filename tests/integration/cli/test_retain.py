"""What has had its time is deleted: settled obstacles that their programme keeps no longer."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from tests.factories import Factory
from tracker.audit.chain import faults_in_chain
from tracker.cli import main
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    AuditEvent,
    Digest,
    Hindrance,
    Invitation,
    LimitCount,
    Obstacle,
    ObstacleWord,
    Programme,
    StatusChange,
    StoredSession,
    Trial,
    Workaround,
    WorkaroundLink,
    obstacle_category,
)
from tracker.models.moment import months_before, now
from tracker.models.vocabulary import Outcome, Rhythm, Status, Visibility
from tracker.obstacles.commands import log_obstacle
from tracker.obstacles.content import ObstacleInput
from tracker.withdrawals.commands import (
    withdraw_obstacle,
    withdraw_trial,
    withdraw_workaround,
)
from tracker.workarounds.commands import (
    TrialInput,
    WorkaroundInput,
    log_workaround,
    record_trial,
)

Rows = Callable[[sa.Select[Any]], list[Any]]
CANARY = "Quillfeatherish"
LONG_AGO = now() - timedelta(days=400)


@pytest.fixture
def retain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `tracker retain` on the test's database; return what it printed."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["retain", *words])
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    return run


@pytest.fixture
def settled(app: Flask, make: Factory) -> Callable[..., Obstacle]:
    """Make an obstacle that was resolved, and last changed, long ago, in a year's programme."""
    make.programme(name="Care", retention_months=12)

    def settle(title: str = f"{CANARY} stood in the way", **given: Any) -> Obstacle:
        changed = given.pop("told_at", LONG_AGO)
        values = {"status": Status.RESOLVED, "changed_at": LONG_AGO} | given
        obstacle = make.obstacle(title, **values)
        with app.app_context(), write_transactions():
            told = sa.update(StatusChange).where(StatusChange.obstacle_id == obstacle.id)
            db.session.execute(told.values(changed_at=changed))
            db.session.commit()
        return obstacle

    return settle


def test_an_obstacle_that_had_its_time_is_deleted(retain, settled, rows: Rows) -> None:
    obstacle = settled()

    printed = retain()

    assert "Care: 1 deleted, resolved or immovable, not changed since before" in printed
    assert obstacle.reference in printed
    for model in (Obstacle, ObstacleWord, StatusChange):
        assert rows(sa.select(model)) == []


def test_what_was_said_since_keeps_it(make: Factory, retain, settled, rows: Rows) -> None:
    make.comment(settled())

    retain()

    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"status": Status.OPEN}, id="open"),
        pytest.param({"status": Status.WORKED_ROUND}, id="worked round"),
        pytest.param({"changed_at": now() - timedelta(days=300)}, id="changed since"),
        pytest.param({"told_at": now() - timedelta(days=300)}, id="status changed since"),
        pytest.param({"is_draft": True}, id="draft"),
        pytest.param(
            {
                "status": Status.ACCEPTED_AS_IMMOVABLE,
                "look_again_on": date.today() + timedelta(days=2),
            },
            id="to be looked at again",
        ),
    ],
)
def test_what_is_not_over_stays(retain, settled, rows: Rows, given: dict[str, Any]) -> None:
    settled(**given)

    assert "Care: 0 deleted" in retain()

    assert len(rows(sa.select(Obstacle))) == 1


def test_what_is_immovable_goes_once_nobody_is_to_look_again(retain, settled, rows) -> None:
    settled(status=Status.ACCEPTED_AS_IMMOVABLE, look_again_on=date(2024, 1, 1))

    retain()

    assert rows(sa.select(Obstacle)) == []


def test_a_trial_since_keeps_it(retain, settled, make: Factory, rows: Rows) -> None:
    obstacle = settled()
    make.trial(make.workaround(against=[obstacle]), obstacle)

    retain()

    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.on_postgresql
def test_what_was_withdrawn_30_days_ago_is_deleted_with_all_that_hangs_on_it(
    retain, make: Factory, rows: Rows
) -> None:
    long = {"withdrawn_at": now() - timedelta(days=30, minutes=1)}
    obstacle, kept = make.obstacle(CANARY, **long), make.obstacle("Still here")
    late = now() - timedelta(days=29)
    twice = make.obstacle("Twice", duplicate_of_id=obstacle.id, withdrawn_at=late)
    way = make.workaround("A way", against=[kept], **long)
    other_way = make.workaround("Another way", against=[kept], duplicate_of_id=way.id)
    trial = make.trial(other_way, kept, **long)
    current = make.trial(other_way, kept)
    make.trial(way, kept)
    make.comment(obstacle)

    would = retain("--dry-run")
    assert len(rows(sa.select(Obstacle))) == 3
    printed = retain()

    for line in (
        f"1 withdrawn obstacle deleted: {obstacle.reference}",
        f"1 withdrawn workaround deleted: {way.reference}",
        f"1 withdrawn trial deleted: {trial.reference}",
    ):
        assert line in printed
        assert line.replace("deleted", "would be deleted") in would
    assert set(rows(sa.select(Obstacle.reference))) == {kept.reference, twice.reference}
    assert set(rows(sa.select(Obstacle.duplicate_of_id))) == {None}
    assert rows(sa.select(Workaround.reference)) == [other_way.reference]
    assert rows(sa.select(Workaround.duplicate_of_id)) == [None]
    assert rows(sa.select(Trial.reference)) == [current.reference]
    assert rows(sa.select(WorkaroundLink.workaround_id)) == [other_way.id]
    assert "withdrawn" not in retain()


@pytest.mark.on_postgresql
def test_the_log_keeps_that_it_was_withdrawn_but_not_its_text(
    retain, app: Flask, make: Factory, rows: Rows
) -> None:
    programme, organisation = make.programme(), make.organisation()
    kept = make.obstacle()
    way, other_way = make.workaround(against=[kept]), make.workaround(against=[kept])
    with app.app_context(), write_transactions():
        content = ObstacleInput(title=CANARY, visibility=Visibility.PARTNERS)
        whose = {"organisation_id": organisation.id, "author_id": None}
        obstacle = log_obstacle(programme=programme, content=content, **whose)
        words = WorkaroundInput(title=CANARY, visibility=Visibility.PARTNERS)
        workaround = log_workaround(programme=programme, content=words, **whose)
        took = [
            record_trial(
                workaround=db.session.get(Workaround, one.id),
                obstacle=db.session.get(Obstacle, kept.id),
                author_id=None,
                content=TrialInput(Outcome.WORKED, what_it_took=text),
            )
            for one, text in ((way, CANARY), (way, "Nothing"), (other_way, "A week"))
        ]
        withdraw_obstacle(obstacle=obstacle)
        withdraw_workaround(workaround=workaround)
        withdraw_trial(trial=took[0])
        for model in (Obstacle, Workaround, Trial):
            past = sa.update(model).where(model.withdrawn_at.is_not(None))
            db.session.execute(past.values(withdrawn_at=LONG_AGO))
        db.session.commit()

    retain()

    acts = rows(sa.select(AuditEvent.act))
    told = str(rows(sa.select(AuditEvent.payload)))
    assert {"obstacle:withdraw", "workaround:withdraw", "trial:withdraw"} <= set(acts)
    assert {"obstacle:delete", "workaround:delete", "trial:delete"} <= set(acts)
    assert CANARY not in told
    assert "Nothing" in told
    assert "A week" in told
    with app.app_context(), db.engine.connect() as connection:
        assert list(faults_in_chain(connection)) == []


def test_without_a_setting_everything_stays(retain, settled, make: Factory, rows: Rows) -> None:
    keeps_all = make.programme(name="For ever")
    settled(programme=keeps_all, organisation=make.organisation(programme=keeps_all))

    assert "For ever" not in retain()

    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.on_postgresql
def test_all_that_hangs_on_it_goes_and_a_workaround_stays(
    retain, settled, make: Factory, rows: Rows
) -> None:
    obstacle = settled(categories=[make.category()])
    other = make.obstacle("Still here")
    way = make.workaround("A way that worked", against=[obstacle, other])
    make.trial(way, obstacle, recorded_at=LONG_AGO)
    make.hindrance(obstacle, other)
    make.hindrance(other, obstacle)

    retain()

    assert rows(sa.select(Obstacle.title)) == ["Still here"]
    assert rows(sa.select(Workaround.title)) == ["A way that worked"]
    assert rows(sa.select(WorkaroundLink.obstacle_id)) == [other.id]
    for gone in (Trial, Hindrance, obstacle_category):
        assert rows(sa.select(gone)) == []


def test_the_log_keeps_that_it_was_and_none_of_its_words(
    app: Flask, retain, settled, rows: Rows
) -> None:
    obstacle = settled()
    of_it = (AuditEvent.thing_kind == "obstacle", AuditEvent.thing_id == obstacle.id)
    before = rows(sa.select(AuditEvent.id).where(*of_it))
    assert CANARY in str(rows(sa.select(AuditEvent.payload)))

    retain()

    assert set(before) < set(rows(sa.select(AuditEvent.id).where(*of_it)))
    assert "obstacle:delete" in rows(sa.select(AuditEvent.act).where(*of_it))
    assert CANARY not in str(rows(sa.select(AuditEvent.payload)))
    with app.app_context(), db.engine.connect() as connection:
        assert list(faults_in_chain(connection)) == []


def test_no_freed_page_holds_its_words(app: Flask, retain, settled) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("what PostgreSQL frees, its vacuum takes")
        file = Path(db.engine.url.database or "")
    for number in range(30):
        settled(f"{CANARY} {number}", details=f"{CANARY.lower()} " * 200)
    assert CANARY.encode() in file.read_bytes() + journal_of(file)

    retain()

    held = (file.read_bytes() + journal_of(file)).lower()
    assert CANARY.lower().encode() not in held


def journal_of(file: Path) -> bytes:
    with suppress(FileNotFoundError):
        return file.with_name(file.name + "-wal").read_bytes()
    return b""


def test_pages_are_asked_for_anew(retain, settled, rows: Rows) -> None:
    settled()
    before = rows(sa.select(Programme.revision))

    retain()

    assert rows(sa.select(Programme.revision)) > before


def test_a_dry_run_says_what_it_would_do(retain, settled, rows: Rows) -> None:
    obstacle = settled()

    printed = retain("--dry-run")

    assert "1 would be deleted" in printed
    assert obstacle.reference in printed
    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.parametrize(
    ("months", "day"),
    [
        pytest.param(1, datetime(2026, 2, 28, tzinfo=UTC), id="a shorter month"),
        pytest.param(3, datetime(2025, 12, 31, tzinfo=UTC), id="into last year"),
        pytest.param(25, datetime(2024, 2, 29, tzinfo=UTC), id="a leap year"),
    ],
)
def test_months_are_counted_as_people_count(months: int, day: datetime) -> None:
    assert months_before(datetime(2026, 3, 31, tzinfo=UTC), months) == day


@pytest.fixture
def unanswered(make: Factory) -> Callable[..., None]:
    """Make an invitation that ended so many days ago, to this address."""
    numbers = count()

    def invite(days: int, email: str = "ann@new.example", **given: Any) -> None:
        end = now() - timedelta(days=days)
        make.invitation(f"{next(numbers)}".ljust(43, "x"), email=email, expires_at=end, **given)

    return invite


@pytest.mark.on_postgresql
def test_invitations_that_nobody_accepted_go_in_their_time(
    retain, unanswered, make: Factory, rows: Rows
) -> None:
    make.person(email="known@new.example")
    unanswered(91)
    unanswered(91, email="known@new.example")
    unanswered(91, email="withdrawn@new.example", withdrawn_at=now())
    unanswered(91, email="accepted@new.example", accepted_at=now())
    unanswered(89, email="later@new.example")

    said = retain()

    assert "3 invitations that nobody accepted deleted." in said
    kept = ["accepted@new.example", "later@new.example"]
    assert rows(sa.select(Invitation.email).order_by(Invitation.email)) == kept


def test_a_dry_run_deletes_no_invitation(retain, unanswered, rows: Rows) -> None:
    unanswered(91)

    assert "1 invitation that nobody accepted would be deleted." in retain("--dry-run")
    assert len(rows(sa.select(Invitation))) == 1


def test_the_log_keeps_that_an_invitation_was_and_not_its_words(
    app: Flask, retain, unanswered, rows: Rows
) -> None:
    unanswered(91)

    retain()

    events = rows(sa.select(AuditEvent).where(AuditEvent.thing_kind == "invitation"))
    sent, gone = sorted(events, key=lambda event: event.id)
    assert (sent.act, sent.payload) == ("invitation:send", None)
    assert (gone.act, "ann@new.example" in str(gone.payload)) == ("invitation:delete", False)
    with app.app_context(), db.engine.connect() as connection:
        assert list(faults_in_chain(connection)) == []


@pytest.fixture
def run_out(app: Flask, make: Factory) -> tuple[list[Any], list[Any]]:
    """Of each kind of row that runs out by itself, one that has and one that has not."""
    ann, bob = make.person(digest=Rhythm.NEVER), make.person()
    moment, day = now(), timedelta(days=1)
    gone, kept = [], []
    for person, name, then in ((ann, "gone", moment - 91 * day), (bob, "kept", moment - day / 4)):
        rows = gone if name == "gone" else kept
        ends = moment + day if name == "kept" else then
        rows += [
            AddressChange(
                person_id=person.id, token_hash=name, email=f"{name}@new.example", expires_at=ends
            ),
            StoredSession(
                key_hash=name, person_id=person.id, data="", started_at=then, seen_at=then
            ),
            LimitCount(key=name, count=1, expires_at=ends),
            Digest(person_id=person.id, told_until=then, stop_hash=name),
        ]
    with app.app_context(), write_transactions():
        db.session.add_all([*gone, *kept])
        db.session.commit()
    return gone, kept


NAMES = (AddressChange.token_hash, StoredSession.key_hash, LimitCount.key, Digest.stop_hash)
RUN_OUT = (
    "1 change of email address that nobody confirmed",
    "1 expired session",
    "1 expired rate limit count",
    "1 old digest",
)


@pytest.mark.usefixtures("run_out")
def test_what_has_run_out_goes_though_nobody_signs_in(retain, rows: Rows) -> None:
    events = len(rows(sa.select(AuditEvent.id)))

    said = retain()

    for name in NAMES:
        assert rows(sa.select(name)) == ["kept"]
    for sentence in RUN_OUT:
        assert f"{sentence} deleted." in said
    assert len(rows(sa.select(AuditEvent.id))) == events
    assert "deleted." not in retain()


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("run_out")
def test_a_dry_run_counts_what_has_run_out(retain, rows: Rows) -> None:
    said = retain("--dry-run")

    for name in NAMES:
        assert sorted(rows(sa.select(name))) == ["gone", "kept"]
    for sentence in RUN_OUT:
        assert f"{sentence} would be deleted." in said


@pytest.mark.parametrize(
    ("rhythm", "days", "kept"),
    [
        pytest.param(Rhythm.WEEKLY, [200, 100], [100], id="the next one begins after the last"),
        pytest.param(Rhythm.NEVER, [200, 100], [], id="no next one comes"),
        pytest.param(Rhythm.NEVER, [200, 80], [80], id="its link stops them still"),
    ],
)
def test_the_last_digest_stays_with_whoever_has_them(
    app: Flask, retain, make: Factory, rows: Rows, rhythm, days, kept
) -> None:
    person, other = make.person(digest=rhythm), make.person(digest=Rhythm.WEEKLY)
    with app.app_context(), write_transactions():
        for whose, day in [*((person, day) for day in days), (other, 5)]:
            told_until = now() - timedelta(days=day)
            digest = Digest(
                person_id=whose.id, told_until=told_until, stop_hash=f"{whose.id}-{day}"
            )
            db.session.add(digest)
        db.session.commit()

    retain()

    expected = {f"{person.id}-{day}" for day in kept} | {f"{other.id}-5"}
    assert set(rows(sa.select(Digest.stop_hash))) == expected


def test_an_address_that_nobody_confirmed_is_in_no_freed_page(
    app: Flask, retain, make: Factory
) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("what PostgreSQL frees, its vacuum takes")
        file = Path(db.engine.url.database or "")
    person, address = make.person(), f"{CANARY.lower()}@new.example"
    with app.app_context(), write_transactions():
        change = AddressChange(person_id=person.id, token_hash="t", email=address)
        change.expires_at = now() - timedelta(minutes=1)
        db.session.add(change)
        db.session.commit()
    assert address.encode() in file.read_bytes() + journal_of(file)

    retain()

    assert address.encode() not in file.read_bytes() + journal_of(file)
