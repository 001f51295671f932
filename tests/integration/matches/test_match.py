"""Somebody says whether two obstacles are the same; it is remembered, and nothing else follows."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from tests.factories import Factory
from tests.listing import words_in
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.matches.commands import match_obstacles
from tracker.matches.commands_answers import apply_answers
from tracker.models import AuditEvent, Match, Obstacle, Person
from tracker.models.moment import now
from tracker.models.vocabulary import Likeness, Visibility
from tracker.sight.sight import find_sight

AT = "/programmes/ticc/obstacles"
THEIRS = "Every sign-off sits with managers above the team"
OURS = "Each sign-off sits with a manager"


@pytest.fixture
def theirs(make: Factory, medway) -> Obstacle:
    return make.obstacle(THEIRS, organisation=medway)


@pytest.fixture
def ours(make: Factory, kent) -> Obstacle:
    return make.obstacle(OURS, organisation=kent)


@pytest.fixture
def say(kents: FlaskClient, ours: Obstacle):
    def send(other: Obstacle, answer: str = "same", browser: FlaskClient = kents, **more: str):
        data = {"other": other.reference, "answer": answer} | more
        return browser.post(f"{AT}/{ours.reference}/match", data=data)

    return send


@pytest.fixture
def matches(rows):
    def read() -> list[tuple[int, int, str]]:
        return [(one.one_id, one.other_id, str(one.answer)) for one in rows(sa.select(Match))]

    return read


def pair(one: Obstacle, other: Obstacle) -> tuple[int, int]:
    low, high = sorted((one.id, other.id))
    return low, high


@pytest.mark.parametrize("answer", [*Likeness])
def test_an_answer_is_remembered_with_who_and_when(say, theirs, ours, nurse, rows, answer):
    say(theirs, answer)

    [match] = rows(sa.select(Match))
    assert (match.one_id, match.other_id) == pair(ours, theirs)
    assert (match.answer, match.person_id) == (answer, nurse.id)
    assert match.said_at is not None


@pytest.mark.on_postgresql
def test_a_later_answer_takes_the_place_of_an_earlier_one(say, theirs, ours, matches):
    say(theirs, "same")
    say(theirs, "different")

    assert matches() == [(*pair(ours, theirs), "different")]


def test_the_answer_comes_back_to_where_it_was_given(say, theirs, ours):
    assert say(theirs).location == f"{AT}/{ours.reference}"
    assert say(theirs, back="logged").location == f"{AT}/{ours.reference}/logged"


def test_a_partner_and_a_lead_may_answer_and_a_funder_may_not(say, theirs, medways, leads, funders):
    assert [say(theirs, browser=one).status_code for one in (medways, leads)] == [303, 303]
    assert say(theirs, browser=funders).status_code in {403, 404}


def test_what_is_out_of_sight_looks_missing(say, make, medway, matches):
    hidden = make.obstacle(THEIRS, organisation=medway, visibility=Visibility.ORGANISATION)
    draft = make.obstacle(THEIRS, organisation=medway, is_draft=True)

    assert {say(one).status_code for one in (hidden, draft)} == {404}
    assert matches() == []


@pytest.mark.parametrize("answer", ["", "alike", "barrier"])
def test_no_other_answer_is_taken(say, theirs, answer, matches):
    assert (say(theirs, answer).status_code, matches()) == (400, [])


def test_an_obstacle_is_not_compared_with_itself(say, ours, kents, matches):
    say(ours)

    assert "Choose a different obstacle" in kents.get(f"{AT}/{ours.reference}").text
    assert matches() == []


def test_the_same_joins_the_barrier_of_the_other(say, make, medway, ours, rows):
    barrier = make.barrier()
    say(make.obstacle(THEIRS, organisation=medway, barrier=barrier))

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == ours.id)) == [barrier.id]


@pytest.mark.parametrize("answer", ["related", "different"])
def test_no_other_answer_joins_a_barrier(say, make, medway, ours, rows, answer):
    say(make.obstacle(THEIRS, organisation=medway, barrier=make.barrier()), answer)

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == ours.id)) == [None]


def test_anothers_obstacle_is_put_nowhere(say, make, medways, theirs, rows, ours, run):
    barrier = make.barrier()
    run(sa.update(Obstacle).where(Obstacle.id == theirs.id).values(barrier_id=barrier.id))

    say(theirs, browser=medways)

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == ours.id)) == [None]


def test_it_is_noted_on_both(say, theirs, ours, rows):
    say(theirs)

    noted = sa.select(AuditEvent.thing_id).where(AuditEvent.act == "obstacle:match")
    assert set(rows(noted)) == {ours.id, theirs.id}


def test_it_goes_with_either_of_the_two(say, theirs, matches, run):
    say(theirs)

    run(sa.delete(Obstacle).where(Obstacle.id == theirs.id))

    assert matches() == []


def test_what_is_answered_is_offered_no_more_after_logging(say, kents, theirs, ours):
    page = f"{AT}/{ours.reference}/logged"
    assert THEIRS in kents.get(page).text

    say(theirs, "different")

    assert THEIRS not in kents.get(page).text


@pytest.mark.usefixtures("theirs")
def test_after_logging_each_pair_has_its_three_answers(kents, ours):
    page = kents.get(f"{AT}/{ours.reference}/logged").text

    assert "Medway has this too" in words_in(page)
    for answer in Likeness:
        assert f'name="answer" value="{answer}"' in " ".join(page.split())


def log(browser: FlaskClient, **more: object):
    data = {"title": OURS, "visibility": "partners", "act": "log"} | more
    return browser.post(f"{AT}/log", data=data)


def test_answers_given_while_typing_are_remembered_once_it_is_logged(kents, theirs, matches):
    log(kents, said=f"different {theirs.reference}")

    [(_, _, answer)] = matches()
    assert answer == "different"


def test_the_same_and_a_barrier_put_it_there_as_it_is_logged(kents, make, medway, rows):
    barrier = make.barrier()
    theirs = make.obstacle(THEIRS, organisation=medway, barrier=barrier)

    log(kents, said=f"same {theirs.reference}")
    log(kents, said=f"barrier {barrier.reference}", title=f"{OURS}, again")

    ours = sa.select(Obstacle.barrier_id).where(Obstacle.title.startswith(OURS))
    assert rows(ours) == [barrier.id, barrier.id]


def test_what_is_out_of_sight_or_no_answer_is_passed_over(kents, make, medway, matches):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    answer = log(kents, said=["same " + hidden.reference, "same", "barrier B-2222", "x TICC-2222"])

    assert (answer.status_code, matches()) == (303, [])


def test_an_answer_on_the_obstacle_itself_is_passed_over(app, nurse, ours, matches):
    with app.app_context(), write_transactions():
        sight = find_sight(db.session.get_one(Person, nurse.id), "ticc")
        itself = db.session.get_one(Obstacle, ours.id)
        apply_answers(sight=sight, obstacle=itself, answers={ours.reference: "same"})

    assert matches() == []


def test_a_draft_has_no_answers(kents, theirs, matches):
    log(kents, act="draft", said=f"same {theirs.reference}")

    assert matches() == []


def test_answers_outlast_a_mistake_in_the_form(kents, theirs):
    page = log(kents, title="", said=[f"same {theirs.reference}", "<script>"])

    assert f'name="said" value="same {theirs.reference}"' in page.text
    assert "<script>" not in page.text


def test_from_anothers_obstacle_one_logs_ones_own(kents, theirs):
    assert f"/log?same={theirs.reference}" in kents.get(f"{AT}/{theirs.reference}").text

    page = kents.get(f"{AT}/log?same={theirs.reference}").text

    assert f'name="said" value="same {theirs.reference}"' in page
    assert "You have this too. Describe it in your own words:" in page


def test_ones_own_obstacle_offers_no_such_thing(kents, ours):
    assert "/log?same=" not in kents.get(f"{AT}/{ours.reference}").text


def test_what_is_out_of_sight_cannot_be_had_too(kents, make, medway):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    page = kents.get(f"{AT}/log?same={hidden.reference}").text

    assert "You have this too." not in page
    assert 'name="said"' not in page


def test_leads_see_pairs_that_are_under_no_barrier(say, leads, theirs):
    say(theirs)

    page = words_in(leads.get("/programmes/ticc/said-the-same").text)

    assert OURS in page
    assert THEIRS in page
    assert "Add a barrier for both" in page


def test_they_are_not_told_whose_one_without_a_name_is(say, leads, make, medway):
    say(make.obstacle(THEIRS, organisation=medway, is_named=False))

    page = leads.get("/programmes/ticc/said-the-same").text

    assert "Name not shown" in page
    assert "Medway" not in page


@pytest.mark.parametrize("answer", ["related", "different"])
def test_they_see_no_pair_of_another_answer(say, leads, theirs, answer):
    say(theirs, answer)

    assert THEIRS not in leads.get("/programmes/ticc/said-the-same").text


def test_they_see_no_pair_of_which_one_is_out_of_their_sight(say, leads, theirs, run):
    say(theirs)
    hidden = sa.update(Obstacle).where(Obstacle.id == theirs.id)
    run(hidden.values(visibility=Visibility.ORGANISATION))

    page = leads.get("/programmes/ticc/said-the-same").text

    assert OURS not in page
    assert "Nothing to do." in page


def test_one_press_makes_a_barrier_of_a_pair(say, leads, theirs, ours, rows):
    say(theirs)
    address = f"/programmes/ticc/barriers/add?of={ours.reference}&of={theirs.reference}&of=X-2222"
    assert THEIRS in leads.get(address).text

    leads.post(address, data={"title": "Sign-off sits too high"})

    [one, other] = rows(sa.select(Obstacle.barrier_id))
    assert one == other is not None
    assert THEIRS not in leads.get("/programmes/ticc/said-the-same").text


def test_one_press_puts_both_under_the_barrier_of_one(say, leads, theirs, run, make):
    say(theirs)
    barrier = make.barrier("A cause")
    run(sa.update(Obstacle).where(Obstacle.id == theirs.id).values(barrier_id=barrier.id))

    page = words_in(leads.get("/programmes/ticc/said-the-same").text)

    assert "Link both to “A cause”" in page


def test_only_leads_have_the_queue(kents):
    assert kents.get("/programmes/ticc/said-the-same").status_code == 403


def test_the_database_keeps_each_pair_once(app, theirs, ours):
    low, high = pair(ours, theirs)
    row = Match(one_id=high, other_id=low, programme_id=ours.programme_id, answer=Likeness.SAME)

    with app.app_context(), write_transactions():
        db.session.add(row)
        with pytest.raises(IntegrityError):
            db.session.flush()


@pytest.fixture
def meanwhile(app):
    """Put a row in while a command is at work: after it has looked, before it adds its own."""

    @contextmanager
    def do(row):
        with app.app_context(), write_transactions():
            connection = db.session.connection()

            def put_in(_session, transaction):
                if transaction.nested:
                    connection.execute(row)

            sa.event.listen(db.session, "after_transaction_create", put_in, once=True)
            yield
            db.session.commit()

    return do


def tell_apart(one, other):
    both = [db.session.get_one(Obstacle, each.id) for each in (one, other)]
    match_obstacles(obstacle=both[0], other=both[1], answer=Likeness.DIFFERENT, person_id=None)


def test_of_two_answers_at_once_the_later_one_stands(meanwhile, ours, theirs, matches):
    one_id, other_id = pair(ours, theirs)
    ends = {"one_id": one_id, "other_id": other_id, "programme_id": ours.programme_id}
    same = sa.insert(Match).values(**ends, answer=Likeness.SAME, said_at=now())

    with meanwhile(same):
        tell_apart(ours, theirs)

    assert matches() == [(one_id, other_id, "different")]


def test_what_no_row_explains_is_no_answer(meanwhile, ours, theirs, matches):
    gone = sa.delete(Obstacle).where(Obstacle.id == theirs.id)

    with pytest.raises(IntegrityError), meanwhile(gone):
        tell_apart(ours, theirs)

    assert matches() == []


def test_two_programmes_have_no_pair(app, make, ours, kent, elsewhere):
    far = make.obstacle(organisation=kent, programme=elsewhere)

    with app.app_context(), pytest.raises(DomainError, match="another programme"):
        match_obstacles(obstacle=ours, other=far, answer=Likeness.SAME, person_id=None)


def test_a_draft_is_compared_with_nothing(app, make, ours, kent):
    draft = make.obstacle(organisation=kent, is_draft=True)

    with (
        app.app_context(),
        pytest.raises(DomainError, match="Log the draft before you compare it"),
    ):
        match_obstacles(obstacle=ours, other=draft, answer=Likeness.SAME, person_id=None)
