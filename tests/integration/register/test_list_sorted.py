"""Each order both ways round, blanks last, ties by age."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import titles
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Person, Programme
from tracker.models.vocabulary import Status

pytestmark = pytest.mark.each_on_postgresql

DAYS = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 9)]


def test_the_newest_stands_first_unless_asked_otherwise(make: Factory, kents: FlaskClient) -> None:
    for title, day in [("middle", 3), ("oldest", 1), ("newest", 5)]:
        make.obstacle(title, logged_at=DAYS[day])

    assert titles(kents.get(AT)) == ["newest", "middle", "oldest"]
    assert titles(kents.get(f"{AT}?sort=oldest")) == ["oldest", "middle", "newest"]


def test_what_was_logged_at_one_moment_keeps_its_order(make: Factory, kents: FlaskClient) -> None:
    for title in ("first", "second", "third"):
        make.obstacle(title, logged_at=DAYS[0])

    assert titles(kents.get(AT)) == ["third", "second", "first"]
    assert titles(kents.get(f"{AT}?sort=oldest")) == ["first", "second", "third"]


def test_the_last_changed_stands_first(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("changed late", logged_at=DAYS[0], changed_at=DAYS[7])
    make.obstacle("changed early", logged_at=DAYS[3], changed_at=DAYS[4])

    assert titles(kents.get(f"{AT}?sort=changed")) == ["changed late", "changed early"]


def test_titles_stand_by_their_words_whatever_the_case_and_accents(
    make: Factory, kents: FlaskClient
) -> None:
    for title in ("zebra crossing", "“Aides” refused", "Écart", "École", "eclipse", "Zaal"):
        make.obstacle(title)

    page = kents.get(f"{AT}?sort=title")

    assert titles(page) == [
        "“Aides” refused",
        "Écart",
        "eclipse",
        "École",
        "Zaal",
        "zebra crossing",
    ]


def test_titles_written_in_bulk_stand_among_the_others(
    app: Flask, make: Factory, kents: FlaskClient
) -> None:
    other = make.obstacle("Écart")
    row = {name: getattr(other, name) for name in ("programme_id", "organisation_id", "visibility")}
    with app.app_context(), write_transactions():
        bulk = [{**row, "title": title, "reference": title, "version": 1} for title in "ZA"]
        db.session.execute(sa.insert(Obstacle), bulk)
        db.session.execute(sa.update(Programme).values(revision=99))
        db.session.commit()

    assert titles(kents.get(f"{AT}?sort=title")) == ["A", "Écart", "Z"]


@pytest.mark.parametrize("behind", ["Amiens", "Zwolle"])
def test_organisations_stand_by_name_and_the_unnamed_last_by_age(
    make: Factory, kents: FlaskClient, kent: Organisation, behind: str
) -> None:
    there = {name: make.organisation(name) for name in ("Zwolle", "Émile", "Amiens")}
    make.obstacle("hidden, older", organisation=there[behind], is_named=False, logged_at=DAYS[1])
    make.obstacle("hidden, newer", organisation=there["Émile"], is_named=False, logged_at=DAYS[2])
    for name, organisation in [*there.items(), ("Kent", kent)]:
        make.obstacle(name, organisation=organisation, logged_at=DAYS[0])

    page = kents.get(f"{AT}?sort=organisation")

    assert titles(page) == ["Amiens", "Émile", "Kent", "Zwolle", "hidden, newer", "hidden, older"]


def test_statuses_stand_from_open_to_resolved(make: Factory, kents: FlaskClient) -> None:
    for status in (Status.RESOLVED, Status.OPEN, Status.WORKED_ROUND, Status.BEING_WORKED_ON):
        make.obstacle(status.value, status=status)
    make.obstacle("immovable", status=Status.ACCEPTED_AS_IMMOVABLE, look_again_on=DAYS[0].date())

    page = kents.get(f"{AT}?sort=status")

    assert titles(page) == ["open", "being-worked-on", "immovable", "worked-round", "resolved"]


def test_the_most_widely_shared_stand_first_and_the_ungrouped_last(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    wide, narrow, alone = make.barrier("wide"), make.barrier("narrow"), make.barrier("alone")
    make.obstacle("wide, Kent", organisation=kent, barrier=wide, logged_at=DAYS[0])
    make.obstacle("wide, Medway", organisation=medway, barrier=wide, logged_at=DAYS[1])
    make.obstacle("wide, third", organisation=make.organisation(), barrier=wide, logged_at=DAYS[2])
    make.obstacle("narrow, Kent", organisation=kent, barrier=narrow, logged_at=DAYS[3])
    make.obstacle("narrow, Medway", organisation=medway, barrier=narrow, logged_at=DAYS[4])
    make.obstacle("alone", organisation=kent, barrier=alone, logged_at=DAYS[5])
    make.obstacle("ungrouped", organisation=kent, logged_at=DAYS[6])

    page = kents.get(f"{AT}?sort=widest")

    assert titles(page) == [
        *("wide, third", "wide, Medway", "wide, Kent"),
        *("narrow, Medway", "narrow, Kent"),
        *("alone", "ungrouped"),
    ]


def test_with_nothing_grouped_the_widest_first_is_the_newest_first(
    make: Factory, kents: FlaskClient
) -> None:
    make.obstacle("older", logged_at=DAYS[0])
    make.obstacle("newer", logged_at=DAYS[1])

    assert titles(kents.get(f"{AT}?sort=widest")) == ["newer", "older"]


def test_without_organisations_there_is_nothing_to_sort(
    make: Factory, signed_in_as: Callable[[Person], FlaskClient], programme: Programme
) -> None:
    funders = signed_in_as(make.funder(programme))

    assert titles(funders.get(f"{AT}?sort=organisation")) == []
