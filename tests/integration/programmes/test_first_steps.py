"""A new programme's lead gets the first steps, each done or one press away."""

import re

import pytest
import sqlalchemy as sa

from tests.factories import Factory
from tracker.models import DecisionMaker, Organisation, Programme
from tracker.models.moment import now
from tracker.models.vocabulary import Visibility

AT = "/programmes/new"
NOTHING = [False] * 5


@pytest.fixture
def new(make: Factory) -> Programme:
    return make.programme("new", prefix="NEW", name="New")


@pytest.fixture
def lea(signed_in_as, make, new):
    """The browser of the lead of a programme without anything."""
    return signed_in_as(make.programme_lead(new))


def steps_of(page: str) -> list[bool]:
    """Return which steps are done; nothing if they are not shown."""
    block = page.partition('id="first-steps"')[2].partition("</section>")[0]
    return ["is-done" in step for step in block.split("<li")[1:]]


@pytest.mark.on_postgresql
def test_nothing_is_done_and_each_step_is_one_press_away(lea) -> None:
    page = lea.get(AT).text

    assert steps_of(page) == NOTHING
    assert "<h1>Nobody can log here yet. Invite the first organisation.</h1>" in page
    assert "0 of 5 done" in page
    block = page.partition('id="first-steps"')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)"', block) == [
        f"{AT}/categories",
        f"{AT}/people/invite-organisation",
        f"{AT}/decision-makers/add",
        f"{AT}/settings#default_visibility",
        f"{AT}/obstacles",
    ]
    assert 'id="default_visibility"' in lea.get(f"{AT}/settings").text


def test_categories_are_a_step(lea, make, new) -> None:
    category = make.category(programme=new)

    assert steps_of(lea.get(AT).text) == [True, False, False, False, False]
    assert category


def test_retired_categories_are_none(lea, make, new) -> None:
    make.category(programme=new, retired_at=now())

    assert steps_of(lea.get(AT).text) == NOTHING


def test_an_organisation_is_a_step(lea, make, new) -> None:
    make.organisation(programme=new)

    page = lea.get(AT).text

    assert steps_of(page) == [False, True, False, False, False]
    assert "Nobody can log here yet" not in page


def test_a_decision_maker_is_a_step(lea, make, new) -> None:
    make.decision_maker(programme=new)

    assert steps_of(lea.get(AT).text) == [False, False, True, False, False]


def test_the_default_is_a_step_once_it_is_saved(lea, run) -> None:
    run(sa.update(Programme).values(default_visibility=Visibility.ORGANISATION))

    assert steps_of(lea.get(AT).text) == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("given", "is_done"),
    [
        ({}, True),
        ({"visibility": Visibility.ORGANISATION}, False),
        ({"is_draft": True}, False),
    ],
)
def test_an_obstacle_that_the_lead_sees_is_a_step(lea, make, new, given, is_done) -> None:
    kent = make.organisation(programme=new)
    make.obstacle(organisation=kent, programme=new, **given)

    assert steps_of(lea.get(AT).text)[4] == is_done


@pytest.fixture
def all_done(make, new, run) -> None:
    kent = make.organisation(programme=new)
    make.category(programme=new)
    make.decision_maker(programme=new)
    make.obstacle(organisation=kent, programme=new)
    run(sa.update(Programme).values(default_visibility=Visibility.PARTNERS))


@pytest.mark.usefixtures("all_done")
def test_once_all_are_done_they_go(lea, run) -> None:
    assert 'id="first-steps"' not in lea.get(AT).text

    run(sa.delete(DecisionMaker))

    assert steps_of(lea.get(AT).text) == [True, True, False, True, True]


def test_others_have_no_steps(make, new, signed_in_as) -> None:
    kent = make.organisation(programme=new)

    for person in (make.organisation_lead(kent), make.funder(new)):
        assert 'id="first-steps"' not in signed_in_as(person).get(AT).text


def test_a_closed_programme_has_none(lea, run) -> None:
    run(sa.update(Programme).values(closed_at=now()))

    assert 'id="first-steps"' not in lea.get(AT).text


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (None, "partners"),
        (Visibility.ORGANISATION, "organisation"),
        (Visibility.FUNDERS, "funders"),
    ],
)
def test_an_organisation_that_joins_begins_with_the_default(
    *, lea, make, mailbox, run, rows, signed_in_as, chosen, expected
) -> None:
    run(sa.update(Programme).values(default_visibility=chosen))
    data = {"email": "new@partner.example", "role": "delivery", "organisation_name": "Ours"}
    lea.post(f"{AT}/people/invite-organisation", data=data)
    newcomer = signed_in_as(make.person(email="new@partner.example"))

    newcomer.post(
        mailbox.link_to("new@partner.example"), data={"organisation_name": "Ours", "country": ""}
    )

    assert rows(sa.select(Organisation.default_visibility)) == [expected]
