"""Check that the database holds together, and say so in sentences."""

from collections.abc import Iterator

import click
import sqlalchemy as sa

from tracker.account.erasures import NoErasuresFile, undone_erasures
from tracker.app import create_app
from tracker.audit.chain import faults_in_chain
from tracker.cli.attached import faults_in_files
from tracker.cli.migrate import is_up_to_date
from tracker.extensions import db
from tracker.models import Obstacle, ObstacleWord, StatusChange
from tracker.obstacles.search_words import words_said_by
from tracker.text_index.commands_encode import outdated_texts


@click.command()
def check() -> None:
    """Check the integrity of the database. Exit with status 1 if there are errors."""
    app = create_app(SECRET_KEY="never used: nothing is signed here")  # noqa: S106  As it says.
    is_whole = True
    with app.app_context():
        for fault in find_faults():
            is_whole = False
            click.echo(fault)
    if not is_whole:
        raise SystemExit(1)
    click.echo("No errors found.")


def find_faults() -> Iterator[str]:
    """Yield a sentence for each thing that is wrong."""
    if not is_up_to_date():
        yield "The database schema is out of date: run `tracker migrate`."
        return
    yield from broken_file()
    yield from _unsearchable()
    yield from _untold()
    yield from not_encoded()
    with db.engine.connect() as connection:
        yield from faults_in_chain(connection)
    yield from _come_back()
    yield from faults_in_files()


def not_encoded() -> list[str]:
    """Say how many texts cannot be found by what they say, as after a change of encoder."""
    if number := sum(1 for _ in outdated_texts()):
        return [f"Outdated text embeddings: {number}. Run `tracker encode`."]
    return []


def _come_back() -> list[str]:
    """Find people whom the list calls erased, as after an older backup was restored."""
    try:
        undone = undone_erasures()
    except NoErasuresFile as error:
        return [str(error)]
    return [
        f"Person {person.id} was erased on {erasure.erased_at:%Y-%m-%d} and is in the database"
        " again: run `tracker erase-again`."
        for person, erasure in undone
    ]


def broken_file() -> list[str]:
    """Return what SQLite finds wrong with its file, and rows that point nowhere."""
    if db.engine.dialect.name != "sqlite":
        return []
    verdicts = db.session.execute(sa.text("PRAGMA integrity_check")).scalars().all()
    strays = db.session.execute(sa.text("PRAGMA foreign_key_check")).all()
    return [
        *(f"SQLite reports: {verdict}" for verdict in verdicts if verdict != "ok"),
        *(f"A row of {stray[0]} refers to a missing row of {stray[2]}." for stray in strays),
    ]


def _unsearchable() -> list[str]:
    """Find obstacles whose words for search are not the words of their text."""
    kept: dict[int, set[str]] = {}
    for obstacle_id, word in db.session.execute(
        sa.select(ObstacleWord.obstacle_id, ObstacleWord.word)
    ):
        kept.setdefault(obstacle_id, set()).add(word)
    return [
        f"The search index of {obstacle.reference} is out of date."
        for obstacle in db.session.scalars(sa.select(Obstacle).order_by(Obstacle.id))
        if words_said_by(obstacle) != kept.get(obstacle.id, set())
    ]


def _untold() -> list[str]:
    """Find obstacles whose status is not the one that their history ends with."""
    latest = (
        sa.select(StatusChange.status)
        .where(StatusChange.obstacle_id == Obstacle.id)
        .order_by(StatusChange.changed_at.desc(), StatusChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    odd = sa.select(Obstacle.reference).where(
        Obstacle.is_draft.is_(False), sa.func.coalesce(latest, "") != Obstacle.status
    )
    return [
        f"The history of {reference} does not end with its status."
        for reference in db.session.scalars(odd)
    ]
