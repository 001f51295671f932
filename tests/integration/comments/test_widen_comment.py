"""Whoever wrote a comment lets more people read it, once more read the obstacle."""

import re

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Comment, Obstacle, Organisation
from tracker.models.vocabulary import Kind, Visibility

AT_COMMENTS = "/programmes/ticc/comments"
OFFERED = "Let more people see the comment"


@pytest.fixture
def obstacle(make, kent, programme) -> Obstacle:
    make.organisation("Fundacare", programme=programme, kind=Kind.FUNDER)
    make.comment(make.obstacle("Beside it", organisation=kent), text="Stays as it is")
    return make.obstacle(organisation=kent, visibility=Visibility.PUBLIC)


@pytest.fixture
def comment(make, obstacle, medway) -> Comment:
    """A comment of Medway's, from when partners alone read the obstacle."""
    partners = {"organisation_id": medway.id, "visibility": Visibility.PARTNERS}
    return make.comment(obstacle, make.contributor(medway), "Medway said so", **partners)


def answer_on(page) -> str:
    """Return what confirms the page that asks."""
    found = re.search(r'name="widening" value="([^"]+)"', page.text)
    return found[1] if found else ""


def widen(browser, comment):
    at = f"{AT_COMMENTS}/{comment.reference}/widen"
    return browser.post(at, data={"widening": answer_on(browser.get(at))})


def test_a_colleague_of_who_wrote_it_is_shown_who_will_read_it(medways, obstacle, comment, rows):
    offered = medways.get(f"{AT}/{obstacle.reference}").text
    page = medways.get(f"{AT_COMMENTS}/{comment.reference}/widen").text

    assert f"{comment.reference}/widen" in offered
    assert OFFERED in offered
    assert "Medway said so" in page
    assert "Fundacare" in page
    assert "published edition" not in page
    found = rows(sa.select(Comment.visibility).where(Comment.id == comment.id))
    assert found == [Visibility.PARTNERS]


def test_once_confirmed_it_is_read_with_the_obstacle(
    make, signed_in_as, medways, obstacle, comment, rows
) -> None:
    funder = signed_in_as(make.funder())
    before = funder.get(f"{AT}/{obstacle.reference}").text

    widened = widen(medways, comment)

    assert widened.status_code == 303
    assert "Medway said so" not in before
    assert "Medway said so" in funder.get(f"{AT}/{obstacle.reference}").text
    beside = rows(sa.select(Comment.visibility).where(Comment.text == "Stays as it is"))
    assert beside == [Visibility.PARTNERS]


@pytest.mark.parametrize(
    "meanwhile",
    [
        sa.update(Obstacle).values(visibility=Visibility.FUNDERS),
        sa.update(Comment).values(text="Said otherwise by now"),
    ],
    ids=["other readers", "other words"],
)
def test_what_was_confirmed_is_what_was_shown(medways, comment, rows, run, meanwhile) -> None:
    at = f"{AT_COMMENTS}/{comment.reference}/widen"
    answer = answer_on(medways.get(at))
    run(meanwhile)

    again = medways.post(at, data={"widening": answer})

    assert again.status_code == 200
    assert "Let more people see this comment?" in again.text
    found = rows(sa.select(Comment.visibility).where(Comment.id == comment.id))
    assert found == [Visibility.PARTNERS]


@pytest.mark.parametrize("who", ["kents", "leads"])
def test_nobody_else_widens_it(request, obstacle, comment, who, rows) -> None:
    browser = request.getfixturevalue(who)

    page = browser.get(f"{AT}/{obstacle.reference}").text
    refused = widen(browser, comment)

    assert f"{comment.reference}/widen" not in page
    assert refused.status_code == 403
    found = rows(sa.select(Comment.visibility).where(Comment.id == comment.id))
    assert found == [Visibility.PARTNERS]


def test_where_only_leads_widen_a_member_does_not(medways, obstacle, comment, run) -> None:
    run(sa.update(Organisation).values(widened_by="lead"))

    assert f"{comment.reference}/widen" not in medways.get(f"{AT}/{obstacle.reference}").text
    assert widen(medways, comment).status_code == 403


def test_where_only_leads_widen_a_lead_does(make, signed_in_as, medway, comment, run) -> None:
    run(sa.update(Organisation).values(widened_by="lead"))

    assert widen(signed_in_as(make.organisation_lead(medway)), comment).status_code == 303


@pytest.mark.parametrize(("who", "status"), [("leads", 303), ("medways", 403), ("kents", 403)])
def test_a_programme_leads_comment_is_widened_by_one(make, request, obstacle, who, status) -> None:
    partners = {"organisation_id": None, "visibility": Visibility.PARTNERS}
    comment = make.comment(obstacle, text="A lead said so", **partners)

    assert widen(request.getfixturevalue(who), comment).status_code == status


def test_what_everybody_reads_is_not_widened(make, kents, obstacle) -> None:
    comment = make.comment(obstacle, visibility=Visibility.FUNDERS)

    page = kents.get(f"{AT_COMMENTS}/{comment.reference}/widen")

    assert (page.status_code, page.location) == (303, f"{AT}/{obstacle.reference}#comments")
