"""An obstacle tells whose unnamed one it is linked to only after a page that says so."""

import re
from html import unescape
from itertools import count

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import words_in
from tracker.models import Hindrance, Match, Obstacle
from tracker.models.vocabulary import Visibility

TELLS = "They could conclude that Kent logged both."
KEPT = Visibility.ORGANISATION


@pytest.fixture
def unnamed(make, kent, medway) -> Obstacle:
    """Kent's obstacle without its name, and Medway's two that hold each other up."""
    theirs, named = [make.obstacle(organisation=medway, is_named=one) for one in (False, True)]
    make.hindrance(theirs, named)
    return make.obstacle("In confidence", organisation=kent, is_named=False)


@pytest.fixture
def named(make, kent) -> Obstacle:
    return make.obstacle("In the open", organisation=kent)


def main(page) -> str:
    return words_in(page.text.partition("<main")[2])


def sent_on(page) -> dict[str, str]:
    form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def link(browser, obstacle, code, /, path="hinder", **more):
    data = {"other": code.reference, "direction": "held-up-by"} | more
    return browser.post(f"{AT}/{obstacle.reference}/{path}", data=data)


@pytest.mark.parametrize("begins", ["named", "unnamed"])
def test_a_hindrance_that_tells_is_asked_about(kents, named, unnamed, rows, begins):
    pair = (named, unnamed) if begins == "named" else (unnamed, named)
    before = len(rows(sa.select(Hindrance)))

    page = link(kents, *pair)

    assert (page.status_code, TELLS in main(page)) == (200, True)
    assert len(rows(sa.select(Hindrance))) == before
    assert link(kents, *pair, **sent_on(page)).status_code == 303
    assert len(rows(sa.select(Hindrance))) == before + 1
    assert link(kents, *reversed(pair)).status_code == 303, "they are linked already"
    assert link(kents, *pair, path="stop-hindering").status_code == 303


def test_one_may_go_back_from_it(kents, named, unnamed):
    form = link(kents, named, unnamed, act="change")

    assert (form.status_code, unnamed.reference in form.text) == (200, True)


def test_a_hindrance_that_tells_nothing_is_not(kents, make, kent, medway, named, unnamed):
    pairs = [
        (named, make.obstacle(organisation=kent)),
        (named, make.obstacle(organisation=medway, is_named=False)),
        (named, make.obstacle(organisation=kent, is_named=False, visibility=KEPT)),
        (unnamed, make.obstacle(organisation=medway)),
        (unnamed, make.obstacle(organisation=kent, is_named=False)),
    ]

    assert [link(kents, *pair).status_code for pair in pairs] == [303] * 5


def edit(browser, obstacle, **more):
    data = {"title": obstacle.title, "visibility": obstacle.visibility.value, "version": "1"}
    return browser.post(f"{AT}/{obstacle.reference}/edit", data=data | more)


@pytest.fixture
def written(make, kent, nurse):
    """Make an obstacle that the nurse wrote, so that nothing else is asked about."""

    def write(**given):
        return make.obstacle("Ours", organisation=kent, author=nurse, **given)

    return write


@pytest.mark.on_postgresql
@pytest.mark.parametrize("tie", ["workaround", "holding", "held up"])
def test_to_leave_out_its_name_beside_what_has_one_is_asked_about(
    kents, make, kent, written, named, rows, tie
):
    obstacle = written()
    if tie == "workaround":
        make.workaround(organisation=kent, against=[obstacle])
    else:
        make.hindrance(*((named, obstacle) if tie == "holding" else (obstacle, named)))

    page = edit(kents, obstacle, is_unnamed="y", details="More")

    assert "They could conclude that Kent logged" in main(page)
    saved = sa.select(Obstacle).where(Obstacle.id == obstacle.id)
    assert [one.is_named for one in rows(saved)] == [True]
    assert edit(kents, obstacle, **sent_on(page), act="save").status_code == 303
    assert [(one.is_named, one.details) for one in rows(saved)] == [(False, "More")]


def test_it_is_asked_after_what_is_asked_of_more_readers(kents, make, kent, unnamed, rows):
    obstacle = make.obstacle(organisation=kent, author=make.contributor(kent), visibility=KEPT)
    make.hindrance(obstacle, unnamed)

    widening = edit(kents, obstacle, visibility="partners")
    tie = edit(kents, obstacle, **(sent_on(widening) | {"act": "save"}))
    saved = edit(kents, obstacle, **(sent_on(tie) | {"act": "save"}))

    assert ("Let more people see this?" in widening.text, TELLS in main(tie)) == (True, True)
    assert saved.status_code == 303
    visibility = sa.select(Obstacle.visibility).where(Obstacle.id == obstacle.id)
    assert rows(visibility) == [Visibility.PARTNERS]


def test_other_words_and_other_owners_are_not_asked_about(
    kents, make, kent, medway, written, named, unnamed
):
    make.workaround(organisation=kent, against=[named])
    obstacle = written()
    make.hindrance(obstacle, make.obstacle(organisation=medway))
    make.workaround(organisation=medway, against=[obstacle])
    tied = written()
    make.hindrance(tied, unnamed)

    assert edit(kents, obstacle, is_unnamed="y").status_code == 303
    assert edit(kents, tied, details="More").status_code == 303


AGAIN, TURNS = "We say it again", count()


def say_again(browser, other, **more):
    title = f"{AGAIN}, turn {next(TURNS)}"  # The same words twice would be asked about.
    data = {"title": title, "act": "log", "said": f"same {other.reference}"}
    return browser.post(f"{AT}/log?same={other.reference}", data=data | more)


def logged(rows):
    again = rows(sa.select(Obstacle).where(Obstacle.title.startswith(AGAIN)))
    return [(one.is_named, one.visibility, one.is_draft) for one in again]


def test_what_says_an_unnamed_one_again_begins_without_the_name(kents, make, kent, unnamed, rows):
    hidden = make.obstacle(organisation=kent, is_named=False, visibility=KEPT)

    for one in (unnamed, hidden):
        assert say_again(kents, one).status_code == 303

    assert logged(rows) == [(False, Visibility.PARTNERS, False), (False, KEPT, False)]
    assert len(rows(sa.select(Match))) == 2


@pytest.mark.parametrize(("act", "is_named"), [("save", True), ("without", False)])
def test_the_name_is_asked_about_first(kents, unnamed, rows, act, is_named):
    page = say_again(kents, unnamed, visibility="partners")

    assert TELLS in main(page)
    assert logged(rows) == []
    assert say_again(kents, unnamed, **(sent_on(page) | {"act": act})).status_code == 303
    assert logged(rows) == [(is_named, Visibility.PARTNERS, False)]


def test_one_may_go_back_to_what_was_typed(kents, unnamed, rows):
    page = say_again(kents, unnamed, visibility="partners", details="Typed for long")

    form = say_again(kents, unnamed, **(sent_on(page) | {"act": "change"}))

    assert (form.status_code, "Typed for long" in form.text, logged(rows)) == (200, True, [])


def test_a_draft_and_what_says_anothers_again_are_not_asked_about(
    kents, make, medway, unnamed, named, rows
):
    theirs = make.obstacle(organisation=medway, is_named=False)

    for one, act in ((unnamed, "draft"), (theirs, "log"), (named, "log")):
        assert say_again(kents, one, visibility="partners", act=act).status_code == 303
    say_again(kents, theirs)

    assert [is_draft for _, _, is_draft in logged(rows)] == [True, False, False, False]
    assert all(is_named for is_named, _, _ in logged(rows))
