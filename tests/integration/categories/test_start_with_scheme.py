"""A programme without categories starts with the scheme that comes with the tracker, in one tap."""

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tracker.categories.commands_scheme import start_with_scheme
from tracker.categories.scheme import starting_scheme
from tracker.models import AuditEvent, Category

AT = "/programmes/ticc/categories"
NAMES = sa.select(Category.name).order_by(Category.position)


def test_one_tap_brings_both_levels_in_their_order(leads, rows):
    answer = leads.post(f"{AT}/start")

    assert (answer.status_code, answer.location) == (303, AT)
    assert rows(NAMES) == [kind.name for kind in starting_scheme()]
    [goals] = rows(sa.select(Category).where(Category.slug == "mismatch-of-goals"))
    assert (goals.tier, goals.construct) == (2, "Compatibility")
    assert goals.examples.count("\n") == 1


def test_it_is_offered_where_nothing_stands_yet_and_only_to_who_may(leads, kents, make, programme):
    assert "Use these categories" in leads.get(AT).text
    assert "Use these categories" not in kents.get(AT).text

    make.category(programme=programme)

    assert "Use these categories" not in leads.get(AT).text


def test_what_it_brings_is_shown_before(leads):
    words = words_in(leads.get(AT).text)

    assert "Mismatch of goals" in words
    assert "The change aims at one thing" in words


def test_a_second_tap_changes_nothing_and_says_why(leads, rows):
    leads.post(f"{AT}/start")

    page = leads.post(f"{AT}/start", follow_redirects=True).text

    assert "already has categories" in page
    assert len(rows(NAMES)) == len(starting_scheme())


def test_the_log_form_offers_them_with_what_they_mean(leads, kents):
    leads.post(f"{AT}/start")

    page = kents.get("/programmes/ticc/obstacles/log").text

    assert 'aria-describedby="categories-mismatch-of-goals-means"' in page
    assert "The change aims at one thing" in page


@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_starts_with_it(browsers, rows, who):
    assert browsers[who].post(f"{AT}/start").status_code == 403
    assert rows(NAMES) == []


def test_the_audit_tells_of_each(leads, rows):
    leads.post(f"{AT}/start")

    acts = rows(sa.select(AuditEvent.act).where(AuditEvent.thing_kind == "category"))
    assert acts == ["category:add"] * len(starting_scheme())


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_another_programmes_categories_do_not_stand_in_its_way(make, programme, elsewhere):
    make.category(programme=elsewhere)

    assert len(start_with_scheme(programme=programme)) == len(starting_scheme())
