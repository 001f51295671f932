"""The network's page says what was found, draws it, and tells all of it again as a table."""

import re
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.insights.conftest import AT
from tracker.models import Organisation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Level, Status


def table_of(page: str) -> str:
    return page.partition('id="table"')[2].partition("</table>")[0]


@pytest.mark.usefixtures("shared")
def test_the_finding_leads(kents: FlaskClient) -> None:
    page = kents.get(AT).text

    assert "Shared barriers: 1. Organisations that share them: 2." in page
    assert "Highest number of shared barriers got past: Medway (1)." in page


def test_a_barrier_in_the_picture_leads_to_its_page(
    kents: FlaskClient, shared: SimpleNamespace
) -> None:
    page = kents.get(AT).text

    picture = page.partition('class="net"')[2].partition("</svg>")[0]
    assert f'href="/programmes/ticc/barriers/{shared.barrier.reference}"' in picture


@pytest.mark.usefixtures("shared")
def test_an_organisation_in_the_picture_leads_to_its_obstacles(kents: FlaskClient) -> None:
    assert 'href="/programmes/ticc/obstacles?organisation=medway"' in kents.get(AT).text


@pytest.mark.usefixtures("shared")
def test_the_table_names_who_is_past_and_who_is_not(kents: FlaskClient) -> None:
    table = table_of(kents.get(AT).text)

    assert re.search(r'data-l="No longer in the way">\s*Medway\s*<', table)
    assert re.search(r'data-l="Still in the way">\s*Kent\s*<', table)
    assert re.search(r'data-l="Obstacles">2<', table)
    assert re.search(r'data-l="Obstacles no longer in the way">1<', table)


def test_the_table_is_whole(make: Factory, kents: FlaskClient, medway: Organisation) -> None:
    for number in range(60):
        barrier = make.barrier(f"Cause {number}")
        make.obstacle(barrier=barrier)
        make.obstacle(barrier=barrier, organisation=medway)

    table = table_of(kents.get(AT).text)

    assert table.count('scope="row"') == 60


def test_what_nobody_shares_is_not_drawn(make: Factory, kents: FlaskClient) -> None:
    make.obstacle(barrier=make.barrier("Ours alone"))

    page = kents.get(AT).text

    assert "Ours alone" not in page
    assert "No shared barriers to show yet. When two or more" in page


def test_immovable_is_told_apart(make: Factory, kents: FlaskClient, shared) -> None:
    lille = make.organisation("Lille", slug="lille")
    make.obstacle(
        organisation=lille,
        barrier=shared.barrier,
        status=Status.ACCEPTED_AS_IMMOVABLE,
        look_again_on=shared.ours.logged_at.date(),
    )

    assert "Accepted as immovable: Lille" in table_of(kents.get(AT).text)


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        pytest.param("?level=national", True, id="its level"),
        pytest.param("?level=team", False, id="another level"),
        pytest.param("?category=leadership", True, id="its category"),
        pytest.param("?category=none", False, id="none at all"),
        pytest.param("?shared-by=2", True, id="as many"),
        pytest.param("?shared-by=3", False, id="more"),
        pytest.param("?country=gb", True, id="its country"),
        pytest.param("?country=fr", False, id="another country"),
        pytest.param("?view=grid&kind=delivery", True, id="its kind"),
        pytest.param("?kind=funder", False, id="another kind"),
    ],
)
def test_a_filter_narrows_the_picture_and_the_table(
    kents: FlaskClient, shared: SimpleNamespace, asked: str, *, is_there: bool
) -> None:
    page = kents.get(AT + asked).text

    assert (shared.barrier.title in page) is is_there
    assert ("Clear filters" in page) is not is_there


def test_its_kind_in_another_programme_finds_nothing(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace, kent, medway: Organisation
) -> None:
    abroad = make.programme("abroad")
    for body in (kent, medway):
        make.participation(body, abroad, kind=Kind.FUNDER)

    assert shared.barrier.title in kents.get(f"{AT}?kind=delivery").text
    assert shared.barrier.title not in kents.get(f"{AT}?kind=funder").text


@pytest.mark.parametrize(
    "asked",
    [
        "?level=nowhere",
        "?shared-by=-1",
        "?shared-by=²",
        "?shared-by=999999999999",
        "?view=hairball&page=0&across=x",
        "?page=9999&across=9999&view=grid",
        "?category=%00%F0%9F%98%80",
        "?kind=lead&kind=delivery&country=GBR",
    ],
)
@pytest.mark.usefixtures("shared")
def test_nothing_that_is_asked_breaks_it(kents: FlaskClient, asked: str) -> None:
    assert kents.get(AT + asked).status_code == 200
    assert kents.get(f"{AT}.json{asked}").status_code in {200, 404}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("category=finance-old", "No category “finance-old” here any more."),
        ("level=village", "The filter “Level” has no choice “village”."),
        ("shared-by=many", "The filter “Shared by at least” has no choice “many”."),
        ("country=GBR", "The filter “Country” has no choice “gbr”."),
        ("kind=guest&view=grid", "The filter “Role in the programme” has no choice “guest”."),
    ],
)
def test_unknown_value_shows_no_barrier_and_says_why(
    kents: FlaskClient, shared: SimpleNamespace, asked: str, sentence: str
) -> None:
    page = kents.get(f"{AT}?{asked}").text

    assert shared.barrier.title not in page
    assert sentence in page
    name, value = asked.partition("&")[0].lower().split("=")
    assert f'<option value="{value}" selected>' in page or (
        f'name="{name}" value="{value}"' in page
    )


@pytest.mark.parametrize("ending", ["svg", "json", "graphml", "gexf"])
@pytest.mark.usefixtures("shared")
def test_unknown_value_gives_no_file_but_the_reason(kents: FlaskClient, ending: str) -> None:
    answer = kents.get(f"{AT}.{ending}?category=finance-old")

    assert answer.status_code == 404
    assert "No category “finance-old” here any more." in answer.text


@pytest.mark.usefixtures("shared")
def test_unknown_depth_gives_no_file(kents: FlaskClient) -> None:
    assert kents.get(f"{AT}.json?depth=workarounds").status_code == 404
    assert kents.get(f"{AT}.json?depth=obstacles").status_code == 200


def test_merged_category_is_found_by_its_former_slug(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace
) -> None:
    make.category("Old", slug="finance-old", merged_into_id=shared.category.id, retired_at=now())

    page = kents.get(f"{AT}?category=finance-old").text

    assert shared.barrier.title in page
    assert "here any more" not in page


def test_category_without_barriers_stays_selected(make: Factory, kents: FlaskClient) -> None:
    make.category("Money", slug="money")

    page = kents.get(f"{AT}?category=money").text

    assert '<option value="money" selected>Money</option>' in page
    assert "No shared barriers match your filters." in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_large_programme_shows_categories_first(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    category = make.category("Money", slug="money")
    for number in range(300):
        barrier = make.barrier(f"Cause {number}", category_id=category.id)
        make.obstacle(barrier=barrier)
        make.obstacle(barrier=barrier, organisation=medway)

    assert 'href="/programmes/ticc/network?category=money"' in kents.get(AT).text


def test_many_organisations_are_first_drawn_by_country(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace
) -> None:
    for number in range(16):
        body = make.organisation(f"Body {number}", country=("FR", "BE")[number % 2])
        make.obstacle(organisation=body, barrier=shared.barrier)

    page = kents.get(AT).text

    assert 'href="/programmes/ticc/network?country=FR"' in page
    assert "Only France" in kents.get(f"{AT}?country=FR").text


def test_those_not_named_are_one_and_lead_nowhere(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    barrier = make.barrier(level=Level.TEAM)
    make.obstacle(barrier=barrier)
    for _ in range(3):
        make.obstacle(barrier=barrier, organisation=medway, is_named=False)

    page = kents.get(AT).text

    assert "Shared barriers: 1. Organisations that share them: 2." in page
    assert "name not shown" in table_of(page)
    assert "organisation=medway" not in page


def test_fewer_not_named_than_the_threshold_share_nothing(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    barrier = make.barrier()
    make.obstacle(barrier=barrier)
    make.obstacle(barrier=barrier, organisation=medway, is_named=False)

    assert "No shared barriers to show yet. When two or more" in kents.get(AT).text


def test_who_shares_most_with_whom_is_told_with_its_count(
    make: Factory, kents: FlaskClient, kent, medway: Organisation
) -> None:
    lille = make.organisation("Lille", slug="lille")
    for number in range(4):
        barrier = make.barrier(f"Cause {number}")
        for body in (kent, medway) if number < 3 else (kent, lille):
            make.obstacle(organisation=body, barrier=barrier)

    pairs = kents.get(AT).text.partition('id="pairs"')[2]

    assert re.search(r"Kent and Medway</th>\s*<td[^>]*>3</td>", pairs)
    assert "Kent and Lille" not in pairs


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, kent: Organisation) -> None:
    assert kent
    assert "/login" in client.get(AT).headers["Location"]


def test_who_has_no_place_in_the_programme_finds_nothing(
    make: Factory, signed_in_as, kent: Organisation
) -> None:
    assert kent
    stranger = signed_in_as(make.person())

    assert stranger.get(AT).status_code == 404
