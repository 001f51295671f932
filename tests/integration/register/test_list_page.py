"""A page of the list: its rows, its place in the whole, and what it says when it is empty."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import rows, titles, words_in
from tracker.models import Organisation, Person, Programme
from tracker.models.vocabulary import Outcome, Status, Visibility
from tracker.register.queries import rows_of
from tracker.sight.sight import find_sight

pytestmark = pytest.mark.on_postgresql


SHARED = "shared with 1 other organisation"


def test_a_row_tells_who_what_kind_how_it_stands_and_who_shares_it(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    category = make.category("Leadership")
    make.obstacle("Elsewhere", organisation=medway, barrier=barrier)
    make.obstacle(
        "No mandate",
        organisation=kent,
        team="Charing team",
        barrier=barrier,
        categories=[category],
        status=Status.BEING_WORKED_ON,
    )

    page = kents.get(AT)

    assert rows(page) == [
        "No mandate Kent, Charing team, Leadership being worked on " + SHARED,
        "Elsewhere Medway open " + SHARED,
    ]


def test_a_row_links_to_its_obstacle(make: Factory, kents: FlaskClient) -> None:
    obstacle = make.obstacle("No mandate")

    page = kents.get(AT)

    assert f'<a href="{AT}/{obstacle.reference}">No mandate</a>' in page.text
    assert kents.get(f"{AT}/{obstacle.reference}").status_code == 200


def test_an_unnamed_row_tells_neither_organisation_nor_team(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("In confidence", organisation=medway, team="Strood", is_named=False)

    page = kents.get(AT)

    assert rows(page) == ["In confidence A partner open"]
    assert "Medway" not in page.text


def test_what_went_out_of_sight_meanwhile_has_no_row(
    app: Flask, make: Factory, nurse: Person, medway: Organisation
) -> None:
    seen = make.obstacle("No mandate", organisation=medway)
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    with app.app_context():
        sight = find_sight(nurse, "ticc")
        assert sight is not None
        told = rows_of(sight, [hidden.id, seen.id])

    assert [row.title for row in told] == ["No mandate"]


def test_markup_in_what_was_typed_is_shown_and_not_run(
    make: Factory, kents: FlaskClient, kent: Organisation
) -> None:
    hostile = '"><svg onload=alert(1)>'
    make.obstacle(hostile, organisation=kent, team=hostile, categories=[make.category(hostile)])

    page = kents.get(AT, query_string={"q": "alert(1)"})
    unknown = kents.get(AT, query_string={"q": "alert(1)", "status": "<svg onload=alert(1)>"})

    assert (titles(page), titles(unknown)) == ([hostile], [])
    assert "<svg onload" not in page.text + unknown.text
    assert "&lt;svg onload" in unknown.text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.WORKED, "worked at Medway"),
        (Outcome.PARTLY, "partly worked at Medway"),
        (Outcome.DID_NOT, None),
        (Outcome.TOO_EARLY, None),
    ],
)
def test_a_row_tells_what_worked_elsewhere_against_the_same_barrier(
    make: Factory,
    kents: FlaskClient,
    medway: Organisation,
    outcome: Outcome,
    said: str | None,
) -> None:
    barrier = make.barrier()
    make.obstacle("Ours", barrier=barrier)
    theirs = make.obstacle("Theirs", organisation=medway, barrier=barrier)
    make.trial(make.workaround(organisation=medway, against=[theirs]), theirs, outcome)

    told, ours = rows(kents.get(AT))

    assert ours == " ".join(
        filter(None, ["Ours Kent", said, "open shared with 1 other organisation"])
    )
    assert "worked at" not in told


def test_what_worked_for_one_not_named_worked_at_a_partner(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    make.obstacle("Ours", organisation=kent, barrier=barrier)
    theirs = make.obstacle("Theirs", organisation=medway, barrier=barrier, is_named=False)
    make.trial(make.workaround(organisation=medway, against=[theirs], is_named=False), theirs)

    page = kents.get(AT)

    assert rows(page) == ["Theirs A partner open", "Ours Kent worked at a partner open"]


def test_what_worked_comes_before_what_partly_did(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    amiens = make.obstacle("A", organisation=make.organisation("Amiens"), barrier=barrier)
    theirs = make.obstacle("M", organisation=medway, barrier=barrier)
    make.obstacle("Ours", organisation=kent, barrier=barrier)
    workaround = make.workaround(organisation=medway, against=[amiens, theirs])
    make.trial(workaround, amiens, Outcome.PARTLY)
    make.trial(workaround, theirs, Outcome.WORKED)

    ours, *_rest = rows(kents.get(AT))

    assert ours == "Ours Kent worked at Medway open shared with 2 other organisations"


@pytest.mark.parametrize(
    ("logged", "page", "span"),
    [
        (1, "", "1 to 1 of 1 obstacle you can see"),
        (25, "", "1 to 25 of 25 obstacles you can see"),
        (26, "", "1 to 25 of 26 obstacles you can see"),
        (26, "?page=2", "26 to 26 of 26 obstacles you can see"),
        (50, "?page=2", "26 to 50 of 50 obstacles you can see"),
        (50, "?page=3", "26 to 50 of 50 obstacles you can see"),
        (50, "?page=999999", "26 to 50 of 50 obstacles you can see"),
        (50, f"?page={'9' * 5000}", "1 to 25 of 50 obstacles you can see"),
        (50, "?page=0", "1 to 25 of 50 obstacles you can see"),
        (50, "?page=-1", "1 to 25 of 50 obstacles you can see"),
        (50, "?page=abc", "1 to 25 of 50 obstacles you can see"),
        (50, "?page=%D9%A2", "1 to 25 of 50 obstacles you can see"),
    ],
)
def test_a_page_says_where_it_stands_in_the_whole(
    log_many: Callable[..., None], kents: FlaskClient, logged: int, page: str, span: str
) -> None:
    log_many(logged)

    answer = kents.get(f"{AT}{page}")

    assert span in words_in(answer.text)
    first, last = (int(span.split()[place]) for place in (0, 2))
    assert len(titles(answer)) == last - first + 1


def test_pages_hold_each_obstacle_once(log_many: Callable[..., None], kents: FlaskClient) -> None:
    log_many(60)

    found = [
        title for page in (1, 2, 3) for title in titles(kents.get(f"{AT}?sort=status&page={page}"))
    ]

    assert sorted(found) == sorted(f"Obstacle {number}" for number in range(1, 61))


def test_pages_lead_to_one_another_and_keep_what_is_asked(
    log_many: Callable[..., None], kents: FlaskClient
) -> None:
    log_many(60, status=Status.RESOLVED)

    page = kents.get(f"{AT}?status=resolved&sort=oldest&page=2")

    asked = f"{AT}?status=resolved&amp;sort=oldest"
    assert f'href="{asked}"' in page.text
    assert f'href="{asked}&amp;page=3"' in page.text
    assert "Page 2 of 3" in page.text


def test_a_person_sees_their_own_drafts_above_the_list_and_not_in_it(
    make: Factory, kents: FlaskClient, kent: Organisation, nurse: Person
) -> None:
    draft = make.obstacle("Half a thought", organisation=kent, author=nurse, is_draft=True)
    make.obstacle("A colleague's", organisation=kent, is_draft=True)

    page = kents.get(AT)

    assert "You have 1 draft. Only you can see it: Half a thought" in words_in(page.text)
    assert f'href="{AT}/{draft.reference}"' in page.text
    assert titles(page) == []
    assert "A colleague" not in page.text


def test_of_many_drafts_the_latest_are_named(
    log_many: Callable[..., None], kents: FlaskClient, nurse: Person
) -> None:
    log_many(7, is_draft=True, author_id=nurse.id)

    page = kents.get(AT)

    assert "You have 7 drafts. Only you can see them:" in words_in(page.text)
    assert "and 2 older drafts" in page.text


def test_an_empty_list_leads_to_logging(kents: FlaskClient) -> None:
    page = kents.get(AT)

    assert "No obstacles to show yet." in page.text
    assert f'href="{AT}/log"' in page.text


def test_an_empty_list_leads_nobody_to_what_they_may_not_do(
    make: Factory, signed_in_as: Callable[[Person], FlaskClient], programme: Programme
) -> None:
    funders = signed_in_as(make.funder(programme))

    page = funders.get(AT)

    assert "No obstacles to show yet." in page.text
    assert f"{AT}/log" not in page.text


def test_a_list_narrowed_to_nothing_names_the_filters_and_offers_to_clear_them(
    make: Factory, kents: FlaskClient
) -> None:
    make.obstacle("No mandate", visibility=Visibility.PARTNERS)

    page = kents.get(f"{AT}?status=resolved&q=nothing&sort=title")

    assert (
        "No obstacles that you can see match all these filters: “nothing” and resolved."
        in page.text
    )
    assert f'<a href="{AT}?sort=title">Clear filters</a>' in page.text
    assert "nothing to download" in page.text
    assert ".csv" not in page.text


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx", ".json"])
def test_strangers_are_asked_to_sign_in(
    client: FlaskClient, kent: Organisation, ending: str
) -> None:
    answer = client.get(f"{AT}{ending}")

    assert kent
    assert answer.status_code == 303


def test_another_programmes_list_looks_missing(
    make: Factory, kents: FlaskClient, signed_in_as: Callable[[Person], FlaskClient]
) -> None:
    other = make.programme("other")
    outsider = make.contributor(make.organisation(programme=other))

    assert signed_in_as(outsider).get(AT).status_code == 404
    assert kents.get("/programmes/other/obstacles").status_code == 404
    assert kents.get("/programmes/none/obstacles.csv").status_code == 404


def test_a_number_is_part_of_its_filters_name(
    make: Factory, kents: FlaskClient, kent: Organisation
) -> None:
    make.obstacle(organisation=kent)

    labels = re.findall(
        r'<label class="form-check-label".*?</label>', kents.get(AT).text, re.DOTALL
    )

    named = [" ".join(re.sub("<[^>]*>", " ", label).split()) for label in labels]
    assert "open 1" in named
    assert [label for label in named if not label[-1].isdigit()] == []


def test_results_have_a_heading(make: Factory, kents: FlaskClient, kent: Organisation) -> None:
    make.obstacle(organisation=kent)

    page = kents.get(AT).text

    assert re.search(r'<h2[^>]*id="results"[^>]*>Search results</h2>.*<ol class="rows"', page, re.S)
    assert 'aria-labelledby="results"' in page


def test_each_title_bears_its_language_where_it_is_certain(
    make: Factory, kents: FlaskClient, kent: Organisation
) -> None:
    for title in (
        "Deux formulaires sont demandés pour la même visite",
        "Voor één bezoek worden twee formulieren gevraagd",
        "Two forms are asked for one visit",
        "Deux formulaires",
    ):
        make.obstacle(title, organisation=kent)

    page = kents.get(AT).text

    found = re.findall(r'<a href="[^"]*/obstacles/[^"]*"( lang="\w+")?>([^<]*)</a>', page)
    assert {words: attribute.strip() for attribute, words in found} == {
        "Deux formulaires sont demandés pour la même visite": 'lang="fr"',
        "Voor één bezoek worden twee formulieren gevraagd": 'lang="nl"',
        "Two forms are asked for one visit": 'lang="en"',
        "Deux formulaires": "",
    }


@pytest.mark.parametrize("path", [AT, AT.replace("/obstacles", "/network")])
def test_what_a_script_sends_has_a_button_without_it(
    make: Factory, kents: FlaskClient, kent: Organisation, path: str
) -> None:
    make.obstacle(organisation=kent)

    page = kents.get(path).text

    for select in re.findall(r"<select[^>]*data-send[^>]*>", page):
        named = re.search(r'form="([^"]+)"', select)
        start = page.index(f'<form id="{named[1]}"' if named else '<form class="pickers"')
        assert re.search(r"<button[^>]*submit", page[start : page.index("</form>", start)])
