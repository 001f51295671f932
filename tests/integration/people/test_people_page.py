"""A programme's people: whose names one reads, and whose never."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Assignment, Membership, Organisation, Participation, Person, Programme
from tracker.models.moment import now

PEOPLE = "/programmes/ticc/people"

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def everybody(
    make: Factory, kent: Organisation, medway: Organisation, programme: Programme
) -> dict[str, Person]:
    """One person of each kind, by a name that stands nowhere else."""
    return {
        "Kira of Kent": make.contributor(kent, name="Kira of Kent"),
        "Lena leads Kent": make.organisation_lead(kent, name="Lena leads Kent"),
        "Mo of Medway": make.contributor(medway, name="Mo of Medway"),
        "Mina leads Medway": make.organisation_lead(medway, name="Mina leads Medway"),
        "Pia leads TICC": make.programme_lead(programme, name="Pia leads TICC"),
        "Fay funds": make.funder(programme, name="Fay funds"),
    }


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("Kira of Kent", {"Kira of Kent", "Lena leads Kent"}),
        ("Lena leads Kent", {"Kira of Kent", "Lena leads Kent"}),
        ("Mo of Medway", {"Mo of Medway", "Mina leads Medway"}),
        ("Pia leads TICC", {"Lena leads Kent", "Mina leads Medway", "Pia leads TICC", "Fay funds"}),
        ("Fay funds", {"Fay funds"}),
    ],
)
def test_one_reads_the_names_of_ones_own(
    signed_in_as: SignIn, everybody: dict[str, Person], who: str, names: set[str]
) -> None:
    page = signed_in_as(everybody[who]).get(PEOPLE).text

    assert {name for name in everybody if name in page} == names


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        ("Kira of Kent", {"Kira of Kent"}),
        ("Lena leads Kent", {"Kira of Kent", "Lena leads Kent"}),
        ("Fay funds", {"Fay funds"}),
    ],
)
def test_addresses_are_for_leads(
    signed_in_as: SignIn, everybody: dict[str, Person], who: str, addresses: set[str]
) -> None:
    page = signed_in_as(everybody[who]).get(PEOPLE).text

    assert {name for name, person in everybody.items() if person.email in page} == addresses


def test_who_is_a_member_of_two_reads_both(
    signed_in_as: SignIn, everybody: dict[str, Person], run, medway: Organisation
) -> None:
    kira = everybody["Kira of Kent"]
    run(
        sa.insert(Membership).values(
            person_id=kira.id, organisation_id=medway.id, role="contributor"
        )
    )

    page = signed_in_as(kira).get(PEOPLE).text

    assert "Lena leads Kent" in page
    assert "Mina leads Medway" in page


def test_ones_organisations_stand_by_name(
    make: Factory, kents: FlaskClient, nurse: Person, run
) -> None:
    ashford = {"organisation_id": make.organisation("Ashford").id, "role": "contributor"}
    run(sa.insert(Membership).values(person_id=nurse.id, **ashford))

    page = kents.get(PEOPLE).text

    assert page.index("<h2>Ashford</h2>") < page.index("<h2>Kent</h2>")


@pytest.mark.parametrize("end", ["membership", "participation"])
def test_what_has_ended_shows_nobody(
    signed_in_as: SignIn, everybody: dict[str, Person], run, medway: Organisation, end: str
) -> None:
    lead = signed_in_as(everybody["Pia leads TICC"])
    assert "Mina leads Medway" in lead.get(PEOPLE).text

    run(
        {
            "membership": sa.update(Membership)
            .where(Membership.organisation_id == medway.id)
            .values(ended_at=now()),
            "participation": sa.update(Participation)
            .where(Participation.organisation_id == medway.id)
            .values(left_on=now().date()),
        }[end]
    )

    assert "Mina leads Medway" not in lead.get(PEOPLE).text


def test_a_role_that_has_ended_shows_nobody(
    signed_in_as: SignIn, everybody: dict[str, Person], run
) -> None:
    lead, funder = (everybody[name] for name in ("Pia leads TICC", "Fay funds"))

    run(sa.update(Assignment).where(Assignment.person_id == funder.id).values(ended_at=now()))

    assert "Fay funds" not in signed_in_as(lead).get(PEOPLE).text


@pytest.mark.usefixtures("medway")
def test_a_member_reads_of_no_other_organisation(kents: FlaskClient) -> None:
    assert "Medway" not in kents.get(PEOPLE).text


def test_a_role_elsewhere_or_ended_is_none_to_step_down_from(
    kents: FlaskClient, nurse: Person, elsewhere: Programme, programme: Programme, run
) -> None:
    for place, ended_at in ((elsewhere, None), (programme, now())):
        role = {"programme_id": place.id, "role": "funder", "ended_at": ended_at}
        run(sa.insert(Assignment).values(person_id=nurse.id, **role))

    assert "Give up role" not in kents.get(PEOPLE).text


@pytest.mark.usefixtures("elsewhere")
def test_who_leads_it_is_told_once_whatever_else_it_takes_part_in(
    signed_in_as: SignIn, everybody: dict[str, Person]
) -> None:
    page = signed_in_as(everybody["Pia leads TICC"]).get(PEOPLE).text

    assert page.count("Lena leads Kent") == 1


def test_a_closed_account_is_said_to_be_so(
    signed_in_as: SignIn, everybody: dict[str, Person], run
) -> None:
    kira = everybody["Kira of Kent"]
    run(sa.update(Person).where(Person.id == kira.id).values(active=False))

    page = signed_in_as(everybody["Lena leads Kent"]).get(PEOPLE).text

    assert "account closed" in page


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("Kira of Kent", {"Leave organisation"}),
        (
            "Lena leads Kent",
            {"Leave organisation", "Remove from organisation", "Make lead", "Invite someone"},
        ),
        ("Fay funds", {"Give up role"}),
        (
            "Pia leads TICC",
            {"Give up role", "Remove role", "Remove from programme", "Invite an organisation"},
        ),
    ],
)
def test_each_is_offered_what_they_may_do(
    signed_in_as: SignIn, everybody: dict[str, Person], who: str, words: set[str]
) -> None:
    page = signed_in_as(everybody[who]).get(PEOPLE).text

    offered = {
        "Leave organisation",
        "Remove from organisation",
        "Make lead",
        "Give up role",
        "Remove role",
        "Remove from programme",
    }
    assert {word for word in offered if f">{word}<" in page} == words & offered
    assert all(word in page for word in words)


def test_a_programme_without_organisations_says_so(
    signed_in_as: SignIn, make: Factory, programme: Programme
) -> None:
    page = signed_in_as(make.programme_lead(programme)).get(PEOPLE).text

    assert "No organisations yet" in page


def test_somebody_without_a_place_is_told_nothing(
    signed_in_as: SignIn, make: Factory, programme: Programme
) -> None:
    assert programme
    assert signed_in_as(make.person()).get(PEOPLE).status_code == 404


def test_its_queries_do_not_grow_with_its_people(
    signed_in_as: SignIn, make: Factory, kent: Organisation, programme: Programme, queries_of
) -> None:
    lead = make.organisation_lead(kent)
    browser = signed_in_as(make.programme_lead(programme))
    before = queries_of(signed_in_as(lead), PEOPLE), queries_of(browser, PEOPLE)

    for number in range(5):
        make.contributor(kent)
        make.organisation_lead(make.organisation(programme=programme))
        make.invitation(f"{number}" * 43, organisation_id=kent.id)

    assert (queries_of(signed_in_as(lead), PEOPLE), queries_of(browser, PEOPLE)) == before


@pytest.mark.parametrize(
    ("who", "of_kent", "of_ticc"),
    [
        ("Kira of Kent", False, False),
        ("Lena leads Kent", True, False),
        ("Mina leads Medway", False, False),
        ("Pia leads TICC", False, True),
        ("Fay funds", False, False),
    ],
)
def test_who_is_invited_is_told_to_those_who_may_invite(
    *,
    signed_in_as: SignIn,
    everybody: dict[str, Person],
    make: Factory,
    kent: Organisation,
    programme: Programme,
    who: str,
    of_kent: bool,
    of_ticc: bool,
) -> None:
    make.invitation("k" * 43, email="to-kent@new.example", organisation_id=kent.id)
    make.invitation(
        "t" * 43, email="to-ticc@new.example", programme_id=programme.id, kind="delivery"
    )

    page = signed_in_as(everybody[who]).get(PEOPLE).text

    assert ("to-kent@new.example" in page, "to-ticc@new.example" in page) == (of_kent, of_ticc)


def test_an_invitation_that_has_expired_is_said_to_be_so(
    signed_in_as: SignIn, everybody: dict[str, Person], make: Factory, kent: Organisation
) -> None:
    make.invitation("k" * 43, organisation_id=kent.id, expires_at=now())

    assert "expired" in signed_in_as(everybody["Lena leads Kent"]).get(PEOPLE).text


def test_an_invitation_whose_inviter_may_not_invite_is_said_to_be_dead_and_sent_again(
    *, signed_in_as: SignIn, everybody: dict[str, Person], make: Factory, kent: Organisation
) -> None:
    left = make.contributor(kent)
    invitation = make.invitation("k" * 43, organisation_id=kent.id, inviter_id=left.id)
    browser = signed_in_as(everybody["Lena leads Kent"])
    assert "no longer works: the person who sent" in browser.get(PEOPLE).text

    browser.post(f"/programmes/ticc/invitations/{invitation.reference}/send-again")

    assert "no longer works" not in browser.get(PEOPLE).text
