"""`tracker check`: check the integrity of the database and the attached files."""

from collections.abc import Iterator

import click
import sqlalchemy as sa

from tracker.account.erasures import NoErasuresFile, undone_erasures
from tracker.audit.chain import faults_in_chain
from tracker.cli.backup_attachments import attachment_faults
from tracker.cli.command_app import command_app
from tracker.cli.migrate import is_up_to_date
from tracker.extensions import db
from tracker.models import Obstacle, ObstacleWord, StatusChange
from tracker.obstacles.search_words import search_words_of
from tracker.text_index.commands_encode import outdated_texts


@click.command()
def check() -> None:
    """Check the integrity of the database. Exit with status 1 if there are errors."""
    app = command_app()
    is_intact = True
    with app.app_context():
        for fault in find_faults():
            is_intact = False
            click.echo(fault)
    if not is_intact:
        raise SystemExit(1)
    click.echo("No errors found.")


def find_faults() -> Iterator[str]:
    """Yield a message for each fault."""
    if not is_up_to_date():
        yield "The database schema is out of date: run `tracker migrate`."
        return
    yield from sqlite_faults()
    yield from _search_index_faults()
    yield from _history_faults()
    yield from outdated_embeddings()
    with db.engine.connect() as connection:
        yield from faults_in_chain(connection)
    yield from _erasure_faults()
    yield from attachment_faults()


def outdated_embeddings() -> list[str]:
    """Return a message if text embeddings are outdated, as after a change of encoder."""
    if number := sum(1 for _ in outdated_texts()):
        return [f"Outdated text embeddings: {number}. Run `tracker encode`."]
    return []


def _erasure_faults() -> list[str]:
    """Return a message for each undone erasure, as after a restore of an older backup."""
    try:
        undone = undone_erasures()
    except NoErasuresFile as error:
        return [str(error)]
    return [
        f"Person {person.id} was erased on {erasure.erased_at:%Y-%m-%d} and is in the database"
        " again: run `tracker erase-again`."
        for person, erasure in undone
    ]


def sqlite_faults() -> list[str]:
    """Return the faults that SQLite finds in its file, and rows with missing foreign keys."""
    if db.engine.dialect.name != "sqlite":
        return []
    results = db.session.execute(sa.text("PRAGMA integrity_check")).scalars().all()
    violations = db.session.execute(sa.text("PRAGMA foreign_key_check")).all()
    return [
        *(f"SQLite reports: {result}" for result in results if result != "ok"),
        *(
            f"A row of {violation[0]} refers to a missing row of {violation[2]}."
            for violation in violations
        ),
    ]


def _search_index_faults() -> list[str]:
    """Return a message for each obstacle whose indexed search words differ from its text."""
    indexed: dict[int, set[str]] = {}
    for obstacle_id, word in db.session.execute(
        sa.select(ObstacleWord.obstacle_id, ObstacleWord.word)
    ):
        indexed.setdefault(obstacle_id, set()).add(word)
    return [
        f"The search index of {obstacle.reference} is out of date."
        for obstacle in db.session.scalars(sa.select(Obstacle).order_by(Obstacle.id))
        if search_words_of(obstacle) != indexed.get(obstacle.id, set())
    ]


def _history_faults() -> list[str]:
    """Return a message for each obstacle whose status differs from the last in its history."""
    latest = (
        sa.select(StatusChange.status)
        .where(StatusChange.obstacle_id == Obstacle.id)
        .order_by(StatusChange.changed_at.desc(), StatusChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    differing = sa.select(Obstacle.reference).where(
        Obstacle.is_draft.is_(False), sa.func.coalesce(latest, "") != Obstacle.status
    )
    return [
        f"The history of {reference} does not end with its status."
        for reference in db.session.scalars(differing)
    ]
