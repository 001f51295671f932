"""That more people read a comment is told to the obstacle's organisation and to the writer's."""

import pytest
from flask.testing import FlaskClient

from tests.integration.comments.test_widen_comment import answer_on
from tests.integration.history.saying import saved
from tracker.models import Assignment, Comment, Membership, Obstacle, Person
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc"
LOG = f"{AT}/log"
SAID = "Changed who can see a comment from partners to public"


@pytest.fixture
def obstacle(make, kent) -> Obstacle:
    """Kent's obstacle without its name, beside one that bears it and has a comment too."""
    make.comment(make.obstacle("Its neighbour", organisation=kent), text="Stays as it is")
    given = {"visibility": Visibility.PUBLIC, "is_named": False}
    return make.obstacle("Signed by managers", organisation=kent, **given)


@pytest.fixture
def mia(make, medway) -> Person:
    return make.contributor(medway, name="Mia of Medway")


@pytest.fixture
def mias(signed_in_as, mia) -> FlaskClient:
    return signed_in_as(mia)


@pytest.fixture
def kents_lead(make, kent, signed_in_as) -> FlaskClient:
    return signed_in_as(make.organisation_lead(kent, name="Olga Overseer"))


@pytest.fixture
def medways_lead(make, medway, signed_in_as) -> FlaskClient:
    return signed_in_as(make.organisation_lead(medway, name="Milo Mayor"))


@pytest.fixture
def comment_of(make, obstacle):
    """Make a comment from when partners alone read the obstacle."""

    def make_comment(organisation_id: int | None, on: Obstacle = obstacle) -> Comment:
        partners = {"organisation_id": organisation_id, "visibility": Visibility.PARTNERS}
        return make.comment(on, text="Quillfeatherish", **partners)

    return make_comment


def widen(browser: FlaskClient, comment: Comment) -> None:
    at = f"{AT}/comments/{comment.reference}/widen"
    answer = browser.post(at, data={"widening": answer_on(browser.get(at))})
    assert answer.status_code == 303, answer.text


def text_of(browser: FlaskClient, address: str) -> str:
    return browser.get(address).text.partition("<main")[2]


def test_each_organisation_has_an_event_of_its_own(
    mias, mia, comment_of, obstacle, kent, medway, events, faults
) -> None:
    widen(mias, comment_of(medway.id))

    told = [(one.organisation_id, one.thing_id) for one in events("comment:widen")]
    assert told == [(kent.id, obstacle.id), (medway.id, obstacle.id)]
    for one in events("comment:widen"):
        assert one.payload["visibility"] == ["partners", "public"]
        assert set(one.payload) == {"visibility", "salt"}
        assert (one.person_id, one.capacity) == (mia.id, "member")
        assert one.capacity_organisation_id == medway.id
    assert events("comment:edit") == []
    assert faults() == []


def test_of_a_comment_of_the_obstacles_organisation_it_is_told_once(
    kents, comment_of, kent, events
) -> None:
    widen(kents, comment_of(kent.id))

    [event] = events("comment:widen")
    assert (event.organisation_id, event.capacity) == (kent.id, "member")
    assert event.capacity_organisation_id == kent.id


@pytest.mark.on_postgresql
def test_of_a_programme_leads_comment_it_is_told_to_the_obstacles_organisation(
    leads, comment_of, kent, events
) -> None:
    widen(leads, comment_of(None))

    [event] = events("comment:widen")
    assert (event.organisation_id, event.capacity) == (kent.id, "programme-lead")
    assert event.capacity_organisation_id is None


def test_who_leads_the_programme_too_widens_a_partners_comment_as_its_member(
    mias, mia, make, comment_of, medway, programme, events
) -> None:
    make._save(Assignment(person_id=mia.id, programme_id=programme.id, role="lead"))
    widen(mias, comment_of(medway.id))

    held = {(one.capacity, one.capacity_organisation_id) for one in events("comment:widen")}

    assert held == {("member", medway.id)}


@pytest.mark.on_postgresql
def test_the_obstacles_organisation_reads_of_it_without_a_name(
    mias, kents, kents_lead, comment_of, obstacle, medway
) -> None:
    widen(mias, comment_of(medway.id))

    history = text_of(kents, f"{AT}/obstacles/{obstacle.reference}/history")
    log = text_of(kents_lead, f"{LOG}?what=readers")

    for text in (history, log):
        assert text.count(SAID) == 1
        assert "someone from another organisation" in text
        assert "Mia" not in text
        assert "Medway" not in text
        assert "Quillfeatherish" not in text
    assert SAID in kents_lead.get(f"{LOG}.csv").text


def test_the_writers_organisation_reads_who_it_was_and_not_whose_the_obstacle_is(
    mias, medways_lead, comment_of, obstacle, medway
) -> None:
    widen(mias, comment_of(medway.id))

    log, file = text_of(medways_lead, LOG), medways_lead.get(f"{LOG}.csv").text

    for text in (log, file):
        assert text.count(SAID) == 1
        assert "Mia of Medway" in text
        assert obstacle.reference in text
        assert "Kent" not in text
        assert "Quillfeatherish" not in text
    assert mias.get(f"{AT}/obstacles/{obstacle.reference}/history").status_code == 403


@pytest.mark.on_postgresql
def test_once_the_obstacle_is_out_of_sight_the_line_names_nothing(
    mias, kents, medways_lead, comment_of, obstacle, medway
) -> None:
    widen(mias, comment_of(medway.id))

    saved(kents, obstacle, visibility="organisation")

    text = text_of(medways_lead, LOG)
    assert SAID in text
    assert obstacle.reference not in text
    assert obstacle.title not in text


def test_others_read_nothing_of_it(
    mias, make, signed_in_as, programme, leads, comment_of, medway
) -> None:
    lille = make.organisation("Lille", programme=programme)
    lilles_lead = signed_in_as(make.organisation_lead(lille))

    widen(mias, comment_of(medway.id))

    assert SAID not in text_of(lilles_lead, LOG)
    assert SAID not in text_of(leads, LOG)


def test_ones_own_data_tell_it_once_and_not_whose_the_obstacle_is(
    mias, comment_of, obstacle, medway
) -> None:
    widen(mias, comment_of(medway.id))

    data = mias.get("/account/data")

    [done] = [one for one in data.json["what you did"] if one["act"] == "comment:widen"]
    assert (done["reference"], done["done for"]) == (obstacle.reference, "Medway")
    assert "Kent" not in data.text


def test_who_belongs_to_both_is_named_to_the_writers_organisation_alone(
    mias, mia, make, kents_lead, medways_lead, comment_of, kent, medway
) -> None:
    make._save(Membership(person_id=mia.id, organisation_id=kent.id, role="contributor"))

    widen(mias, comment_of(medway.id))

    assert "Mia" not in text_of(kents_lead, f"{LOG}?what=readers")
    assert "Mia" in text_of(medways_lead, f"{LOG}?what=readers")
