"""While somebody types, what lies near within their sight is shown, and nothing else is told."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.listing import words_in
from tracker.models import Obstacle, TextVector
from tracker.models.vocabulary import Outcome, Status, Visibility

AT = "/programmes/ticc/obstacles/nearby"
THEIRS = "Every sign-off sits with managers above the team"
OURS = "Each sign-off sits with a manager"


@pytest.fixture
def typed(kents: FlaskClient):
    """What the nurse of Kent is shown while she types."""

    def send(title: str = OURS, **more: object) -> str:
        answer = kents.post(AT, data={"title": title} | more)
        assert answer.status_code == 200
        return words_in(answer.text)

    return send


@pytest.fixture
def theirs(make: Factory, medway) -> Obstacle:
    return make.obstacle(THEIRS, organisation=medway, status=Status.WORKED_ROUND)


def test_a_partners_obstacle_is_shown_with_what_got_round_it(typed, make, medway, theirs):
    workaround = make.workaround("A new scheme", organisation=medway, against=[theirs])
    make.trial(workaround, theirs, Outcome.WORKED)

    shown = typed()

    assert "Medway has this too worked round" in shown
    assert THEIRS in shown
    assert "Their workaround: A new scheme" in shown
    assert "Others logged 1 similar obstacle" in shown


def test_the_heading_counts_all_that_is_shown(kents, typed, make, medway, theirs):
    make.obstacle(f"{THEIRS} here", organisation=medway)
    assert "Others logged 2 similar obstacles" in typed()

    make.workaround(f"{THEIRS} again", organisation=medway, against=[theirs])
    page = kents.post(AT, data={"title": OURS}).text

    assert page.count("<article") + page.count("<li>") == 3
    assert "3 similar obstacles, barriers or workarounds found" in words_in(page)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(Outcome.PARTLY, "partly worked : A way"), (Outcome.TOO_EARLY, "too early to tell : A way")],
)
def test_what_did_not_work_yet_is_told_as_it_is(typed, make, medway, theirs, outcome, said):
    workaround = make.workaround("A way", organisation=medway, against=[theirs])
    make.trial(workaround, theirs, outcome)

    assert said in typed()


def test_the_best_of_several_ways_is_told(typed, make, medway, theirs):
    for title, outcome in (("Poor", Outcome.DID_NOT), ("Good", Outcome.WORKED)):
        workaround = make.workaround(title, organisation=medway, against=[theirs])
        make.trial(workaround, theirs, outcome)
    make.workaround("Untried", organisation=medway, against=[theirs])

    assert "Their workaround: Good" in typed()


def test_who_may_not_be_named_is_a_partner(typed, make, medway):
    make.obstacle(THEIRS, organisation=medway, is_named=False)

    shown = typed()

    assert "A partner has this too" in shown
    assert "Medway" not in shown


def test_ones_own_organisations_is_a_duplicate(typed, make, kent):
    make.obstacle(THEIRS, organisation=kent)

    shown = typed()

    assert "Your organisation may have logged this already" in shown
    assert "Your organisation may have logged this already" in shown


@pytest.mark.usefixtures("theirs")
def test_barriers_and_workarounds_are_shown_too(typed, make, medway):
    barrier = make.barrier("Sign-off sits too high above managers")
    make.obstacle("Quite another thing", organisation=medway, barrier=barrier)
    make.workaround("Sign-off by managers in the team", organisation=medway)

    shown = typed()

    assert "Barrier that 1 organisation has" in shown
    assert "Workaround from Medway" in shown


@pytest.mark.parametrize(
    "hidden",
    [{"visibility": Visibility.ORGANISATION}, {"is_draft": True}],
    ids=["organisation", "draft"],
)
def test_what_is_out_of_sight_is_not_shown(typed, make, medway, hidden):
    make.obstacle(THEIRS, organisation=medway, **hidden)

    assert typed() == ""


def test_what_another_programme_has_is_not_shown(typed, make, kent, elsewhere):
    make.obstacle(THEIRS, organisation=kent, programme=elsewhere)

    assert typed() == ""


@pytest.mark.usefixtures("theirs")
@pytest.mark.parametrize("title", ["", "sign-off managers", "The car does not start today"])
def test_too_few_words_or_others_show_nothing(typed, title):
    assert typed(title) == ""


def test_what_was_answered_different_stays_away(typed, theirs):
    assert typed(said=f"different {theirs.reference}") == ""


def test_what_was_answered_stays_pressed(kents, theirs):
    page = kents.post(AT, data={"title": OURS, "said": f"same {theirs.reference}"}).text

    pressed = page.split(f'data-answer="same {theirs.reference}"')[1].split(">")[0]
    assert 'aria-pressed="true"' in pressed


def test_the_obstacle_that_is_edited_is_not_near_to_itself(typed, make, kent):
    mine = make.obstacle(THEIRS, organisation=kent)

    assert typed(of=mine.reference) == ""


@pytest.mark.usefixtures("theirs")
def test_it_changes_nothing_and_waits_for_no_lock(kents, count_queries):
    kents.post(AT, data={"title": OURS})  # The first counts twenty tries ahead.
    with count_queries() as statements:
        kents.post(AT, data={"title": OURS})

    assert [one for one in statements if one.startswith(("INSERT", "UPDATE", "BEGIN IMM"))] == []


def test_who_may_not_log_is_refused(funders):
    assert funders.post(AT, data={"title": OURS}).status_code == 403


def test_what_is_logged_edited_and_deleted_is_followed(typed, medways, rows):
    data = {"title": THEIRS, "visibility": "partners", "act": "log"}
    medways.post("/programmes/ticc/obstacles/log", data=data)
    assert THEIRS in typed()
    [theirs] = rows(sa.select(Obstacle))

    data = {"title": f"{THEIRS} still", "visibility": "partners", "version": theirs.version}
    medways.post(f"/programmes/ticc/obstacles/{theirs.reference}/edit", data=data)
    assert f"{THEIRS} still" in typed()

    data |= {"visibility": "organisation", "version": theirs.version + 1}
    medways.post(f"/programmes/ticc/obstacles/{theirs.reference}/edit", data=data)
    assert typed() == ""


def test_meaning_finds_other_languages_where_there_is_an_encoder(
    encoder, typed, make: Factory, medway
):
    for number in range(3):
        make.obstacle(f"Something about the weather {number}", organisation=medway)
    make.obstacle("De handtekening duurt weken", organisation=medway)

    shown = typed("Every sign-off takes ages")

    assert "De handtekening duurt weken" in shown
    assert encoder.encoded[-1] == "Every sign-off takes ages"


@pytest.mark.usefixtures("encoder")
def test_numbers_of_another_encoder_count_for_nothing(typed, make, medway, run):
    make.obstacle("De handtekening duurt weken", organisation=medway)
    run(sa.update(TextVector).values(encoder="another"))

    assert typed("Every sign-off takes ages") == ""


@pytest.mark.usefixtures("theirs")
def test_it_takes_no_more_queries_where_more_is_found(typed, make, medway, count_queries):
    typed()
    with count_queries() as few:
        typed()
    for number in range(6):
        make.obstacle(f"{THEIRS} again {number}", organisation=medway)
    typed()

    with count_queries() as many:
        typed()

    assert len(many) <= len(few) <= 8
