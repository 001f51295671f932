"""The numbers beside the filters: each is what its filter shows, and counts nothing hidden."""

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import numbers, titles, words_in
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Status, Visibility

pytestmark = pytest.mark.on_postgresql


@pytest.fixture
def told(make: Factory, kent: Organisation, medway: Organisation) -> None:
    """Obstacles seen and hidden, of every kind that is counted."""
    barrier, alone = make.barrier(), make.barrier()
    leadership = make.category("Leadership", slug="leadership")
    sign_off = make.category("Sign-off", slug="sign-off", parent=leadership)
    trust = make.category("Trust", slug="trust", parent=leadership)
    seen = make.obstacle("Seen", organisation=kent, barrier=barrier, categories=[sign_off, trust])
    make.obstacle("Named", organisation=medway, barrier=barrier, level=Level.TEAM)
    make.obstacle("Alone", organisation=medway, barrier=alone, status=Status.RESOLVED)
    make.obstacle("Unnamed", organisation=medway, is_named=False, categories=[leadership])
    make.workaround(organisation=medway, against=[seen])
    hidden = {"organisation": medway, "visibility": Visibility.ORGANISATION}
    unseen = make.obstacle("Unseen", barrier=alone, categories=[trust], **hidden)
    make.workaround(organisation=kent, against=[unseen])
    make.obstacle("Unseen", level=Level.TEAM, status=Status.RESOLVED, **hidden)
    make.obstacle("Draft", organisation=medway, is_draft=True, level=Level.TEAM, barrier=barrier)


@pytest.mark.usefixtures("told")
def test_numbers_count_what_may_be_read(kents: FlaskClient) -> None:
    found = {box: number for box, number in numbers(kents.get(AT)).items() if number}

    assert found == {
        ("status", "open"): 3,
        ("status", "resolved"): 1,
        ("shared", "yes"): 2,
        ("shared", "no"): 1,
        ("shared", "ungrouped"): 1,
        ("workaround", "yes"): 1,
        ("workaround", "no"): 3,
        ("level", "team"): 1,
        ("organisation", "kent"): 1,
        ("organisation", "medway"): 2,
        ("category", "leadership"): 2,
        ("category", "uncategorised"): 2,
    }


@pytest.mark.usefixtures("told")
def test_each_number_equals_the_list_that_it_stands_for(kents: FlaskClient) -> None:
    boxes = numbers(kents.get(f"{AT}?category=leadership"))

    listed = {
        (name, value): len(titles(kents.get(f"{AT}?{name}={value}"))) for name, value in boxes
    }

    assert listed == boxes
    assert {("category", "sign-off"), ("category", "trust")} < boxes.keys()


@pytest.mark.usefixtures("told")
def test_the_total_counts_nothing_hidden(kents: FlaskClient) -> None:
    page = kents.get(AT)

    assert "1 to 4 of 4 obstacles you can see" in words_in(page.text)
    assert "Unseen" not in page.text


def test_hidden_obstacles_share_nothing(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    barrier = make.barrier()
    make.obstacle("Ours", barrier=barrier)
    make.obstacle("Theirs", organisation=medway, barrier=barrier, visibility="organisation")

    page = kents.get(AT)

    assert "shared with" not in page.text
    assert numbers(page)["shared", "no"] == 1


@pytest.mark.parametrize(
    ("unnamed", "others"), [(2, None), (3, "shared with 1 other organisation")]
)
def test_the_unnamed_count_as_one_organisation_once_they_are_enough(
    make: Factory, kents: FlaskClient, medway: Organisation, unnamed: int, others: str | None
) -> None:
    barrier = make.barrier()
    make.obstacle("Ours", barrier=barrier)
    for _ in range(unnamed):
        make.obstacle("Unnamed", organisation=medway, barrier=barrier, is_named=False)

    page = kents.get(f"{AT}?organisation=kent")

    assert ("shared with" in page.text) is bool(others)
    assert others is None or others in page.text


def test_only_organisations_with_something_to_show_have_a_box(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("Ours")
    make.obstacle("Theirs", organisation=medway, is_named=False)

    boxes = numbers(kents.get(AT))

    assert [value for name, value in boxes if name == "organisation"] == ["kent"]


def test_of_many_organisations_those_with_most_to_show_have_a_box(
    make: Factory, kents: FlaskClient
) -> None:
    make.obstacle("Ours")
    for place in range(21):
        organisation = make.organisation(f"Partner {place:02}", slug=f"partner-{place:02}")
        make.obstacle("One", organisation=organisation)
    make.obstacle("Two", organisation=organisation)

    page = kents.get(f"{AT}?organisation=partner-19")

    boxes = [value for name, value in numbers(page) if name == "organisation"]
    assert len(boxes) == 20
    assert {"partner-19", "partner-20"} < set(boxes)
    assert boxes == sorted(boxes)
    assert "2 more. Search for a name above." in words_in(page.text)
