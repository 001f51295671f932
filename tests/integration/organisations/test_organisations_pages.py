"""The list of organisations and the page of one: what bears its name, of what one may read."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.integration.conftest import everybody_sees
from tests.listing import without_token, words_in
from tracker.models import Obstacle, Organisation, Participation
from tracker.models.vocabulary import Kind, Status

ALL = "/programmes/ticc/organisations"
KENT = f"{ALL}/kent"
VISIBILITIES = ["organisation", "partners", "funders", "public"]


def test_those_that_take_part_stand_by_name(kents, make, programme):
    make.organisation("Émile Care", programme=programme, kind=Kind.ADVISORY, country="FR")
    make.organisation("Zeeland", programme=programme, country="")

    words = words_in(kents.get(ALL).text)

    assert words.index("Émile Care France advisory partner 0") < words.index(
        "Kent United Kingdom delivery partner"
    )
    assert "Zeeland several countries, or not recorded delivery partner 0" in words


def test_those_of_another_programme_stand_elsewhere(kents, make, elsewhere):
    make.organisation("Stranger", slug="stranger", programme=elsewhere)

    assert "Stranger" not in kents.get(ALL).text
    assert kents.get(f"{ALL}/stranger").status_code == 404


def test_one_that_nobody_knows_is_404(kents):
    assert kents.get(f"{ALL}/nobody").status_code == 404


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_the_number_counts_what_the_viewer_may_read(browsers, make, kent, visibility):
    make.obstacle(organisation=kent, visibility=visibility)

    counting = {
        who
        for who, browser in browsers.items()
        if "Kent United Kingdom delivery partner 1" in words_in(browser.get(ALL).text)
    }

    assert counting == everybody_sees(visibility)


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_its_page_shows_what_the_viewer_may_read(browsers, make, kent, visibility):
    make.obstacle("No mandate", organisation=kent, visibility=visibility)

    showing = {who for who, browser in browsers.items() if "No mandate" in browser.get(KENT).text}

    assert showing == everybody_sees(visibility)


def test_what_is_unnamed_stands_on_its_own_page_for_its_members_alone(browsers, make, kent):
    make.obstacle("No mandate", organisation=kent, is_named=False, visibility="public")

    showing = {who for who, browser in browsers.items() if "No mandate" in browser.get(KENT).text}

    assert showing == {"kent"}


def test_drafts_stand_nowhere(kents, make, kent, nurse):
    make.obstacle("Not yet logged", organisation=kent, is_draft=True, author=nurse)

    assert "Not yet logged" not in kents.get(KENT).text


def test_its_barriers_stand_with_how_it_fares(kents, make, kent, medway):
    barrier = make.barrier("Sign-off sits too high")
    make.obstacle(organisation=kent, barrier=barrier, status=Status.RESOLVED)
    make.obstacle(organisation=kent, barrier=barrier, status=Status.OPEN)
    make.obstacle(organisation=medway, barrier=barrier)

    words = words_in(kents.get(KENT).text)

    assert "Sign-off sits too high shared by 2 organisations open" in words


def test_a_barrier_that_it_meets_unnamed_is_not_told(medways, make, kent):
    make.obstacle(organisation=kent, barrier=make.barrier("Sign-off"), is_named=False)

    assert "Sign-off" not in medways.get(KENT).text


def test_one_that_left_keeps_its_page_and_stands_last(kents, make, medway, run):
    make.obstacle("No mandate", organisation=medway)
    run(
        sa.update(Participation)
        .where(Participation.organisation_id == medway.id)
        .values(left_on=date(2026, 3, 1))
    )

    page = kents.get(f"{ALL}/medway").text

    assert "No mandate" in page
    assert "until 1 March 2026" in words_in(page)
    assert "Medway left on 1 March 2026" in words_in(kents.get(ALL).text)


def test_the_newest_twenty_stand_there_and_the_rest_behind_a_link(kents, make, kent):
    for number in range(21):
        make.obstacle(f"Obstacle number {number:02}", organisation=kent)

    page = kents.get(KENT).text

    assert "Obstacle number 00" not in page
    assert page.count("Obstacle number") == 20
    assert "See all 21 obstacles" in page


def test_an_organisation_of_which_nothing_is_known_says_so(medways, kent):
    assert kent
    assert "No obstacles that you can see show this organisation’s name." in medways.get(KENT).text


def test_what_is_told_of_it_stands_there_as_told(kents, run, kent):
    run(
        sa.update(Organisation).values(
            about="<script>alert(1)</script>", is_group=True, source_url="https://example.org/a?b&c"
        )
    )

    page = kents.get(KENT).text

    assert kent
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="https://example.org/a?b&amp;c"' in page
    assert "names them only as a group" in page


@pytest.mark.parametrize("page", [ALL, KENT, f"{ALL}/other", f"{ALL}/medway"])
def test_who_stands_behind_an_unnamed_obstacle_cannot_be_told(medways, make, kent, run, page):
    other = make.organisation("Other", slug="other")
    barrier = make.barrier()
    hidden = make.obstacle(organisation=kent, barrier=barrier, is_named=False)
    for owner in (kent, other):
        make.obstacle(organisation=owner, barrier=barrier)
    before = medways.get(page)

    run(sa.update(Obstacle).where(Obstacle.id == hidden.id).values(organisation_id=other.id))

    assert before.status_code == 200
    assert without_token(medways.get(page)) == without_token(before)


@pytest.mark.parametrize("page", [ALL, KENT])
def test_its_queries_do_not_grow_with_its_rows(queries_of, kents, make, kent, page):
    make.obstacle(organisation=kent, barrier=make.barrier())
    few = queries_of(kents, page)

    for _each in range(4):
        newcomer = make.organisation()
        barrier = make.barrier()
        make.obstacle(organisation=kent, barrier=barrier)
        make.obstacle(organisation=newcomer, barrier=barrier)

    assert queries_of(kents, page) == few


@pytest.mark.parametrize("page", [ALL, KENT])
def test_somebody_without_a_place_is_told_nothing(signed_in_as, make, kent, page):
    assert kent
    assert signed_in_as(make.person()).get(page).status_code == 404


def test_a_programme_without_organisations_says_so(signed_in_as, make):
    lead = make.programme_lead(make.programme("ticc"))

    assert "No organisations yet" in signed_in_as(lead).get(ALL).text
