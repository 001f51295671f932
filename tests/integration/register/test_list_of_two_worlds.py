"""Two worlds that differ only in what a person may not see answer that person alike, byte by byte.

The person is the nurse of Kent. Each change touches what is hidden from her, or who stands behind
an obstacle that is not named; every address of the list is asked before and after.
"""

import io
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tests.integration.conftest import AT
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, ObstacleWord, Organisation
from tracker.models.vocabulary import Level, Status, Visibility
from tracker.obstacles.search_words import search_word_rows

pytestmark = pytest.mark.on_postgresql


ADDRESSES = [
    AT,
    *(f"{AT}?sort={sort}" for sort in ("title", "organisation", "widest")),
    *(f"{AT}?shared={value}" for value in ("yes", "no")),
    *(f"{AT}?organisation={slug}" for slug in ("medway", "lille")),
    *(f"{AT}?q={words}" for words in ("medway", "lille", "canary", "in", "strood")),
    f"{AT}?workaround=yes&status=open",
    f"{AT}?category=leadership&level=team&status=resolved",
    f"{AT}.csv?sort=organisation",
    f"{AT}.json?sort=widest",
    f"{AT}.xlsx",
]
_TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')


@pytest.fixture
def world(make: Factory, kent: Organisation, medway: Organisation) -> SimpleNamespace:
    """What Kent sees, what it does not, and three unnamed obstacles between."""
    barrier, other = make.barrier("Seen"), make.barrier("Hidden")
    category = make.category("Leadership", slug="leadership")
    ours = make.obstacle("Ours", organisation=kent, barrier=barrier, categories=[category])
    make.obstacle("Theirs", organisation=medway, barrier=barrier, level=Level.TEAM)
    unnamed = [
        make.obstacle(
            f"In confidence {place}", organisation=medway, is_named=False, barrier=barrier
        )
        for place in range(3)
    ]
    hidden = make.obstacle(
        "Canary",
        organisation=medway,
        visibility=Visibility.ORGANISATION,
        barrier=other,
        categories=[category],
    )
    workaround = make.workaround(organisation=medway, against=[*unnamed, hidden, ours])
    make.trial(workaround, unnamed[0])
    return SimpleNamespace(
        make=make,
        lille=make.organisation("Lille", slug="lille", country="FR"),
        medway=medway,
        barrier=barrier,
        category=category,
        ours=ours,
        unnamed=unnamed,
        hidden=hidden,
    )


def change(thing: Any, **values: Any) -> Callable[[SimpleNamespace], None]:
    """Return what sets columns of one thing of the world."""

    def do(world: SimpleNamespace) -> None:
        found = thing(world)
        row = db.session.get_one(type(found), found.id)
        for name, value in values.items():
            setattr(row, name, value(world) if callable(value) else value)

    return do


def hidden(world: SimpleNamespace) -> Obstacle:
    return world.hidden


def unnamed(world: SimpleNamespace) -> Obstacle:
    return world.unnamed[0]


def name_a_team(world: SimpleNamespace) -> None:
    change(unnamed, team="Strood")(world)
    row = db.session.get_one(Obstacle, unnamed(world).id)
    db.session.execute(sa.delete(ObstacleWord).where(ObstacleWord.obstacle_id == row.id))
    db.session.add_all(search_word_rows(row))


def take_away(world: SimpleNamespace) -> None:
    db.session.delete(db.session.get_one(Obstacle, hidden(world).id))


CHANGES: dict[str, Callable[[SimpleNamespace], None]] = {
    "another owner behind an unnamed one": change(
        unnamed, organisation_id=lambda world: world.lille.id
    ),
    "another owner, not of the oldest": change(
        lambda world: world.unnamed[2], organisation_id=lambda world: world.lille.id
    ),
    "an unnamed one's team": name_a_team,
    "an unnamed one's source": change(
        unnamed, source_label="Medway says", source_url="https://x.y"
    ),
    "an unnamed one's currency": change(unnamed, budget_currency="GBP", budget_a_year=12),
    "a hidden title": change(hidden, title="Canary in confidence"),
    "a hidden status": change(hidden, status=Status.RESOLVED),
    "a hidden level": change(hidden, level=Level.TEAM),
    "a hidden barrier": change(hidden, barrier_id=lambda world: world.barrier.id),
    "a hidden grouping": change(hidden, barrier_id=None),
    "a hidden owner": change(hidden, organisation_id=lambda world: world.lille.id),
    "hidden and unnamed": change(hidden, is_named=False),
    "a hidden draft": change(hidden, is_draft=True, visibility=Visibility.PARTNERS),
    "nothing hidden at all": take_away,
}


def test_what_is_hidden_changes_no_answer(
    app: Flask, kents: FlaskClient, world: SimpleNamespace
) -> None:
    before = answers(kents)

    told: dict[str, list[str]] = {}
    for name, do in CHANGES.items():
        with app.app_context(), write_transactions():
            do(world)
            db.session.commit()
        told[name] = differing(before, answers(kents))

    assert told == {name: [] for name in CHANGES}


def test_what_is_added_out_of_sight_changes_no_answer(
    kents: FlaskClient, world: SimpleNamespace
) -> None:
    before = answers(kents)

    out_of_sight = {"organisation": world.medway, "visibility": Visibility.ORGANISATION}
    canary = world.make.obstacle("Canary", barrier=world.barrier, **out_of_sight)
    workaround = world.make.workaround("Canary", against=[canary, world.ours], **out_of_sight)
    world.make.trial(workaround, canary)

    assert differing(before, answers(kents)) == []


def test_what_is_seen_does_change_the_answer(
    app: Flask, kents: FlaskClient, world: SimpleNamespace
) -> None:
    before = answers(kents)

    with app.app_context(), write_transactions():
        change(unnamed, title="In strict confidence")(world)
        db.session.commit()

    assert AT in differing(before, answers(kents))


def answers(client: FlaskClient) -> dict[str, bytes]:
    return {address: read(client, address) for address in ADDRESSES}


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [address for address in before if before[address] != after[address]]


def read(client: FlaskClient, address: str) -> bytes:
    """Return the answer's bytes; of a workbook, which tells when it was made, its cells."""
    answer = client.get(address)
    assert answer.status_code == 200
    if ".xlsx" not in address:
        return _TOKEN.sub(b"", answer.data)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    return json.dumps(sheet.to_python(), default=str).encode()
