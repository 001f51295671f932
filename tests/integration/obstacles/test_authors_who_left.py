"""What an author wrote in a place stays with that place when they leave it."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Assignment, Comment, Membership, Obstacle, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, Outcome, ProgrammeRole, Visibility

COMMENTS_AT = "/programmes/ticc/comments"
ACTS = ("edit", "delete")


@pytest.fixture
def obstacle(make, kent) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, visibility=Visibility.PUBLIC)


@pytest.fixture
def said(make, obstacle, nurse) -> Comment:
    """What the nurse said for Kent, beside what somebody else of Kent said."""
    make.comment(obstacle, make.person(), "A colleague said so")
    return make.comment(obstacle, nurse, "So it was")


@pytest.fixture
def leave(run):
    """End a person's membership of an organisation."""

    def end(person, organisation) -> None:
        here = (
            Membership.person_id == person.id,
            Membership.organisation_id == organisation.id,
        )
        run(sa.update(Membership).where(*here).values(ended_at=now()))

    return end


@pytest.fixture
def take_part(run):
    """Change as what an organisation takes part."""

    def change(organisation, **values) -> None:
        theirs = Participation.organisation_id == organisation.id
        run(sa.update(Participation).where(theirs).values(**values))

    return change


def is_refused(browser, comment, rows, status: int = 403) -> None:
    """Assert that the browser can neither open nor send the pages that change the comment."""
    for act in ACTS:
        address = f"{COMMENTS_AT}/{comment.reference}/{act}"
        assert browser.get(address).status_code == status
        assert browser.post(address, data={"text": "Never"}).status_code == status
    assert comment.text in rows(sa.select(Comment.text))


def is_offered(browser, comment, obstacle) -> bool:
    """Return whether the obstacle's page leads to a change of the comment."""
    page = browser.get(f"{AT}/{obstacle.reference}")
    assert page.status_code == 200
    assert comment.text in page.text
    return any(f"{comment.reference}/{act}" in page.text for act in ACTS)


def test_who_moved_to_another_partner_speaks_for_the_former_no_more(
    kents, nurse, kent, medway, also_in, leave, said, obstacle, rows
) -> None:
    assert is_offered(kents, said, obstacle)
    also_in(nurse, medway)
    leave(nurse, kent)

    assert not is_offered(kents, said, obstacle)
    is_refused(kents, said, rows)


def test_who_left_and_leads_the_programme_does_not(
    kents, nurse, kent, programme, leave, said, obstacle, rows, run
) -> None:
    run(
        sa.insert(Assignment).values(
            person_id=nurse.id, programme_id=programme.id, role=ProgrammeRole.LEAD
        )
    )
    leave(nurse, kent)

    assert not is_offered(kents, said, obstacle)
    is_refused(kents, said, rows)


def test_who_left_and_has_no_place_finds_nothing(kents, nurse, kent, leave, said, rows) -> None:
    leave(nurse, kent)

    is_refused(kents, said, rows, 404)


def test_whose_organisation_left_the_programme_finds_nothing(
    kents, kent, take_part, said, rows
) -> None:
    take_part(kent, left_on=now().date())

    is_refused(kents, said, rows, 404)


@pytest.mark.parametrize("kind", [Kind.FUNDER, Kind.OBSERVER])
def test_whose_organisation_only_reads_now_reads_what_they_wrote(
    kents, kent, medway, nurse, also_in, take_part, said, obstacle, rows, kind
) -> None:
    also_in(nurse, medway)
    take_part(kent, kind=kind)
    take_part(medway, kind=Kind.DELIVERY)

    assert not is_offered(kents, said, obstacle)
    is_refused(kents, said, rows)


def test_who_is_in_two_changes_what_they_wrote_for_either(
    kents, nurse, medway, also_in, make, said, obstacle, rows
) -> None:
    also_in(nurse, medway)
    for_medway = make.comment(obstacle, nurse, "For Medway", organisation_id=medway.id)

    for comment in (said, for_medway):
        assert is_offered(kents, comment, obstacle)
        kents.post(f"{COMMENTS_AT}/{comment.reference}/edit", data={"text": "Changed"})

    assert rows(sa.select(Comment.text)).count("Changed") == 2


def test_who_stepped_down_to_contributor_changes_their_own_words_alone(
    make, signed_in_as, kent, obstacle, said, rows, run
) -> None:
    lead = make.organisation_lead(kent)
    own = make.comment(obstacle, lead, "The lead said so")
    browser = signed_in_as(lead)
    assert is_offered(browser, said, obstacle)
    run(
        sa.update(Membership)
        .where(Membership.person_id == lead.id)
        .values(role=OrganisationRole.CONTRIBUTOR)
    )

    assert not is_offered(browser, said, obstacle)
    assert is_offered(browser, own, obstacle)
    is_refused(browser, said, rows)


def test_who_leads_the_programme_no_more_does_not_speak_as_its_lead(
    make, signed_in_as, programme, medway, also_in, obstacle, rows, run
) -> None:
    lead = make.programme_lead(programme)
    also_in(lead, medway)
    as_lead = make.comment(obstacle, lead, "Asked by the lead", organisation_id=None)
    for_medway = make.comment(obstacle, lead, "Asked by Medway", organisation_id=medway.id)
    browser = signed_in_as(lead)
    assert is_offered(browser, as_lead, obstacle)

    run(sa.update(Assignment).where(Assignment.person_id == lead.id).values(ended_at=now()))

    assert not is_offered(browser, as_lead, obstacle)
    is_refused(browser, as_lead, rows)
    assert is_offered(browser, for_medway, obstacle)


def test_a_member_elsewhere_changes_nothing_of_an_organisation_that_only_reads(
    make, signed_in_as, kent, medway, also_in, take_part, obstacle
) -> None:
    both = make.contributor(kent)
    also_in(both, medway)
    take_part(kent, kind=Kind.FUNDER)
    browser = signed_in_as(both)
    own = make.obstacle("Medway's own", organisation=medway)
    workaround = make.workaround(organisation=kent, against=[obstacle, own])
    theirs = make.trial(workaround, obstacle, Outcome.PARTLY)
    ours = make.trial(workaround, own, Outcome.PARTLY)
    programme_at = "/programmes/ticc"

    for address in (
        f"{AT}/{obstacle.reference}/edit",
        f"{AT}/{obstacle.reference}/owner",
        f"{programme_at}/workarounds/{workaround.reference}/edit",
        f"{programme_at}/trials/{theirs.reference}/edit",
    ):
        assert browser.get(address).status_code == 403, address
        assert browser.post(address).status_code == 403, address
    assert browser.get(f"{AT}/{own.reference}/edit").status_code == 200
    page = browser.get(f"{programme_at}/workarounds/{workaround.reference}").text
    assert f"{ours.reference}/edit" in page
    assert f"{theirs.reference}/edit" not in page
    page = browser.get(f"{AT}/{obstacle.reference}").text
    assert f"{obstacle.reference}/edit" not in page


def test_a_draft_waits_until_its_author_may_log_for_its_organisation_again(
    kents, nurse, kent, medway, make, also_in, take_part
) -> None:
    draft = make.obstacle("Kent's draft", organisation=kent, author=nurse, is_draft=True)
    other = make.obstacle("Medway's draft", organisation=medway, author=nurse, is_draft=True)
    also_in(nurse, medway)
    assert "Kent&#39;s draft" in kents.get(AT).text
    take_part(kent, kind=Kind.FUNDER)
    take_part(medway, kind=Kind.DELIVERY)

    assert kents.get(f"{AT}/{draft.reference}").status_code == 404
    assert kents.get(f"{AT}/{other.reference}").status_code == 200
    page = kents.get(AT).text
    assert "Kent&#39;s draft" not in page
    assert "Medway&#39;s draft" in page

    take_part(kent, kind=Kind.DELIVERY)
    assert kents.get(f"{AT}/{draft.reference}").status_code == 200
