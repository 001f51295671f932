"""What is known against an obstacle stands in the order of the evidence for it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import without_token, words_in
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Outcome

WORDS = ("First way", "Second way")


@pytest.fixture
def barrier(make, programme):
    return make.barrier(programme=programme)


@pytest.fixture
def obstacle(make, kent, barrier):
    """Kent's obstacle, to which answers are sought."""
    return make.obstacle("No mandate", organisation=kent, barrier=barrier, level=Level.NATIONAL)


@pytest.fixture
def tried(make, barrier):
    """Try a way elsewhere: `tried(way, organisation, outcome, level=...)`."""

    def try_it(way, organisation, outcome=Outcome.WORKED, *, years_ago=0, **given):
        met = make.obstacle(organisation=organisation, barrier=barrier, **given)
        day = datetime.now(UTC).date() - timedelta(days=366 * years_ago)
        linked = make.workaround(way, organisation=organisation, against=[met])
        make.trial(linked, met, outcome, ended_on=day)

    return try_it


@pytest.fixture
def order(kents, obstacle):
    """Which of the ways stands first on the obstacle's page."""

    def read(browser=kents):
        page = browser.get(f"{AT}/{obstacle.reference}").text
        return sorted(WORDS, key=page.index)

    return read


@pytest.fixture
def lille(make, programme):
    return make.organisation("Lille", programme=programme, country="FR")


def test_what_worked_stands_before_what_did_not(tried, order, medway):
    tried("First way", medway, Outcome.DID_NOT)
    tried("Second way", medway, Outcome.WORKED)

    assert order() == ["Second way", "First way"]


def test_the_more_recent_stands_first(tried, order, medway):
    tried("First way", medway, years_ago=6)
    tried("Second way", medway)

    assert order() == ["Second way", "First way"]


def test_what_worked_at_the_same_level_stands_first(tried, order, medway):
    tried("First way", medway, level=Level.TEAM)
    tried("Second way", medway, level=Level.NATIONAL)

    assert order() == ["Second way", "First way"]


def test_what_worked_in_the_same_country_stands_first(tried, order, medway, lille):
    tried("First way", lille)
    tried("Second way", medway)

    assert order() == ["Second way", "First way"]


def test_of_two_that_nobody_can_tell_of_the_nearer_in_words_stands_first(
    make, kents, obstacle, barrier, medway
):
    met = make.obstacle(organisation=medway, barrier=barrier)
    for way in ("Buy a bus", "A mandate from the board", "Sell a bus"):
        make.workaround(way, organisation=medway, against=[met])

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert page.index("A mandate from the board") < page.index("Buy a bus")


def test_what_several_tried_says_how_many_it_helped(make, kents, obstacle, barrier, medway, lille):
    met = [make.obstacle(organisation=one, barrier=barrier) for one in (medway, lille)]
    way = make.workaround("Ask the board", organisation=medway, against=met)
    make.trial(way, met[0], Outcome.WORKED)
    make.trial(way, met[1], Outcome.DID_NOT)

    page = words_in(kents.get(f"{AT}/{obstacle.reference}").text)

    assert "Helped 1 of 2 organisations that know the outcome." in page


@pytest.mark.parametrize(("others", "counts"), [(1, False), (2, True)])
def test_those_not_named_count_as_one_and_only_where_they_are_enough(
    make, kents, obstacle, barrier, medway, lille, others, counts
):
    met = [
        make.obstacle(organisation=medway, barrier=barrier),
        make.obstacle(organisation=lille, barrier=barrier, is_named=False),
    ]
    for _each in range(others):
        make.obstacle(organisation=medway, is_named=False)
    way = make.workaround("Ask the board", organisation=medway, against=met)
    for one in met:
        make.trial(way, one, Outcome.WORKED)

    page = words_in(kents.get(f"{AT}/{obstacle.reference}").text)

    assert ("Helped 2 of 2 organisations" in page) is counts


@pytest.fixture
def in_country(app):
    """Put an organisation into another country."""

    def move(organisation, country):
        with app.app_context(), write_transactions():
            here = sa.update(Organisation).where(Organisation.id == organisation.id)
            db.session.execute(here.values(country=country))
            db.session.commit()
        app.extensions.pop("viewer_caches", None)

    return move


def test_the_country_of_one_not_named_moves_nothing(
    make, kents, tried, obstacle, medway, lille, in_country
):
    for _each in range(3):
        make.obstacle(organisation=lille, is_named=False)
    tried("Second way", lille, is_named=False)
    tried("First way", medway)
    before = without_token(kents.get(f"{AT}/{obstacle.reference}"))

    in_country(lille, "GB")

    assert without_token(kents.get(f"{AT}/{obstacle.reference}")) == before


def test_the_country_of_an_unnamed_asker_moves_nothing_for_others(
    make, medways, tried, kent, medway, lille, barrier, in_country
):
    asking = make.obstacle(organisation=kent, barrier=barrier, is_named=False)
    tried("First way", medway)
    tried("Second way", lille)
    before = without_token(medways.get(f"{AT}/{asking.reference}"))

    in_country(kent, "FR")

    assert without_token(medways.get(f"{AT}/{asking.reference}")) == before


def test_what_stands_beside_the_obstacle_itself_stands_first(make, kents, obstacle, tried, medway):
    tried("First way", medway)
    make.workaround("Second way", organisation=medway, against=[obstacle])

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert page.index("Second way") < page.index("First way")


def test_of_many_ways_the_strongest_five_are_told(kents, obstacle, tried, medway):
    for number in range(7):
        tried(f"Failure {number}", medway, Outcome.DID_NOT)
    tried("Success", medway)

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "Success" in page
    assert "All workarounds for this barrier" in page
    assert sum(f"Failure {number}" in page for number in range(7)) == 4
