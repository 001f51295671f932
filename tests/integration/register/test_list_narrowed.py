"""Each filter alone, several values of one, several filters, and none that fits."""

import re
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import chips, titles
from tracker.models import Organisation
from tracker.models.moment import now
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
def test_unknown_value_beside_known_ones_adds_nothing_and_is_named(kents: FlaskClient) -> None:
    page = kents.get(f"{AT}?status=stuck&status=resolved&sort=loudest")

    assert titles(page) == ["No signature"]
    assert "The filter “Status” has no choice “stuck”." in page.text
    assert "We cannot sort by “loudest”." in page.text
    assert f'href="{AT}.xlsx?status=resolved"' in page.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("category=finance-old", "No category “finance-old” here any more."),
        ("category=%3Cb%3E&status=open", "No category “&lt;b&gt;” here any more."),
        ("organisation=dover", "No organisation “dover” here any more."),
        ("level=village", "The filter “Level that can remove it” has no choice “village”."),
        ("shared=perhaps", "The filter “Barrier” has no choice “perhaps”."),
        ("workaround=perhaps", "The filter “Workaround” has no choice “perhaps”."),
        ("status=stuck&organisation=kent", "The filter “Status” has no choice “stuck”."),
    ],
)
@pytest.mark.usefixtures("told")
def test_filter_with_unknown_values_only_shows_nothing_and_says_why(
    kents: FlaskClient, asked: str, sentence: str
) -> None:
    page = kents.get(f"{AT}?{asked}")

    assert titles(page) == []
    assert sentence in page.text
    assert "There is nothing to download." in page.text


@pytest.mark.usefixtures("told")
def test_every_reader_of_the_list_is_told_of_the_unknown_value(kents: FlaskClient) -> None:
    kents.get(AT)

    assert "“gone”" in kents.get(f"{AT}?category=gone").text
    assert "“gone”" not in kents.get(AT).text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("asked", ["category=finance-old", "status=open&status=stuck"])
@pytest.mark.usefixtures("told")
def test_unknown_value_gives_no_file_but_the_reason(
    kents: FlaskClient, ending: str, asked: str
) -> None:
    answer = kents.get(f"{AT}.{ending}?{asked}")

    assert answer.status_code == 404
    assert "Nothing to download" in answer.text
    assert "finance-old" in answer.text or "stuck" in answer.text


@pytest.mark.usefixtures("told")
def test_searching_again_keeps_the_unknown_value(kents: FlaskClient) -> None:
    page = kents.get(f"{AT}?category=finance-old")

    assert re.search(r'name="category"\s+value="finance-old" checked', page.text)


def test_merged_category_is_found_by_its_former_slug(make: Factory, kents: FlaskClient) -> None:
    new = make.category("Finance", slug="finance")
    make.category("Old", slug="finance-old", merged_into_id=new.id, retired_at=now())
    make.obstacle("No money", categories=[new])
    make.obstacle("No car")

    page = kents.get(f"{AT}?category=finance-old")

    assert titles(page) == ["No money"]
    assert "here any more" not in page.text
    assert kents.get(f"{AT}.csv?category=finance-old").status_code == 200


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
