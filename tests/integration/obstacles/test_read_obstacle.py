"""An obstacle's page tells its story, to each reader no more than they may see."""

import re

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle
from tracker.models.vocabulary import Level, Outcome, Status, Visibility


def test_the_page_tells_what_was_said(kents, make):
    category = make.category("Leadership")
    obstacle = make.obstacle(
        "Sign-off sits too high",
        details="Twice in May.\nAnd again.",
        since_year=2018,
        since_month=3,
        level=Level.NATIONAL,
        team="Ashford",
        people_supported=1200,
        budget_a_year=9200,
        budget_currency="GBP",
        categories=[category],
    )

    page = kents.get(f"{AT}/{obstacle.reference}").text

    for words in (
        "Sign-off sits too high",
        "Twice in May.",
        "since March 2018",
        "national",
        "Ashford",
        "1,200",
        "£9,200",
        "not recorded",
        f"{AT}?category={category.slug}",
        "Visible to partners, with our name",
    ):
        assert words in page


def test_a_reference_may_be_written_in_small_letters(kents, make):
    obstacle = make.obstacle()

    assert kents.get(f"{AT}/{obstacle.reference.lower()}").status_code == 200


def test_an_unknown_reference_and_one_out_of_sight_look_alike(kents, make, medway):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    unknown, unseen = kents.get(f"{AT}/TICC-ZZZZ"), kents.get(f"{AT}/{hidden.reference}")

    assert (unknown.status_code, unseen.status_code) == (404, 404)
    assert unknown.text == unseen.text


def test_an_obstacle_of_another_programme_looks_missing(kents, make):
    other = make.programme("other")
    obstacle = make.obstacle(
        organisation=make.organisation(programme=other),
        programme=other,
        visibility=Visibility.PUBLIC,
    )

    assert kents.get(f"{AT}/{obstacle.reference}").status_code == 404


@pytest.mark.parametrize(
    ("visibility", "status"),
    [
        (Visibility.ORGANISATION, 404),
        (Visibility.PARTNERS, 404),
        (Visibility.FUNDERS, 200),
        (Visibility.PUBLIC, 200),
    ],
)
@pytest.mark.usefixtures("kent")
def test_a_funder_reads_what_is_meant_for_funders(make, signed_in_as, visibility, status):
    obstacle = make.obstacle(visibility=visibility)

    answer = signed_in_as(make.funder()).get(f"{AT}/{obstacle.reference}")

    assert answer.status_code == status


def test_unnamed_is_met_by_a_partner(medways, make, kent):
    obstacle = make.obstacle(organisation=kent, is_named=False, team="Ashford")

    page = medways.get(f"{AT}/{obstacle.reference}").text

    assert "a partner" in page
    assert "without our name" not in page
    assert "Kent" not in page
    assert "Ashford" not in page


def test_its_own_people_read_the_name_and_that_others_do_not(kents, make):
    obstacle = make.obstacle(is_named=False)

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "Kent" in page
    assert "Others see this obstacle without our organisation’s name." in page


def test_the_programme_lead_does_not_read_the_name_either(leads, make, kent):
    obstacle = make.obstacle(organisation=kent, is_named=False)

    assert "Kent" not in leads.get(f"{AT}/{obstacle.reference}").text


def test_only_its_own_people_are_told_who_reads_it(medways, make, kent):
    obstacle = make.obstacle(organisation=kent)

    page = medways.get(f"{AT}/{obstacle.reference}").text

    assert "Visible to partners" not in page
    assert f"{obstacle.reference}/edit" not in page


def test_only_its_own_people_change_it_by_one_tap(kents, medways, make, kent):
    obstacle = make.obstacle(organisation=kent)

    ours, others = (browser.get(f"{AT}/{obstacle.reference}").text for browser in (kents, medways))

    assert 'id="one-tap"' in ours
    assert 'id="one-tap"' not in others


def test_others_may_have_it_too_and_its_own_people_have_it_already(kents, medways, make, kent):
    obstacle = make.obstacle(organisation=kent)

    ours, others = (browser.get(f"{AT}/{obstacle.reference}").text for browser in (kents, medways))

    assert "We have this too" in others
    assert "We have this too" not in ours


def test_the_barrier_is_told_with_who_shares_it_and_who_is_past_it(kents, make, kent, medway):
    barrier = make.barrier("Sign-off sits too high everywhere")
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    make.obstacle(organisation=medway, barrier=barrier, status=Status.RESOLVED)

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "Sign-off sits too high everywhere" in page
    assert 'Shared by <b class="text-body n">2</b> organisations' in page
    assert '<b class="text-body n">1</b> has got past it.' in page
    assert "Medway has got past this barrier." in page


def test_a_barrier_met_by_nobody_else_in_sight_is_not_called_shared(kents, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    make.obstacle(
        organisation=medway,
        barrier=barrier,
        visibility=Visibility.ORGANISATION,
        status=Status.RESOLVED,
    )

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "Shared by" not in page
    assert "got past this barrier" not in page


def test_who_is_past_it_already_is_told_of_nobody_else(kents, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier, status=Status.WORKED_ROUND)
    make.obstacle(organisation=medway, barrier=barrier, status=Status.RESOLVED)

    assert "got past this barrier" not in kents.get(f"{AT}/{obstacle.reference}").text


def test_who_got_past_it_does_not_tell_whose_an_unnamed_obstacle_is(medways, make, kent):
    barrier = make.barrier()
    unnamed = make.obstacle(organisation=kent, barrier=barrier, is_named=False)
    make.obstacle(organisation=kent, barrier=barrier, status=Status.RESOLVED)

    page = medways.get(f"{AT}/{unnamed.reference}").text

    assert "Kent has got past this barrier." in page


def test_workarounds_of_the_barrier_are_told_with_their_trials(kents, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    theirs = make.obstacle(organisation=medway, barrier=barrier)
    workaround = make.workaround("A new scheme", organisation=medway, against=[theirs])
    make.trial(workaround, theirs, Outcome.PARTLY, what_it_took="Nine months")

    page = kents.get(f"{AT}/{obstacle.reference}").text

    for words in ("A new scheme", "partly worked", "Medway", "Nine months", "Start a trial"):
        assert words in page


def test_of_many_workarounds_a_few_are_told_and_the_barrier_tells_the_rest(kents, make):
    barrier = make.barrier()
    obstacle = make.obstacle(barrier=barrier)
    for number in range(7):
        make.workaround(f"Way {number}", against=[obstacle])

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert page.count(">Way ") == 5
    assert "All workarounds for this barrier" in page


@pytest.mark.on_postgresql
def test_without_a_barrier_every_workaround_is_told(kents, make):
    obstacle = make.obstacle()
    for number in range(7):
        make.workaround(f"Way {number}", against=[obstacle])

    assert kents.get(f"{AT}/{obstacle.reference}").text.count(">Way ") == 7


def test_the_page_tells_a_change_at_once(kents, medways, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    theirs = make.obstacle(organisation=medway, barrier=barrier)
    before = kents.get(f"{AT}/{obstacle.reference}").text

    medways.post(f"{AT}/{theirs.reference}/status", data={"status": "resolved"})

    assert "Medway has got past this barrier." not in before
    assert "Medway has got past this barrier." in kents.get(f"{AT}/{obstacle.reference}").text


def test_what_is_kept_for_one_reader_is_not_shown_to_another(kents, medways, make, kent):
    obstacle = make.obstacle(organisation=kent, is_named=False, team="Ashford")
    own = kents.get(f"{AT}/{obstacle.reference}").text

    others = medways.get(f"{AT}/{obstacle.reference}").text

    assert "Ashford" in own
    assert "Ashford" not in others
    assert f"{obstacle.reference}/edit" not in others


def test_a_trial_against_an_obstacle_out_of_sight_is_not_told(kents, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    hidden = make.obstacle(organisation=medway, barrier=barrier, visibility=Visibility.ORGANISATION)
    workaround = make.workaround("A new scheme", organisation=medway, against=[obstacle, hidden])
    make.trial(workaround, hidden, what_it_took="Nine months")

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "A new scheme" in page
    assert "Nine months" not in page


def test_a_trial_of_who_is_not_named_is_a_partners(kents, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)
    unnamed = make.obstacle(organisation=medway, barrier=barrier, is_named=False)
    make.trial(make.workaround(organisation=kent, against=[unnamed]), unnamed)

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert "A partner" in page
    assert "Medway" not in page


@pytest.mark.parametrize(("is_named", "first"), [(True, "Ghent"), (False, "Lille")])
@pytest.mark.usefixtures("kent")
def test_its_country_brings_nothing_nearer_where_it_bears_no_name(kents, make, is_named, first):
    barrier, aalst = make.barrier(), make.organisation("Aalst", country="BE")
    obstacle = make.obstacle(organisation=aalst, barrier=barrier, is_named=is_named)
    for name, country in (("Lille", "FR"), ("Ghent", "BE")):
        met = make.obstacle(organisation=make.organisation(country=country), barrier=barrier)
        make.trial(make.workaround(f"As in {name}", against=[met]), met)

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert re.findall("As in (Lille|Ghent)", page)[0] == first


def test_what_is_past_and_has_no_workaround_asks_what_got_round_it(kents, make):
    obstacle = make.obstacle(status=Status.RESOLVED)

    assert "Add what worked" in kents.get(f"{AT}/{obstacle.reference}").text


def test_the_source_is_linked_and_our_reading_is_marked(medways, make, kent):
    obstacle = make.obstacle(
        organisation=kent,
        source_label="TICC, final report",
        source_url="https://example.org/report",
        grouping_note="The level is our reading.",
    )

    page = medways.get(f"{AT}/{obstacle.reference}").text

    assert 'href="https://example.org/report"' in page
    assert "TICC, final report" in page
    assert "The level is our reading." in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", " \tjavascript:alert(1)", "data:x"])
def test_a_source_that_is_no_web_address_is_no_link(kents, make, address):
    obstacle = make.obstacle(source_label="A report", source_url=address)

    assert address not in kents.get(f"{AT}/{obstacle.reference}").text


def test_what_it_holds_up_is_told_within_sight(kents, make, kent, medway):
    holding = make.obstacle("No mandate", organisation=kent)
    seen = make.obstacle("No rooms", organisation=medway)
    unseen = make.obstacle("No car", organisation=medway, visibility=Visibility.ORGANISATION)
    make.hindrance(holding, seen)
    make.hindrance(holding, unseen)

    page = kents.get(f"{AT}/{holding.reference}").text

    assert "No rooms" in page
    assert "No car" not in page


@pytest.mark.on_postgresql
def test_a_circle_is_a_finding(kents, make, kent, medway):
    first, second = make.obstacle("No mandate", organisation=kent), make.obstacle("No budget")
    third = make.obstacle("No staff", organisation=medway)
    for holding, held_up in ((first, second), (second, third), (third, first)):
        make.hindrance(holding, held_up)

    page = kents.get(f"{AT}/{first.reference}").text

    assert "This obstacle and 2 others block each other in a circle" in page


def test_a_circle_through_what_is_out_of_sight_is_none(kents, make, kent, medway):
    first, second = make.obstacle("No mandate", organisation=kent), make.obstacle("No budget")
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)
    for holding, held_up in ((first, second), (second, hidden), (hidden, first)):
        make.hindrance(holding, held_up)

    assert "Blocking each other" not in kents.get(f"{AT}/{first.reference}").text


def test_history_names_a_colleague_to_colleagues_alone(kents, medways, rows, nurse):
    kents.post(f"{AT}/log", data={"title": "No mandate"})
    [reference] = rows(sa.select(Obstacle.reference))

    own, others = (
        client.get(f"{AT}/{reference}").text.partition('id="history"')[2].partition("</ol>")[0]
        for client in (kents, medways)
    )

    assert nurse.name in own
    assert nurse.name not in others
    assert "Kent" in others


@pytest.fixture
def cost(app, kents, count_queries):
    """Count the queries of a page of which this process has kept nothing."""

    def count(address: str) -> int:
        app.extensions.pop("viewer_caches", None)
        with count_queries() as statements:
            kents.get(address)
        return len([one for one in statements if one.startswith("SELECT")])

    return count


def test_the_page_costs_the_same_queries_however_much_there_is_to_tell(cost, make, kent, medway):
    barrier = make.barrier()
    obstacle = make.obstacle(organisation=kent, barrier=barrier)

    def tell_more() -> None:
        other = make.obstacle(organisation=medway, barrier=barrier)
        make.trial(make.workaround(against=[obstacle, other]), other)
        make.hindrance(obstacle, other)

    for _each in range(2):  # Of two that are alike the words are compared, which is one more.
        tell_more()
    few = cost(f"{AT}/{obstacle.reference}")
    for _each in range(4):
        tell_more()
    many = cost(f"{AT}/{obstacle.reference}")

    assert many == few


def test_a_page_told_before_costs_two_queries(kents, make, count_queries):
    obstacle = make.obstacle()
    kents.get(f"{AT}/{obstacle.reference}")

    with count_queries() as statements:
        kents.get(f"{AT}/{obstacle.reference}")

    assert len([one for one in statements if one.startswith("SELECT")]) == 2


def test_an_amount_and_a_source_go_with_the_name(browsers, make, kent):
    obstacle = make.obstacle(
        organisation=kent,
        is_named=False,
        visibility="public",
        budget_a_year=9_200,
        budget_currency="GBP",
        source_label="Kent’s report",
    )

    pages = {name: browser.get(f"{AT}/{obstacle.reference}") for name, browser in browsers.items()}

    assert {name for name, page in pages.items() if "9,200" in page.text} == {"kent"}
    assert {name for name, page in pages.items() if "from the source" in page.text} == {"kent"}


def test_each_text_on_the_page_bears_its_own_language(kents, make):
    obstacle = make.obstacle(
        "Voor één bezoek worden twee formulieren gevraagd",
        details="Deux formulaires sont demandés pour la même visite.\nBon.",
    )
    make.workaround("One form that both organisations accept for all visits", against=[obstacle])
    make.comment(obstacle, text="Nous avons la même chose dans notre équipe.")

    page = kents.get(f"{AT}/{obstacle.reference}").text

    assert re.search(r'<h1 class="words" lang="nl">Voor', page)
    assert re.search(r'<p class="words mt-2 mb-0" lang="fr">Deux', page)
    assert re.search(r'<p class="words mt-2 mb-0" lang="fr">Bon', page)
    assert re.search(r'<a [^>]*lang="en">One form', page)
    assert re.search(r'<p class="words mt-1 mb-0" lang="fr">Nous', page)
