"""Each filter alone, several values of one, several filters, and none that fits."""

from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import chips, titles
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Status, Visibility

pytestmark = pytest.mark.each_on_postgresql


@pytest.fixture
def told(make: Factory, kent: Organisation, medway: Organisation) -> SimpleNamespace:
    """Four obstacles that differ in everything one can ask for."""
    leadership = make.category("Leadership", slug="leadership")
    sign_off = make.category("Sign-off", slug="sign-off", parent=leadership)
    pay = make.category("Pay", slug="pay")
    barrier = make.barrier()
    alone = make.barrier("Two pay scales")
    mandate = make.obstacle(
        "No mandate",
        organisation=kent,
        level=Level.TEAM,
        barrier=barrier,
        categories=[sign_off, leadership],
    )
    make.obstacle(
        "No signature",
        organisation=medway,
        level=Level.NATIONAL,
        status=Status.RESOLVED,
        barrier=barrier,
        categories=[leadership],
    )
    make.obstacle(
        "No rise", organisation=medway, status=Status.WORKED_ROUND, barrier=alone, categories=[pay]
    )
    make.obstacle("No car", organisation=kent)
    make.workaround(organisation=medway, against=[mandate])
    return SimpleNamespace(mandate=mandate)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"No mandate", "No signature", "No rise", "No car"}),
        ("?status=open", {"No mandate", "No car"}),
        ("?status=resolved&status=worked-round", {"No signature", "No rise"}),
        ("?level=team", {"No mandate"}),
        ("?level=team&level=national", {"No mandate", "No signature"}),
        ("?organisation=kent", {"No mandate", "No car"}),
        ("?organisation=kent&organisation=medway&status=resolved", {"No signature"}),
        ("?category=sign-off", {"No mandate"}),
        ("?category=leadership", {"No mandate", "No signature"}),
        ("?category=sign-off&category=pay", {"No mandate", "No rise"}),
        ("?shared=yes", {"No mandate", "No signature"}),
        ("?shared=no", {"No rise"}),
        ("?shared=ungrouped", {"No car"}),
        ("?shared=no&shared=ungrouped", {"No rise", "No car"}),
        ("?workaround=yes", {"No mandate"}),
        ("?workaround=no", {"No signature", "No rise", "No car"}),
        ("?workaround=no&workaround=yes&level=team", {"No mandate"}),
        ("?shared=yes&status=open&organisation=kent", {"No mandate"}),
        ("?level=european", set()),
        ("?status=OPEN&organisation=%20Kent%20", {"No mandate", "No car"}),
    ],
)
@pytest.mark.usefixtures("told")
def test_filters_keep_what_answers_to_them(kents: FlaskClient, asked: str, found: set[str]) -> None:
    page = kents.get(f"{AT}{asked}")

    assert set(titles(page)) == found
    assert len(titles(page)) == len(found)


@pytest.mark.usefixtures("told")
def test_filters_in_force_are_named_and_can_be_taken_off(kents: FlaskClient) -> None:
    page = kents.get(f"{AT}?status=open&organisation=kent&shared=yes&q=mandate")

    assert chips(page) == ["“mandate”", "open", "shared barriers", "Kent"]
    assert f'href="{AT}?q=mandate&amp;status=open&amp;shared=yes"' in page.text
    assert f'<a class="small" href="{AT}">' in page.text


@pytest.mark.usefixtures("told")
def test_a_value_nobody_knows_is_left_out_and_said_so(kents: FlaskClient) -> None:
    page = kents.get(f"{AT}?status=stuck&status=resolved&sort=loudest&category=%3Cb%3E")

    assert titles(page) == ["No signature"]
    ignored = "“stuck”, “&lt;b&gt;” and “loudest”."
    assert f"We ignored these filters because they do not exist here: {ignored}" in page.text


def test_the_organisation_filter_never_finds_what_is_not_named(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("Said in confidence", organisation=medway, is_named=False)

    by_name = kents.get(f"{AT}?organisation=medway")

    assert titles(by_name) == []
    assert titles(kents.get(AT)) == ["Said in confidence"]


def test_the_organisation_filter_finds_ones_own_unnamed_obstacles(
    make: Factory, medways: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("Said in confidence", organisation=medway, is_named=False)

    page = medways.get(f"{AT}?organisation=medway")

    assert titles(page) == ["Said in confidence"]


def test_a_workaround_out_of_sight_is_none(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    obstacle = make.obstacle("No mandate", organisation=kent)
    make.workaround(organisation=medway, against=[obstacle], visibility=Visibility.ORGANISATION)

    assert titles(kents.get(f"{AT}?workaround=yes")) == []
    assert titles(kents.get(f"{AT}?workaround=no")) == ["No mandate"]
