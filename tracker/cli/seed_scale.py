"""`tracker seed-scale`: seed deterministic data of any size, for measurements.

Rows are inserted in bulk, not by commands, which would take an hour for 100,000 obstacles.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import click
import sqlalchemy as sa
from flask_security import hash_password

from tracker.cli.command_app import command_app
from tracker.cli.migrate import upgrade_database
from tracker.cli.scale_text import paragraph, sentence
from tracker.database import write_transactions
from tracker.extensions import Model, db
from tracker.models import (
    Assignment,
    Barrier,
    Category,
    Membership,
    Obstacle,
    ObstacleWord,
    Organisation,
    Participation,
    Person,
    Programme,
    StatusChange,
    Trial,
    Workaround,
    WorkaroundLink,
    obstacle_category,
)
from tracker.models.free_reference import ALPHABET
from tracker.models.vocabulary import (
    Kind,
    Level,
    OrganisationRole,
    Outcome,
    ProgrammeRole,
    Status,
    Visibility,
)
from tracker.obstacles.search_words import search_word_rows
from tracker.text_index.commands_encode import store_programme_vectors

FIRST_DAY = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
BATCH = 1000
CATEGORIES = 24


@click.command()
@click.option("--obstacles", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--organisations", default=12, show_default=True, type=click.IntRange(1, 5_000))
@click.option("--seed", default=1, show_default=True, help="The same seed creates the same rows.")
@click.option(
    "--password", default=None, help="Password of contributor-1@scale.example and the others."
)
@click.option(
    "--words-alone", is_flag=True, help="Do not build embeddings; run `tracker encode` later."
)
def seed_scale(
    *, obstacles: int, organisations: int, seed: int, password: str | None, words_alone: bool
) -> None:
    """Add a programme `scale` of any size to the database, for measurements."""
    app = command_app()
    if words_alone:
        app.config["ENCODER"] = lambda: None
    with app.app_context(), write_transactions():
        upgrade_database()
        if db.session.scalar(sa.select(Programme.id).where(Programme.slug == "scale")):
            raise click.ClickException("The database already has a programme `scale`.")
        fill(obstacles=obstacles, organisations=organisations, seed=seed, password=password)
        db.session.commit()
    click.echo(f"Added: {obstacles} obstacles, {organisations} organisations.")


@dataclass(frozen=True)
class SeedContext:
    """What all rows of the programme share: the programme, its owners and the random generators."""

    programme: Programme
    owners: list[int]
    dice: random.Random
    codes: Iterator[str]


def fill(*, obstacles: int, organisations: int, seed: int, password: str | None) -> None:
    """Add the programme, its people and its obstacles; the caller commits."""
    dice = random.Random(seed)  # noqa: S311  Nothing is secret here.
    programme = Programme(slug="scale", prefix="SCL", name="Scale", full_name="A measured one")
    db.session.add(programme)
    db.session.flush()
    owners = _add_organisations(programme, organisations)
    _add_people(programme, owners, password)
    context = SeedContext(programme, owners, dice, _codes(dice))
    categories = _add_categories(programme)
    barriers = _add_barriers(context, categories, max(5, obstacles // 33))
    logged = _add_obstacles(context, barriers, obstacles)
    _tag(context, logged, categories)
    _link(context, logged, _add_workarounds(context, max(3, obstacles // 12)))
    store_programme_vectors(programme.id)
    _advance_sequences()


def _insert(table: type[Model] | sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        db.session.execute(sa.insert(table), batch)


def _next_id(model: Any) -> int:
    return (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1


def _advance_sequences() -> None:
    """Set PostgreSQL's sequences to the highest ids that were inserted."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in ("barrier", "obstacle", "workaround"):
        highest = sa.select(sa.func.max(Model.metadata.tables[table].c.id)).scalar_subquery()
        db.session.execute(
            sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table, "id"), highest))
        )


def _codes(dice: random.Random) -> Iterator[str]:
    """Yield random codes, none of them twice."""
    given: set[str] = set()
    while True:
        code = "".join(dice.choices(ALPHABET, k=5))
        if code not in given:
            given.add(code)
            yield code


def _add_organisations(programme: Programme, number: int) -> list[int]:
    owners = [
        Organisation(
            slug=f"scale-{index}",
            name=f"Measured organisation {index}",
            short_name=f"Measured {index}",
            country=("GB", "FR", "BE", "NL")[index % 4],
        )
        for index in range(1, number + 1)
    ]
    db.session.add_all(owners)
    db.session.flush()
    _insert(
        Participation,
        (
            {"programme_id": programme.id, "organisation_id": owner.id, "kind": Kind.DELIVERY}
            for owner in owners
        ),
    )
    return [owner.id for owner in owners]


def _add_people(programme: Programme, owners: list[int], password: str | None) -> None:
    hashed = hash_password(password) if password else None
    names = [f"contributor-{index}" for index in range(1, min(len(owners), 12) + 1)]
    people = [
        Person(
            email=f"{name}@scale.example",
            name=f"Measured {name}",
            password=hashed,
            fs_uniquifier=f"scale-{name}",
        )
        for name in (*names, "lead", "funder")
    ]
    db.session.add_all(people)
    db.session.flush()
    for person, owner in zip(people, owners, strict=False):
        db.session.add(
            Membership(
                person_id=person.id, organisation_id=owner, role=OrganisationRole.CONTRIBUTOR
            )
        )
    for person, role in zip(people[-2:], (ProgrammeRole.LEAD, ProgrammeRole.FUNDER), strict=True):
        db.session.add(Assignment(person_id=person.id, programme_id=programme.id, role=role))
    db.session.flush()


def _add_categories(programme: Programme) -> list[int]:
    categories = [
        Category(
            programme_id=programme.id, slug=f"kind-{index}", name=f"Kind {index}", position=index
        )
        for index in range(1, CATEGORIES + 1)
    ]
    db.session.add_all(categories)
    db.session.flush()
    return [category.id for category in categories]


def _add_barriers(context: SeedContext, categories: list[int], number: int) -> range:
    ids = range(_next_id(Barrier), _next_id(Barrier) + number)
    _insert(
        Barrier,
        (
            {
                "id": barrier,
                "programme_id": context.programme.id,
                "reference": f"B-{next(context.codes)}",
                "title": sentence(context.dice),
                "level": context.dice.choice(list(Level)),
                "category_id": context.dice.choice(categories),
                "created_at": FIRST_DAY,
                "version": 1,
            }
            for barrier in ids
        ),
    )
    return ids


def _add_obstacles(context: SeedContext, barriers: range, number: int) -> range:
    """Add obstacles with their histories and search words; return their ids."""
    ids = range(_next_id(Obstacle), _next_id(Obstacle) + number)
    rows = [{"id": obstacle} | _obstacle(context, barriers) for obstacle in ids]
    _insert(Obstacle, rows)
    _insert(StatusChange, map(_first_change, rows))
    _insert(ObstacleWord, (word for row in rows for word in _words(row)))
    return ids


def _obstacle(context: SeedContext, barriers: range) -> dict[str, Any]:
    dice = context.dice
    logged_at = FIRST_DAY + timedelta(minutes=dice.randrange(1_000_000))
    status = dice.choices(list(Status), weights=[50, 20, 14, 12, 4])[0]
    is_measured = dice.random() < 0.3
    return {
        "programme_id": context.programme.id,
        "organisation_id": dice.choice(context.owners),
        "reference": f"SCL-{next(context.codes)}",
        "title": sentence(dice),
        "details": paragraph(dice),
        "level": dice.choice([None, *Level]),
        "status": status,
        "look_again_on": logged_at.date() if status is Status.ACCEPTED_AS_IMMOVABLE else None,
        "visibility": dice.choices(list(Visibility), weights=[10, 60, 20, 10])[0],
        "is_named": dice.random() < 0.92,
        "is_draft": False,
        "barrier_id": dice.choice(barriers) if dice.random() < 0.8 else None,
        "since_year": dice.randint(2017, 2024) if dice.random() < 0.5 else None,
        "people_supported": dice.randint(1, 400) if is_measured else None,
        "budget_a_year": Decimal(dice.randint(1, 90) * 100) if is_measured else None,
        "logged_at": logged_at,
        "changed_at": logged_at,
        "version": 1,
    }


def _first_change(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "obstacle_id": row["id"],
        "status": row["status"],
        "reason": "Measured data",
        "visibility": row["visibility"],
        "changed_at": row["logged_at"],
    }


def _words(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    texts = {name: row[name] for name in ("id", "title", "details", "reference")}
    for word in search_word_rows(Obstacle(team="", **texts)):
        yield {"obstacle_id": row["id"], "word": word.word}


def _tag(context: SeedContext, logged: range, categories: list[int]) -> None:
    _insert(
        obstacle_category,
        (
            {
                "obstacle_id": obstacle,
                "category_id": category,
                "programme_id": context.programme.id,
            }
            for obstacle in logged
            for category in context.dice.sample(categories, context.dice.choice([0, 1, 1, 2]))
        ),
    )


def _add_workarounds(context: SeedContext, number: int) -> range:
    ids = range(_next_id(Workaround), _next_id(Workaround) + number)
    _insert(
        Workaround,
        (
            {
                "id": workaround,
                "programme_id": context.programme.id,
                "organisation_id": context.dice.choice(context.owners),
                "reference": f"W-{next(context.codes)}",
                "title": sentence(context.dice),
                "visibility": context.dice.choice(list(Visibility)),
                "logged_at": FIRST_DAY,
                "changed_at": FIRST_DAY,
                "version": 1,
            }
            for workaround in ids
        ),
    )
    return ids


def _link(context: SeedContext, logged: range, workarounds: range) -> None:
    """Link workarounds to 30 % of the obstacles, and record trials of 70 % of those."""
    dice = context.dice
    links = [
        {
            "workaround_id": dice.choice(workarounds),
            "obstacle_id": obstacle,
            "programme_id": context.programme.id,
        }
        for obstacle in logged
        if dice.random() < 0.3
    ]
    _insert(WorkaroundLink, links)
    _insert(Trial, (_trial(context, link) for link in links if dice.random() < 0.7))


def _trial(context: SeedContext, link: dict[str, Any]) -> dict[str, Any]:
    return link | {
        "reference": f"T-{next(context.codes)}",
        "outcome": context.dice.choice(list(Outcome)),
        "recorded_at": FIRST_DAY,
        "version": 1,
    }
