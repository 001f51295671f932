"""Whoever widens a workaround that a colleague wrote sees first who will newly read it."""

import re

import pytest
import sqlalchemy as sa

from tracker.models import Organisation, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc/workarounds"
TYPED = {"title": "A new scheme", "details": "Typed for long", "version": "1"}


@pytest.fixture
def written(make, kent, medway):
    """Make a workaround of Kent's that a colleague wrote, beside Medway."""
    assert medway
    colleague = make.contributor(kent)

    def write(**given):
        author = given.pop("author", colleague)
        values = {"organisation": kent, "visibility": Visibility.ORGANISATION} | given
        return make.workaround(author_id=author.id, **values)

    return write


def send(browser, workaround, **changes):
    data = TYPED | {"visibility": "partners"} | changes
    return browser.post(f"{AT}/{workaround.reference}/edit", data=data)


def confirmed(page) -> str:
    return re.search(r'name="widening"\s+value="([^"]+)"', page.text)[1]


def test_it_shows_who_will_newly_read_it_and_saves_nothing(kents, written, rows):
    page = send(kents, written())

    assert "Let more people see this?" in page.text
    assert "Medway" in page.text
    assert 'value="Typed for long"' in page.text
    assert rows(sa.select(Workaround.visibility)) == [Visibility.ORGANISATION]


def test_confirmed_it_is_saved(kents, medways, written, rows):
    workaround = written()
    page = send(kents, workaround)

    saved = send(kents, workaround, widening=confirmed(page), act="save")

    assert saved.status_code == 303
    assert rows(sa.select(Workaround.details)) == ["Typed for long"]
    assert medways.get(f"{AT}/{workaround.reference}").status_code == 200


def test_one_may_go_back_to_the_form(kents, written, rows):
    form = send(kents, written(), act="change")

    assert "Typed for long" in form.text
    assert rows(sa.select(Workaround.details)) == [""]


def test_to_bring_in_the_name_is_asked_about_too(kents, written):
    page = send(kents, written(visibility=Visibility.PARTNERS, is_named=False))

    assert "will now also see the name Kent" in page.text


def test_narrowing_asks_nothing(kents, medways, written):
    workaround = written(visibility=Visibility.PARTNERS)

    assert send(kents, workaround, visibility="organisation").status_code == 303
    assert medways.get(f"{AT}/{workaround.reference}").status_code == 404


@pytest.mark.on_postgresql
def test_ones_own_words_are_widened_in_one_step(kents, written, nurse):
    assert send(kents, written(author=nurse)).status_code == 303


def test_where_only_leads_widen_a_contributor_is_told_so(kents, written, nurse, run, rows):
    run(sa.update(Organisation).values(widened_by="lead"))

    page = send(kents, written(author=nurse))

    assert page.status_code == 422
    assert "Only organisation leads of Kent can make this visible to more people" in page.text
    assert "Typed for long" in page.text
    assert rows(sa.select(Workaround.visibility)) == [Visibility.ORGANISATION]


def test_a_colleagues_save_meanwhile_is_shown(kents, written, run):
    workaround = written()
    page = send(kents, workaround)
    run(sa.update(Workaround).values(title="Saved meanwhile", version=2))

    assert send(kents, workaround, widening=confirmed(page)).status_code == 409


def test_a_member_logs_no_wider_than_usual_where_leads_widen(kents, kent, run, rows) -> None:
    run(sa.update(Organisation).values(widened_by="lead"))
    typed = {"title": "Typed", "organisation": kent.slug, "visibility": "public"}

    page = kents.post("/programmes/ticc/workarounds/log", data=typed)

    assert page.status_code == 422
    assert "only organisation leads can make this visible" in page.text
    assert not rows(sa.select(Workaround))


TOOK = "Three nights without sleep"


@pytest.fixture
def tried(make):
    """Make a trial of one's own workaround, against an obstacle that everybody reads."""

    def one(workaround, organisation, author):
        obstacle = make.obstacle(organisation=organisation, visibility=Visibility.PUBLIC)
        make._save(
            WorkaroundLink(
                workaround_id=workaround.id,
                obstacle_id=obstacle.id,
                programme_id=obstacle.programme_id,
            )
        )
        return make.trial(
            workaround,
            obstacle,
            what_it_took=TOOK,
            author_id=author.id,
            visibility=Visibility.PARTNERS,
        )

    return one


@pytest.fixture
def partners(written, nurse):
    """A workaround of the nurse's that partners read; beside it another."""
    written(title="Beside it", visibility=Visibility.PARTNERS)
    return written(author=nurse, visibility=Visibility.PARTNERS)


def test_what_a_colleagues_trial_took_is_asked_about(
    make, kents, kent, signed_in_as, partners, tried, rows
):
    tried(partners, kent, make.contributor(kent, name="Carl Colleague"))
    funder = signed_in_as(make.funder())

    asked = send(kents, partners, visibility="funders")
    before = rows(sa.select(Trial.visibility))
    send(kents, partners, visibility="funders", widening=confirmed(asked))

    assert "Carl Colleague" in asked.text
    assert "what 1 trial took" in asked.text
    assert before == [Visibility.PARTNERS]
    assert TOOK in funder.get(f"{AT}/{partners.reference}").text


def test_what_ones_own_trial_took_is_read_with_the_workaround(
    make, kents, kent, nurse, signed_in_as, partners, tried
):
    tried(partners, kent, nurse)

    saved = send(kents, partners, visibility="funders")

    assert saved.status_code == 303
    assert TOOK in signed_in_as(make.funder()).get(f"{AT}/{partners.reference}").text


def test_what_another_organisations_trial_took_stays_with_its_readers(
    make, kents, medway, medways, signed_in_as, partners, tried
):
    tried(partners, medway, make.contributor(medway))

    saved = send(kents, partners, visibility="funders")

    page = signed_in_as(make.funder()).get(f"{AT}/{partners.reference}").text
    assert saved.status_code == 303
    assert "worked" in page
    assert TOOK not in page
    assert TOOK in medways.get(f"{AT}/{partners.reference}").text


def test_a_colleagues_edit_is_asked_about(make, kents, kent, signed_in_as, partners):
    colleague = signed_in_as(make.contributor(kent, name="Carl Colleague"))
    send(colleague, partners, title="As Carl put it")

    asked = send(kents, partners, visibility="funders", version="2")

    assert "Carl Colleague" in asked.text
    assert "1 later edit of the text" in asked.text
