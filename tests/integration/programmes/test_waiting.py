"""What waits for a lead: the same rows in the same order, counted over what the lead sees."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from tracker.models import Obstacle, Programme
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome, Status, Visibility

AT = "/programmes/ticc"
LONG_AGO = timedelta(weeks=9)


def rows_of(page: str) -> list[tuple[int, str, str]]:
    """Return number, noun and address, or nothing, of each row that waits."""
    block = page.partition('id="waiting"')[2].partition("</section>")[0]
    rows = re.findall(r'<span class="n">(\d+)</span>\s*<p>\s*(?:<a href="([^"]+)">)?([^<]+)', block)
    return [(int(number), noun.strip(), address) for number, address, noun in rows]


def numbers_of(page: str) -> list[int]:
    return [number for number, _noun, _address in rows_of(page)]


@pytest.fixture
def kents_lead(make, kent, signed_in_as):
    return signed_in_as(make.organisation_lead(kent))


@pytest.fixture
def waiting(make, kent, medway) -> SimpleNamespace:
    """One of each thing that waits, all of Medway's."""
    scheme = make.category("Rules")
    one = make.obstacle("One", organisation=medway, categories=[scheme])
    other = make.obstacle("Other", organisation=medway, categories=[scheme])
    make.match(one, other)
    barrier = make.barrier("Nobody named")
    make.obstacle("Uncategorised", organisation=medway)
    make.obstacle(
        "By law",
        organisation=medway,
        categories=[scheme],
        status=Status.ACCEPTED_AS_IMMOVABLE,
        look_again_on=now().date() - timedelta(days=1),
    )
    workaround = make.workaround("A new mandate", organisation=medway, against=[one])
    make.trial(workaround, one, outcome=Outcome.TOO_EARLY, recorded_at=now() - LONG_AGO)
    assert kent
    return SimpleNamespace(barrier=barrier, workaround=workaround)


@pytest.mark.on_postgresql
def test_programme_lead_gets_every_row_with_its_link(leads, waiting) -> None:
    page = leads.get(AT).text

    assert rows_of(page) == [
        (1, "pair marked as the same", f"{AT}/said-the-same"),
        (1, "barrier without a decision-maker", f"{AT}/waiting#barriers"),
        (2, "organisations without a lead", f"{AT}/waiting#organisations"),
        (1, "obstacle without a category", f"{AT}/categories/uncategorised"),
        (1, "trial without an outcome", f"{AT}/waiting#trials"),
        (1, "obstacle to review", f"{AT}/waiting#dates"),
    ]
    assert "7 things wait for you" in page
    assert waiting


@pytest.mark.on_postgresql
def test_the_page_lists_what_has_no_page_of_its_own(leads, waiting) -> None:
    page = leads.get(f"{AT}/waiting").text

    for text in ("Nobody named", "Kent", "Medway", "A new mandate", "By law"):
        assert text in page
    assert f'href="{AT}/organisations/kent/invite-first-lead"' in page
    assert f'href="{AT}/barriers/{waiting.barrier.reference}/edit"' in page


def test_a_row_with_nothing_stays_pale_with_its_reason(leads, make, kent, medway) -> None:
    make.organisation_lead(kent)
    make.organisation_lead(medway)
    make.obstacle("Uncategorised", organisation=medway)

    page = leads.get(AT).text

    assert numbers_of(page) == [0, 0, 0, 1, 0, 0]
    assert [address for _number, _noun, address in rows_of(page) if address] == [
        f"{AT}/categories/uncategorised"
    ]
    assert page.count('<li class="is-none">') == 5
    assert "Every organisation has a lead." in page


def test_when_nothing_waits_one_line_says_so(leads, make, kent) -> None:
    make.organisation_lead(kent)

    page = leads.get(AT).text

    assert "Nothing waits for you" in page
    assert rows_of(page) == []


@pytest.mark.parametrize("browser", ["kent", "funder"])
def test_who_leads_nothing_has_no_such_block(browsers, browser, waiting) -> None:
    page = browsers[browser].get(AT).text

    assert 'id="waiting"' not in page
    assert browsers[browser].get(f"{AT}/waiting").status_code == 403
    assert waiting


def test_organisation_lead_gets_what_is_their_organisations(
    kents_lead, waiting, make, kent
) -> None:
    make.obstacle("Ours", organisation=kent)

    page = kents_lead.get(AT).text

    assert rows_of(page) == [
        (1, "obstacle without a category", f"{AT}/categories/uncategorised"),
        (0, "trials without an outcome", ""),
        (0, "obstacles to review", ""),
    ]
    listed = kents_lead.get(f"{AT}/waiting").text
    assert "By law" not in listed
    assert "Nobody named" not in listed
    assert waiting


@pytest.mark.on_postgresql
def test_medways_lead_gets_theirs(waiting, make, medway, signed_in_as) -> None:
    lead = signed_in_as(make.organisation_lead(medway))

    assert numbers_of(lead.get(AT).text) == [1, 1, 1]
    assert "By law" in lead.get(f"{AT}/waiting").text
    assert waiting


def test_what_the_lead_cannot_see_is_not_counted(leads, waiting, run) -> None:
    run(sa.update(Obstacle).values(visibility=Visibility.ORGANISATION))

    page = leads.get(AT).text

    assert numbers_of(page) == [0, 1, 2, 0, 0, 0]
    listed = leads.get(f"{AT}/waiting").text
    assert "By law" not in listed
    assert "A new mandate" not in listed
    assert waiting


@pytest.mark.parametrize(
    ("age", "outcome", "expected"),
    [
        (timedelta(weeks=9), Outcome.TOO_EARLY, 1),
        (timedelta(weeks=7), Outcome.TOO_EARLY, 0),
        (timedelta(weeks=9), Outcome.WORKED, 0),
    ],
)
def test_a_trial_waits_after_eight_weeks_without_outcome(
    leads, make, medway, age, outcome, expected
) -> None:
    obstacle = make.obstacle("Uncategorised", organisation=medway)
    workaround = make.workaround(against=[obstacle])
    make.trial(workaround, obstacle, outcome, recorded_at=now() - age)

    assert numbers_of(leads.get(AT).text)[4] == expected


@pytest.mark.parametrize(
    ("days", "status", "expected"),
    [
        (0, Status.ACCEPTED_AS_IMMOVABLE, 1),
        (1, Status.ACCEPTED_AS_IMMOVABLE, 0),
        (0, Status.OPEN, 0),
    ],
)
def test_an_obstacle_waits_from_its_review_date_on(
    leads, make, medway, days, status, expected
) -> None:
    day = now().date() + timedelta(days=days)
    make.obstacle("By law", organisation=medway, status=status, look_again_on=day)

    assert numbers_of(leads.get(AT).text)[5] == expected


def test_an_organisation_whose_lead_cannot_sign_in_waits(leads, make, kent) -> None:
    make.organisation_lead(kent, active=False)

    assert numbers_of(leads.get(AT).text)[2] == 1


def test_in_a_closed_programme_nothing_waits(leads, waiting, run) -> None:
    run(sa.update(Programme).values(closed_at=now()))

    assert 'id="waiting"' not in leads.get(AT).text
    assert waiting


def test_the_number_of_queries_does_not_grow(leads, make, medway, count_queries) -> None:
    make.obstacle("One", organisation=medway)
    with count_queries() as few:
        leads.get(f"{AT}/waiting")
    for number in range(9):
        make.organisation(f"Partner {number}")
        make.obstacle(
            f"By law {number}",
            organisation=medway,
            status=Status.ACCEPTED_AS_IMMOVABLE,
            look_again_on=now().date(),
        )
    with count_queries() as many:
        leads.get(f"{AT}/waiting")

    assert len(many) == len(few)
