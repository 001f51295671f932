"""Two worlds that differ only in what a person may not see answer that person alike, byte by byte.

The persons are a nurse of Kent and a funder. Each change touches what is hidden from both, or who
stands behind an obstacle that is not named. Every address of the dashboard, the network and the
summary is asked before and after, its mark (ETag) included.
"""

import io
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Outcome, Status, Visibility

AT = "/programmes/ticc"
ADDRESSES = [
    AT,
    f"{AT}?solved=all",
    f"{AT}/network",
    f"{AT}/network?view=grid&shared-by=2",
    f"{AT}/network?country=FR",
    f"{AT}/network?kind=delivery&level=team",
    f"{AT}/network.svg",
    f"{AT}/network.json",
    f"{AT}/network.json?depth=barriers",
    f"{AT}/network.graphml",
    f"{AT}/network.gexf",
    f"{AT}/summary",
    f"{AT}/summary.pdf",
    f"{AT}/summary.xlsx",
    f"{AT}/summary.csv",
]
_TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')


@pytest.fixture
def world(make: Factory, kent: Organisation, medway: Organisation) -> SimpleNamespace:
    """What Kent and the funder see, what they do not, and unnamed obstacles between."""
    category, other_category = make.category("Leadership"), make.category("Hidden category")
    barrier, hidden_barrier = make.barrier("Seen"), make.barrier("Hidden barrier")
    seen = {"visibility": Visibility.FUNDERS, "categories": [category]}
    ours = make.obstacle("Ours", organisation=kent, barrier=barrier, **seen)
    theirs = make.obstacle(
        "Theirs", organisation=medway, barrier=barrier, status=Status.RESOLVED, **seen
    )
    unnamed = [
        make.obstacle(
            f"In confidence {place}",
            organisation=medway,
            is_named=False,
            barrier=barrier,
            status=Status.WORKED_ROUND,
            **seen,
        )
        for place in range(3)
    ]
    hidden = make.obstacle(
        "Canary",
        organisation=medway,
        visibility=Visibility.ORGANISATION,
        barrier=hidden_barrier,
        categories=[other_category],
    )
    workaround = make.workaround(
        organisation=medway,
        visibility=Visibility.FUNDERS,
        is_named=False,
        against=[*unnamed, hidden, theirs],
    )
    hidden_way = make.workaround(
        "Canary way", organisation=medway, visibility=Visibility.ORGANISATION, against=[theirs]
    )
    make.trial(workaround, unnamed[0])
    hidden_trial = make.trial(hidden_way, theirs)
    make.hindrance(hidden, theirs)
    return SimpleNamespace(
        make=make,
        lille=make.organisation("Lille", slug="lille", country="FR"),
        medway=medway,
        barrier=barrier,
        ours=ours,
        unnamed=unnamed,
        hidden=hidden,
        hidden_barrier=hidden_barrier,
        hidden_trial=hidden_trial,
        workaround=workaround,
    )


def change(thing: Any, **values: Any) -> Callable[[SimpleNamespace], None]:
    """Return what sets columns of one thing of the world."""

    def do(world: SimpleNamespace) -> None:
        found = thing(world)
        row = db.session.get_one(type(found), found.id)
        for name, value in values.items():
            setattr(row, name, value(world) if callable(value) else value)

    return do


def hidden(world: SimpleNamespace) -> Any:
    return world.hidden


def to_lille(world: SimpleNamespace) -> int:
    return world.lille.id


CHANGES: dict[str, Callable[[SimpleNamespace], None]] = {
    "another owner behind an unnamed one": change(
        lambda world: world.unnamed[0], organisation_id=to_lille
    ),
    "another owner behind another": change(
        lambda world: world.unnamed[2], organisation_id=to_lille
    ),
    "another owner behind an unnamed workaround": change(
        lambda world: world.workaround, organisation_id=to_lille
    ),
    "a hidden title": change(hidden, title="Canary in confidence"),
    "a hidden status": change(hidden, status=Status.RESOLVED),
    "a hidden level": change(hidden, level=Level.TEAM),
    "a hidden barrier": change(hidden, barrier_id=lambda world: world.barrier.id),
    "a hidden grouping": change(hidden, barrier_id=None),
    "a hidden barrier's title": change(lambda world: world.hidden_barrier, title="Canary too"),
    "a hidden trial": change(lambda world: world.hidden_trial, outcome=Outcome.DID_NOT),
    "a hidden owner": change(hidden, organisation_id=to_lille),
    "hidden and unnamed": change(hidden, is_named=False),
    "a hidden draft": change(hidden, is_draft=True, visibility=Visibility.PARTNERS),
    "nothing hidden at all": lambda world: db.session.delete(
        db.session.get_one(type(world.hidden), world.hidden.id)
    ),
}


@pytest.mark.parametrize("who", ["kent", "funder"])
def test_what_is_hidden_changes_no_answer(
    app: Flask, browsers: dict[str, FlaskClient], world: SimpleNamespace, who: str
) -> None:
    before = answers(browsers[who])

    told: dict[str, list[str]] = {}
    for name, do in CHANGES.items():
        with app.app_context(), write_transactions():
            do(world)
            db.session.commit()
        told[name] = differing(before, answers(browsers[who]))

    assert told == {name: [] for name in CHANGES}


@pytest.mark.parametrize("who", ["kent", "funder"])
def test_what_is_added_out_of_sight_changes_no_answer(
    browsers: dict[str, FlaskClient], world: SimpleNamespace, who: str
) -> None:
    before = answers(browsers[who])

    out_of_sight = {"organisation": world.medway, "visibility": Visibility.ORGANISATION}
    canary = world.make.obstacle("Canary", barrier=world.barrier, **out_of_sight)
    way = world.make.workaround("Canary", against=[canary, world.ours], **out_of_sight)
    world.make.trial(way, canary)

    assert differing(before, answers(browsers[who])) == []


@pytest.mark.parametrize("who", ["kent", "funder"])
def test_no_answer_holds_what_is_hidden(
    browsers: dict[str, FlaskClient], world: SimpleNamespace, who: str
) -> None:
    assert world.hidden

    told = [at for at, answer in answers(browsers[who]).items() if b"Canary" in answer]

    assert told == []


@pytest.mark.on_postgresql
def test_what_is_seen_does_change_the_answers(
    app: Flask, kents: FlaskClient, world: SimpleNamespace
) -> None:
    before = answers(kents)

    with app.app_context(), write_transactions():
        change(lambda world: world.unnamed[1], status=Status.OPEN, level=Level.TEAM)(world)
        db.session.commit()

    unmoved = set(ADDRESSES) - set(differing(before, answers(kents)))
    assert unmoved == {f"{AT}/network.json?depth=barriers"}


def answers(client: FlaskClient) -> dict[str, bytes]:
    return {address: read(client, address) for address in ADDRESSES}


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [address for address in before if before[address] != after[address]]


def read(client: FlaskClient, address: str) -> bytes:
    """Return the answer's mark and its bytes; of a workbook its cells."""
    answer = client.get(address)
    assert answer.status_code == 200
    mark = answer.headers.get("ETag", "").encode()
    if ".xlsx" not in address:
        return mark + _TOKEN.sub(b"", answer.data)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    sheets = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
    return mark + json.dumps(sheets, default=str).encode()
