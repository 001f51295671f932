"""Each order both ways round, blanks last, ties by age."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.obstacles.conftest import AT
from tests.listing import titles
from tracker.models import Organisation
from tracker.models.vocabulary import Status

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
