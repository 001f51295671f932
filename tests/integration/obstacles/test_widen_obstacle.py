"""Whoever widens what a colleague wrote sees first who will newly read it."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, Organisation, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Visibility

TYPED = {
    "title": "Sign-off sits with managers",
    "details": "Typed for five minutes,\nover two lines",
    "version": "1",
}
ASKED = "Let more people see this?"


@pytest.fixture
def written(make, kent, programme):
    """Make an obstacle of Kent's that a colleague wrote."""
    make.organisation("Fundacare", slug="fundacare", programme=programme, kind=Kind.FUNDER)
    colleague = make.contributor(kent)

    def write(**given):
        values = {"visibility": Visibility.ORGANISATION} | given
        return make.obstacle(**({"author": colleague, "organisation": kent} | values))

    return write


def send(browser, obstacle, **changes):
    return browser.post(f"{AT}/{obstacle.reference}/edit", data=TYPED | changes)


def fields_of(page) -> list[tuple[str, str]]:
    """Return what the page's own form would send on, but for its buttons."""
    form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    return [(name, unescape(value)) for name, value in found if name != "csrf_token"]


def answer(browser, obstacle, page, act="save"):
    data = {}
    for name, value in [*fields_of(page), ("act", act)]:
        data.setdefault(name, []).append(value)
    return browser.post(f"{AT}/{obstacle.reference}/edit", data=data)


@pytest.mark.usefixtures("medway")
@pytest.mark.parametrize(
    ("wider", "told", "untold"),
    [
        ("partners", ["Programme leads of TICC", "Medway"], ["Fundacare", "Everyone who reads"]),
        (
            "funders",
            ["Medway", "Funders and observers of TICC", "Fundacare"],
            ["Everyone who reads"],
        ),
        ("public", ["Medway", "Fundacare", "Everyone who reads a published"], []),
    ],
)
def test_it_shows_who_will_newly_read_it(kents, written, rows, wider, told, untold):
    page = send(kents, written(), visibility=wider)

    main = page.text.partition("<main")[2]
    assert ASKED in main
    assert [words for words in told if words not in main] == []
    assert [words for words in untold if words in main] == []
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]
    assert rows(sa.select(Obstacle.details)) == [""]


@pytest.mark.usefixtures("medway")
def test_only_those_who_are_new_are_shown(kents, written):
    page = send(kents, written(visibility=Visibility.PARTNERS), visibility="funders").text

    assert "Fundacare" in page
    assert "Medway" not in page


def test_an_organisation_that_has_left_will_not_read_it(kents, written, medway, run):
    left = sa.update(Participation).where(Participation.organisation_id == medway.id)
    run(left.values(left_on=now().date()))

    page = send(kents, written(), visibility="partners").text

    assert ASKED in page
    assert "Medway" not in page


def test_confirmed_it_saves_what_was_typed(kents, written, rows, make):
    obstacle, kinds = written(), [make.category(), make.category()]
    chosen = [kind.slug for kind in kinds]
    page = send(kents, obstacle, visibility="partners", categories=chosen)

    saved = answer(kents, obstacle, page)

    [kept] = rows(sa.select(Obstacle))
    assert (saved.status_code, saved.location) == (303, f"{AT}/{obstacle.reference}")
    assert (kept.visibility, kept.details) == (Visibility.PARTNERS, TYPED["details"])
    assert fields_of(page).count(("categories", chosen[1])) == 1


def test_one_may_go_back_and_find_what_was_typed(kents, written, rows):
    obstacle = written()
    page = send(kents, obstacle, visibility="partners")

    form = answer(kents, obstacle, page, act="change")

    assert form.status_code == 200
    assert "Typed for five minutes" in form.text
    assert 'value="partners"' in form.text
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]


def test_what_was_confirmed_is_not_more_than_that(kents, written, rows):
    obstacle = written()
    page = send(kents, obstacle, visibility="partners")
    confirmed = dict(fields_of(page))["widening"]

    wider = send(kents, obstacle, visibility="public", widening=confirmed)

    assert ASKED in wider.text
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]


@pytest.mark.usefixtures("medway")
def test_to_bring_in_the_name_is_asked_about_too(kents, written, rows):
    obstacle = written(visibility=Visibility.PARTNERS, is_named=False)

    page = send(kents, obstacle, visibility="partners")

    assert "will now also see the name Kent" in page.text
    assert "Medway" in page.text
    assert rows(sa.select(Obstacle.is_named)) == [False]


@pytest.mark.on_postgresql
@pytest.mark.parametrize("narrower", ["organisation", "partners"])
def test_narrowing_asks_nothing(kents, written, rows, narrower):
    obstacle = written(visibility=Visibility.FUNDERS)

    saved = send(kents, obstacle, visibility=narrower, is_unnamed="y")

    assert saved.status_code == 303
    assert rows(sa.select(Obstacle.visibility)) == [Visibility(narrower)]


def test_ones_own_words_are_widened_in_one_step(kents, written, nurse, rows):
    saved = send(kents, written(author=nurse), visibility="public")

    assert saved.status_code == 303
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.PUBLIC]


def test_words_whose_author_is_not_known_are_somebody_elses(kents, written):
    assert ASKED in send(kents, written(author=None), visibility="partners").text


def test_a_draft_is_read_by_nobody_and_asks_nothing(kents, make, nurse):
    draft = make.obstacle(author=nurse, is_draft=True, visibility=Visibility.ORGANISATION)

    assert send(kents, draft, visibility="partners", act="log").status_code == 303


def test_where_only_leads_widen_a_contributor_is_told_so(kents, written, nurse, run, rows):
    run(sa.update(Organisation).values(widened_by="lead"))
    obstacle = written(author=nurse)

    page = send(kents, obstacle, visibility="partners")

    assert page.status_code == 422
    assert "Only organisation leads of Kent can make this visible" in page.text
    assert "Typed for five minutes" in page.text
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]


def test_where_only_leads_widen_no_forged_answer_helps(kents, written, nurse, run, rows):
    run(sa.update(Organisation).values(widened_by="lead"))
    forged = "organisation-named-partners-named"

    page = send(kents, written(author=nurse), visibility="partners", widening=forged)

    assert page.status_code == 422
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.ORGANISATION]


def test_where_only_leads_widen_a_contributor_still_narrows(kents, written, run):
    run(sa.update(Organisation).values(widened_by="lead"))

    saved = send(kents, written(visibility=Visibility.PUBLIC), visibility="organisation")

    assert saved.status_code == 303


def test_where_only_leads_widen_a_lead_is_asked_even_of_their_own(
    make, kent, written, run, rows, signed_in_as
):
    run(sa.update(Organisation).values(widened_by="lead"))
    lead = make.organisation_lead(kent)
    browser, obstacle = signed_in_as(lead), written(author=lead)

    page = send(browser, obstacle, visibility="partners")
    saved = answer(browser, obstacle, page)

    assert ASKED in page.text
    assert saved.status_code == 303
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.PARTNERS]


def test_a_colleagues_save_meanwhile_is_shown_and_not_asked_over(kents, written, run):
    obstacle = written()
    page = send(kents, obstacle, visibility="partners")
    run(sa.update(Obstacle).values(title="Saved meanwhile", version=2))

    assert answer(kents, obstacle, page).status_code == 409


def test_what_was_typed_stays_text(kents, written):
    hostile = '"><script>alert(1)</script>'

    page = send(kents, written(), visibility="partners", title=hostile, details=hostile).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.fixture
def leads_widen(run, kent):  # noqa: ARG001  It is Kent's rule.
    """Let only Kent's leads let more people read."""
    run(sa.update(Organisation).values(widened_by="lead"))


def logged(browser, visibility: str, act: str = "log"):
    typed = {"title": "Typed", "organisation": "kent", "visibility": visibility, "act": act}
    return browser.post(f"{AT}/log", data=typed)


@pytest.mark.usefixtures("leads_widen")
@pytest.mark.parametrize("visibility", ["funders", "public"])
def test_a_member_logs_no_wider_than_usual_where_leads_widen(kents, rows, visibility) -> None:
    page = logged(kents, visibility)

    assert page.status_code == 422
    assert "only organisation leads can make this visible" in page.text
    assert "Typed" in page.text
    assert not rows(sa.select(Obstacle))


@pytest.mark.usefixtures("leads_widen")
@pytest.mark.parametrize("visibility", ["organisation", "partners"])
def test_a_member_logs_as_usual_or_narrower_where_leads_widen(kents, visibility) -> None:
    assert logged(kents, visibility).status_code == 303


@pytest.mark.usefixtures("leads_widen")
def test_a_lead_logs_as_wide_as_they_like(make, kent, signed_in_as) -> None:
    lead = signed_in_as(make.organisation_lead(kent))

    assert logged(lead, "public").status_code == 303


@pytest.mark.usefixtures("leads_widen")
def test_a_draft_is_logged_no_wider_than_usual_where_leads_widen(kents, rows) -> None:
    logged(kents, "public", act="draft")
    [draft] = rows(sa.select(Obstacle))

    page = send(kents, draft, visibility="public", act="log")

    assert page.status_code == 422
    assert "only organisation leads can make this visible" in page.text
