"""An act is kept with the capacity in which it was done, and names go by that alone."""

import pytest
import sqlalchemy as sa

from tests.integration.history.saying import saved
from tracker.models import Assignment, AuditEvent, Membership, Obstacle, Person
from tracker.models.moment import now

AT = "/programmes/ticc/obstacles"
LOG = "/programmes/ticc/log"


@pytest.fixture
def obstacle(make, kent) -> Obstacle:
    """Kent's obstacle, beside another of Kent's."""
    make.obstacle("Its neighbour", organisation=kent)
    return make.obstacle("Signed by managers", organisation=kent)


@pytest.fixture
def vera(make, kent, medway) -> Person:
    """A member of Kent and of Medway."""
    person = make.contributor(medway, name="Vera Visitor")
    make._save(Membership(person_id=person.id, organisation_id=kent.id, role="contributor"))
    return person


@pytest.fixture
def kents_lead(make, kent, signed_in_as):
    return signed_in_as(make.organisation_lead(kent, name="Olga Overseer"))


@pytest.fixture
def capacities(events):
    """In which capacity each of these acts was done, oldest first."""
    return lambda *acts: [(one.capacity, one.capacity_organisation_id) for one in events(*acts)]


@pytest.fixture
def forget_capacity(meddle):
    """Make every event one from before the capacity was kept."""
    nothing = {"capacity": None, "capacity_organisation_id": None}
    return lambda: meddle(sa.update(AuditEvent).values(nothing))


def commented(browser, obstacle, **more):
    at = f"{AT}/{obstacle.reference}/comments"
    answer = browser.post(at, data={"text": "So it is"} | more)
    assert answer.status_code == 303, answer.text


def told_in(browser, obstacle) -> str:
    return browser.get(f"{AT}/{obstacle.reference}/history").text.partition("<main")[2]


def test_what_a_member_does_is_done_for_the_organisation(kents, kent, obstacle, capacities) -> None:
    saved(kents, obstacle, title="Signed late")

    assert capacities("obstacle:edit") == [("member", kent.id)]


@pytest.mark.parametrize("voice", ["kent", "medway"])
def test_a_comment_is_made_for_whom_its_writer_speaks(
    signed_in_as, vera, obstacle, kent, medway, capacities, voice
) -> None:
    commented(signed_in_as(vera), obstacle, voice=voice)

    on_behalf_of = {"kent": kent, "medway": medway}[voice]
    assert capacities("comment:write") == [("member", on_behalf_of.id)]


@pytest.mark.on_postgresql
def test_a_lead_comments_as_a_lead(leads, obstacle, capacities) -> None:
    commented(leads, obstacle)

    assert capacities("comment:write") == [("programme-lead", None)]


def test_a_lead_groups_and_edits_barriers_as_a_lead(leads, make, obstacle, capacities) -> None:
    leads.post(f"{AT}/{obstacle.reference}/group", data={"barrier": make.barrier().reference})
    leads.post("/programmes/ticc/barriers/add", data={"title": "Pay by the hour"})

    assert capacities("obstacle:group", "barrier:add")[-2:] == [("programme-lead", None)] * 2


@pytest.fixture
def matched(make, medway, obstacle):
    """Say that Kent's obstacle and one of Medway's are related."""
    theirs = make.obstacle("Theirs", organisation=medway)

    def match(browser) -> None:
        at = f"{AT}/{theirs.reference}/match"
        answer = browser.post(at, data={"other": obstacle.reference, "answer": "related"})
        assert answer.status_code == 303

    return match


def test_who_belongs_to_both_sides_of_a_pair_acts_for_neither(
    matched, signed_in_as, vera, capacities
) -> None:
    matched(signed_in_as(vera))

    assert capacities("obstacle:match") == [("member", None)] * 2


def test_a_pair_is_joined_for_ones_own_side(matched, medways, medway, capacities) -> None:
    matched(medways)

    assert capacities("obstacle:match") == [("member", medway.id)] * 2


def test_a_third_partner_matches_for_its_own_organisation(
    matched, make, programme, signed_in_as, capacities
) -> None:
    lille = make.organisation("Lille", programme=programme)

    matched(signed_in_as(make.contributor(lille)))

    assert capacities("obstacle:match") == [("member", lille.id)] * 2


def test_a_lead_of_no_organisation_matches_as_a_lead(matched, leads, capacities) -> None:
    matched(leads)

    assert capacities("obstacle:match") == [("programme-lead", None)] * 2


def test_a_trial_is_made_for_the_obstacles_organisation(
    signed_in_as, vera, make, medway, kent, obstacle, capacities
) -> None:
    way = make.workaround("Ask the board", organisation=medway)
    at = f"/programmes/ticc/workarounds/{way.reference}/trials/new"

    signed_in_as(vera).post(at, data={"obstacle": obstacle.reference, "outcome": "worked"})

    assert capacities("trial:record") == [("member", kent.id)] * 2


def test_ones_account_is_ones_own(kents, capacities) -> None:
    assert kents
    assert capacities("session:begin") == [("oneself", None)]


def test_an_administrator_acts_as_one(make, nurse, signed_in_as, capacities) -> None:
    chief = signed_in_as(make.administrator())

    chief.post(
        "/administration/people/make-administrator",
        data={"email": nurse.email, "confirmed": "yes"},
    )

    assert capacities("person:edit") == [("administrator", None)]


def test_a_funder_takes_a_file_as_a_funder(funders, capacities) -> None:
    funders.get("/programmes/ticc/summary.csv")

    assert capacities("summary:export") == [("funder-or-observer", None)]


def test_nobody_acts_in_any_capacity_outside_a_request(make, kent, capacities) -> None:
    make.workaround(organisation=kent)

    assert capacities("workaround:log") == [(None, None)]


def test_who_speaks_for_another_organisation_bears_no_name(
    kents, signed_in_as, vera, obstacle
) -> None:
    browser = signed_in_as(vera)
    commented(browser, obstacle, voice="medway", is_unnamed="y")

    assert "Posted a comment" in told_in(kents, obstacle)
    assert "Vera Visitor" not in told_in(kents, obstacle)

    commented(browser, obstacle, voice="kent")
    assert "Vera Visitor" in told_in(kents, obstacle)


def test_who_was_a_colleague_bears_no_name_for_what_came_after(
    kents, signed_in_as, vera, kent, obstacle, run
) -> None:
    browser = signed_in_as(vera)
    saved(browser, obstacle, title="Signed late")
    run(
        sa.update(Membership)
        .where(Membership.organisation_id == kent.id, Membership.person_id == vera.id)
        .values(ended_at=now())
    )
    commented(browser, obstacle)

    text = told_in(kents, obstacle)
    assert text.count("Vera Visitor") == 1
    assert "someone from another organisation" in text


@pytest.mark.on_postgresql
def test_a_name_that_is_not_shown_is_not_found(kents_lead, signed_in_as, vera, obstacle) -> None:
    browser = signed_in_as(vera)
    commented(browser, obstacle, voice="medway")
    assert "Posted a comment" in kents_lead.get(LOG).text
    assert "Posted a comment" not in kents_lead.get(f"{LOG}?who=vera").text
    assert "Posted a comment" not in kents_lead.get(f"{LOG}.csv?who=vera").text

    commented(browser, obstacle, voice="kent")

    assert "Posted a comment" in kents_lead.get(f"{LOG}?who=vera").text


def test_what_somebody_of_both_joined_is_told_to_neither(
    matched, kents, signed_in_as, vera, obstacle
) -> None:
    matched(signed_in_as(vera))

    assert "are the same" not in told_in(kents, obstacle)


def test_what_only_its_members_do_was_always_theirs(
    kents, signed_in_as, vera, obstacle, forget_capacity
) -> None:
    saved(signed_in_as(vera), obstacle, title="Signed late")
    forget_capacity()

    assert "Vera Visitor" in told_in(kents, obstacle)


def test_of_what_others_do_too_nobody_knows_for_whom_it_was(
    kents, signed_in_as, vera, obstacle, forget_capacity
) -> None:
    commented(signed_in_as(vera), obstacle, voice="kent")
    commented(kents, obstacle)
    forget_capacity()

    text = told_in(kents, obstacle)
    assert "Vera Visitor" not in text
    assert "Nora Nurse" in text


@pytest.mark.parametrize("ended_at", [None, now()])
def test_who_had_a_role_may_have_acted_in_it(
    kents, nurse, make, programme, obstacle, forget_capacity, ended_at
) -> None:
    commented(kents, obstacle)
    forget_capacity()
    assert "Nora Nurse" in told_in(kents, obstacle)

    role = {"role": "observer", "ended_at": ended_at}
    make._save(Assignment(person_id=nurse.id, programme_id=programme.id, **role))

    assert "Nora Nurse" not in told_in(kents, obstacle)
