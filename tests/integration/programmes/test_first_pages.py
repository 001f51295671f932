"""Where one lands: a funder on the summary, an administrator on the administration."""

import pytest
import sqlalchemy as sa

from tracker.models import Assignment, Membership
from tracker.models.vocabulary import Kind

AT = "/programmes/ticc"
SUMMARY = f"{AT}/summary"


def landing(browser) -> str:
    return browser.get("/").location


@pytest.mark.on_postgresql
def test_funder_lands_on_the_summary_with_its_files(funders) -> None:
    assert landing(funders) == SUMMARY

    page = funders.get(SUMMARY).text
    for ending in ("pdf", "xlsx", "csv"):
        assert f'href="{SUMMARY}.{ending}' in page


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("kent")
def test_member_of_a_funder_lands_on_the_summary(make, signed_in_as) -> None:
    interreg = make.organisation("Interreg", kind=Kind.FUNDER)

    assert landing(signed_in_as(make.contributor(interreg))) == SUMMARY


@pytest.mark.parametrize("browser", ["kent", "lead"])
def test_partners_and_leads_land_on_the_overview(browsers, browser) -> None:
    assert landing(browsers[browser]) == AT


@pytest.mark.usefixtures("kent")
def test_observer_lands_on_the_overview(make, programme, signed_in_as) -> None:
    observer = make.observer(programme)
    body = make.organisation("Watchers", kind=Kind.OBSERVER)

    assert landing(signed_in_as(observer)) == AT
    assert landing(signed_in_as(make.contributor(body))) == AT


def test_funder_who_also_belongs_to_a_partner_lands_on_the_overview(
    make, programme, kent, signed_in_as, run
) -> None:
    funder = make.funder(programme)
    run(
        sa.insert(Membership).values(
            person_id=funder.id, organisation_id=kent.id, role="contributor"
        )
    )

    assert landing(signed_in_as(funder)) == AT


def test_funder_of_several_programmes_gets_links_to_the_summaries(
    make, programme, signed_in_as, run
) -> None:
    funder, other = make.funder(programme), make.programme("other")
    run(sa.insert(Assignment).values(person_id=funder.id, programme_id=other.id, role="funder"))

    page = signed_in_as(funder).get("/").text

    assert f'href="{SUMMARY}"' in page
    assert 'href="/programmes/other/summary"' in page


@pytest.mark.usefixtures("kent")
def test_administrator_lands_on_the_administration(make, signed_in_as) -> None:
    chief = signed_in_as(make.administrator())

    assert landing(chief) == "/administration"
    assert chief.get("/?all=1").status_code == 200


def test_administrator_with_a_programme_lands_there(make, programme, signed_in_as) -> None:
    lead = make.programme_lead(programme, is_administrator=True)

    assert landing(signed_in_as(lead)) == AT


def test_accepted_invitation_leads_a_funder_to_the_summary(
    leads, mailbox, make, signed_in_as
) -> None:
    data = {"email": "new@funder.example", "role": "funder"}
    leads.post(f"{AT}/people/invite", data=data)
    newcomer = signed_in_as(make.person(email="new@funder.example"))

    answer = newcomer.post(mailbox.link_to("new@funder.example"))

    assert answer.location == SUMMARY
