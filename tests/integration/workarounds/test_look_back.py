"""Eight weeks after somebody began to try something they are asked once how it went."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tracker.errors import EditConflict
from tracker.extensions import db
from tracker.models import Trial
from tracker.models.vocabulary import Outcome
from tracker.workarounds.commands_trials import answer_follow_up

FIRST_PAGE = "/programmes/ticc"
ASKED = "How did your trials go?"


def ago(**given):
    return datetime.now(UTC) - timedelta(**given)


@pytest.fixture
def begin(make, kent, nurse):
    """Begin a trial of Kent's nurse: `begin(weeks=9)`."""

    def trial(*, weeks=9, author=nurse, **given):
        obstacle = make.obstacle("No mandate", organisation=kent)
        way = make.workaround("Ask the board", organisation=kent, against=[obstacle])
        told = {"outcome": Outcome.TOO_EARLY, "recorded_at": ago(weeks=weeks)} | given
        return make.trial(way, obstacle, author_id=author.id, **told)

    return trial


def answer(browser, trial, outcome, version="1"):
    return browser.post(
        f"/programmes/ticc/trials/{trial.reference}/look-back",
        data={"outcome": outcome, "version": version},
    )


@pytest.mark.parametrize(("weeks", "is_asked"), [(7, False), (8, True), (30, True)])
def test_whoever_began_it_is_asked_after_eight_weeks(kents, begin, weeks, is_asked):
    begin(weeks=weeks)

    words = words_in(kents.get(FIRST_PAGE).text)

    assert (ASKED in words) is is_asked
    assert ("Ask the board" in words) is is_asked


def test_nobody_else_is_asked(browsers, begin, make, kent, signed_in_as):
    begin()
    colleague = signed_in_as(make.contributor(kent))

    asked = {who for who, browser in browsers.items() if ASKED in browser.get(FIRST_PAGE).text}

    assert asked == {"kent"}
    assert ASKED not in colleague.get(FIRST_PAGE).text


def test_of_a_workaround_that_went_out_of_sight_nobody_is_asked(kents, make, kent, medway, nurse):
    obstacle = make.obstacle(organisation=kent)
    hidden = make.workaround(organisation=medway, against=[obstacle], visibility="organisation")
    begun = {"outcome": Outcome.TOO_EARLY, "recorded_at": ago(weeks=9)}
    make.trial(hidden, obstacle, author_id=nurse.id, **begun)

    assert ASKED not in words_in(kents.get(FIRST_PAGE).text)


@pytest.mark.parametrize("outcome", ["worked", "partly", "did-not"])
def test_one_tap_says_it(kents, begin, rows, outcome):
    trial = begin()

    assert answer(kents, trial, outcome).status_code == 303
    [told] = rows(sa.select(Trial))
    assert told.outcome == outcome
    assert ASKED not in kents.get(FIRST_PAGE).text


@pytest.mark.parametrize("outcome", ["too-early", "dismiss"])
def test_it_is_not_asked_twice(kents, begin, rows, run, outcome):
    trial = begin()

    page = answer(kents, trial, outcome)

    run(sa.update(Trial).values(recorded_at=ago(weeks=20)))
    assert page.location == FIRST_PAGE
    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]
    assert ASKED not in kents.get(FIRST_PAGE).text


@pytest.mark.parametrize(
    ("outcome", "leads_to_obstacle"), [("worked", True), ("partly", True), ("did-not", False)]
)
def test_where_it_helped_the_obstacle_may_be_past(kents, begin, outcome, leads_to_obstacle):
    location = answer(kents, begin(), outcome).location

    assert ("/obstacles/" in location) is leads_to_obstacle


@pytest.mark.on_postgresql
def test_what_it_took_and_when_it_began_stay(kents, begin, rows):
    trial = begin(what_it_took="A talk", started_on=ago(weeks=10).date())

    answer(kents, trial, "worked")

    [told] = rows(sa.select(Trial))
    assert (told.what_it_took, told.started_on) == ("A talk", trial.started_on)


@pytest.mark.parametrize("outcome", ["worked", "dismiss"])
def test_what_a_colleague_said_meanwhile_stands(kents, begin, rows, run, outcome):
    trial = begin()
    run(sa.update(Trial).values(outcome=Outcome.DID_NOT, version=2))

    page = answer(kents, trial, outcome)

    assert "Someone else has already updated this trial." in kents.get(page.location).text
    assert rows(sa.select(Trial.outcome)) == [Outcome.DID_NOT]


@pytest.mark.parametrize(("outcome", "version"), [("great", "1"), ("", "1")])
def test_other_answers_are_none(kents, begin, outcome, version):
    assert answer(kents, begin(), outcome, version).status_code == 400


@pytest.mark.parametrize("version", ["", "x", "9" * 30])
def test_a_forged_version_says_nothing(kents, begin, rows, version):
    answer(kents, begin(), "worked", version)

    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]


@pytest.mark.parametrize("who", ["medway", "lead"])
def test_only_its_own_organisation_answers(browsers, begin, rows, who):
    assert answer(browsers[who], begin(), "worked").status_code == 403
    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]


def test_whoever_left_the_organisation_is_asked_no_more(signed_in_as, begin, make, medway):
    person = make.contributor(medway)
    begin(author=person)

    assert ASKED not in signed_in_as(person).get(FIRST_PAGE).text


def test_three_stand_there_at_once_the_oldest_first(kents, begin):
    for weeks in (9, 12, 10, 11):
        begin(weeks=weeks, started_on=ago(weeks=weeks).date())

    page = kents.get(FIRST_PAGE).text

    assert page.count("/look-back") == 3


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("begin_now", "at_work")
@pytest.mark.parametrize("outcome", [None, Outcome.WORKED])
def test_two_answers_at_the_same_moment_are_one(begin_now, outcome):
    trial = db.session.get_one(Trial, begin_now.id)
    theirs = sa.update(Trial).values(version=Trial.version + 1)
    db.session.execute(theirs, execution_options={"synchronize_session": False})

    with pytest.raises(EditConflict):
        answer_follow_up(trial=trial, version=1, outcome=outcome)


@pytest.fixture
def begin_now(begin):
    return begin()
