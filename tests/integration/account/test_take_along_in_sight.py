"""What a person takes along names nobody who is unnamed to them, and nothing out of sight."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.triggers import without_triggers
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditEvent, Membership, Obstacle, Person, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc/obstacles"
OUT_OF_SIGHT = "Something that you can no longer read."


@pytest.fixture
def theirs(make: Factory, kent) -> Obstacle:
    """Kent's obstacle without its name, beside one of Kent's that bears it."""
    make.obstacle("Kent's, with its name", organisation=kent)
    return make.obstacle("Signed by managers", organisation=kent, is_named=False)


@pytest.fixture
def way(make: Factory, kent) -> Workaround:
    """Kent's workaround without its name."""
    return make.workaround("Ask the board", organisation=kent, is_named=False)


@pytest.fixture
def ours(make: Factory, medway) -> Obstacle:
    return make.obstacle("Medway's own", organisation=medway)


@pytest.fixture
def mia(make: Factory, medway) -> Person:
    return make.contributor(medway, name="Mia of Medway")


@pytest.fixture
def mias(signed_in_as, mia: Person) -> FlaskClient:
    return signed_in_as(mia)


def sent(browser: FlaskClient, path: str, **data: str) -> None:
    answer = browser.post(f"/programmes/ticc/{path}", data=data)
    assert answer.status_code == 303, answer.text


def match(browser, theirs, ours, _way) -> None:
    data = {"other": theirs.reference, "answer": "related"}
    sent(browser, f"obstacles/{ours.reference}/match", **data)


def hinder(browser, theirs, ours, _way) -> None:
    data = {"other": theirs.reference, "direction": "holds-up"}
    sent(browser, f"obstacles/{ours.reference}/hinder", **data)


def comment(browser, theirs, _ours, _way) -> None:
    sent(browser, f"obstacles/{theirs.reference}/comments", text="Mine is alike", is_unnamed="y")


def try_it(browser, _theirs, ours, way) -> None:
    data = {"obstacle": ours.reference, "outcome": "worked"}
    sent(browser, f"workarounds/{way.reference}/trials/new", **data)


def rule_out(browser, theirs, _ours, barrier) -> None:
    sent(browser, f"obstacles/{theirs.reference}/rule-out", barrier=barrier.reference)


def group(browser, theirs, _ours, barrier) -> None:
    sent(browser, f"obstacles/{theirs.reference}/group", barrier=barrier.reference)


def held(browser: FlaskClient) -> dict[str, Any]:
    return browser.get("/account/data").json


def said(browser: FlaskClient) -> str:
    return browser.get("/account/data").text


@pytest.mark.parametrize("act", [match, hinder, comment, try_it])
def test_what_a_partner_does_names_nobody(mias, theirs, ours, way, act: Callable) -> None:
    act(mias, theirs, ours, way)

    text = said(mias)

    assert "Kent" not in text
    assert (way if act is try_it else theirs).reference in text
    assert "Medway" in text


@pytest.mark.parametrize("act", [match, comment, group, rule_out])
def test_what_a_programme_lead_does_names_nobody(leads, theirs, ours, make, act: Callable) -> None:
    act(leads, theirs, ours, make.barrier())

    text = said(leads)

    assert "Kent" not in text
    assert theirs.reference in text


def test_what_bears_its_name_is_told_with_it(mias, make, kent, ours) -> None:
    named = make.obstacle(organisation=kent)

    comment(mias, named, ours, None)

    [done] = [one for one in held(mias)["what you did"] if one["act"] == "comment:write"]
    assert (done["organisation"], done["done for"]) == ("Kent", "Medway")
    assert done["reference"] == named.reference


def test_once_the_name_is_left_out_nobody_is_named(mias, make, kent, ours, run) -> None:
    named = make.obstacle(organisation=kent)
    comment(mias, named, ours, None)

    run(sa.update(Obstacle).values(is_named=False))

    assert "Kent" not in said(mias)


@pytest.fixture
def narrowed(run) -> Callable[[], None]:
    """Let Kent alone read what is Kent's."""

    def narrow() -> None:
        for model in (Obstacle, Workaround):
            kents = sa.update(model).where(model.title != "Medway's own")
            run(kents.values(visibility=Visibility.ORGANISATION))

    return narrow


@pytest.mark.parametrize("act", [match, hinder, comment, try_it])
def test_what_went_out_of_sight_has_no_code_and_no_number(
    mias, make, kent, theirs, ours, way, narrowed, act: Callable
) -> None:
    another = make.obstacle("Another", organisation=kent)
    another_way = make.workaround("Another way", organisation=kent)
    act(mias, theirs, ours, way)
    act(mias, another, ours, another_way)

    narrowed()

    text, done = said(mias), held(mias)["what you did"]
    for hidden in (theirs, another, way, another_way):
        assert hidden.reference not in text
    gone = [one for one in done if one.get("thing") == OUT_OF_SIGHT]
    assert gone
    assert len({one["act"] for one in gone}) == len(gone)
    assert {name for one in gone for name in one} == {"act", "thing", "told"}
    assert "Kent" not in text


def test_ones_own_words_stay(mias, theirs, ours, way, narrowed) -> None:
    comment(mias, theirs, ours, way)

    narrowed()

    assert held(mias)["comments"] == [{"obstacle": OUT_OF_SIGHT, "text": "Mine is alike"}]


def test_answers_stay_without_their_number(mias, make, kent, theirs, ours, narrowed) -> None:
    match(mias, theirs, ours, None)
    match(mias, make.obstacle("Another", organisation=kent), ours, None)

    narrowed()

    answers = held(mias)["answers whether two obstacles are the same"]
    assert answers == [{"answer": "related", "obstacles": OUT_OF_SIGHT}]


def test_what_one_wrote_for_an_organisation_left_stays_ones_own(
    mias, mia, ours, run, make, programme
) -> None:
    make.obstacle("A neighbour")
    at = f"{AT}/{ours.reference}/edit"
    typed = {"title": "As Mia wrote it", "visibility": "partners", "version": "1"}
    assert mias.post(at, data=typed).status_code == 303

    run(sa.update(Membership).where(Membership.person_id == mia.id).values(ended_at=now()))

    [done] = [one for one in held(mias)["what you did"] if one["act"] == "obstacle:edit"]
    assert done == {
        "act": "obstacle:edit",
        "thing": OUT_OF_SIGHT,
        "told": {"title": ["As Mia wrote it"]},
    }
    assert programme.name not in said(mias)


@pytest.fixture(params=["now", "before"])
def olga(request, app, make: Factory, kent, nurse, signed_in_as, rows) -> FlaskClient:
    """The browser of Kent's lead, who has ended a membership: as it is noted now, and as it was."""
    make.obstacle("Half", organisation=kent, author=nurse, owner_id=nurse.id, is_draft=True)
    make.obstacle("Whole", organisation=kent, owner_id=nurse.id)
    lead = make.organisation_lead(kent, name="Olga Overseer")
    browser = signed_in_as(lead)
    sent(browser, "organisations/kent/members/end", email=nurse.email, confirmed="yes")
    if request.param == "before":
        [end] = rows(sa.select(AuditEvent).where(AuditEvent.act == "membership:end"))
        effects = sa.update(AuditEvent).where(AuditEvent.at == end.at)
        with app.app_context(), write_transactions():
            with without_triggers():
                db.session.execute(effects.values(person_id=lead.id))
            db.session.commit()
    return browser


def test_a_membership_that_somebody_ends_is_one_act(olga: FlaskClient, rows) -> None:
    assert rows(sa.select(Obstacle.owner_id)) == [None, None]
    acts = [one["act"] for one in held(olga)["what you did"]]
    assert [act for act in acts if act.startswith(("draft", "obstacle"))] == []
    assert acts.count("membership:end") == 1


def test_who_ends_a_membership_reads_of_no_draft(olga: FlaskClient) -> None:
    log = olga.get("/programmes/ticc/log").text

    assert "Membership ended" in log
    assert "Edited the obstacle" in log
    assert "draft" not in log


def test_a_barrier_out_of_sight_has_no_code(mias, make, kent, ours, narrowed) -> None:
    barrier = make.barrier()
    make.obstacle("Under it", organisation=kent, barrier=barrier)
    rule_out(mias, ours, None, barrier)
    assert barrier.reference in said(mias)

    narrowed()

    assert barrier.reference not in said(mias)
    gone = {"obstacle": OUT_OF_SIGHT, "barrier": OUT_OF_SIGHT}
    assert held(mias)["barriers that an obstacle does not come from"] == [gone]


def test_what_one_did_to_colleagues_goes_out_of_sight_with_the_place(
    make, kent, nurse, signed_in_as, run, programme
) -> None:
    olga = make.organisation_lead(kent, name="Olga Overseer")
    browser = signed_in_as(olga)
    data = {"email": nurse.email, "role": "lead", "confirmed": "yes"}
    sent(browser, "organisations/kent/members/change-role", **data)
    assert "thing" not in acts_of(browser, "membership:edit")[0]

    run(sa.update(Membership).where(Membership.person_id == olga.id).values(ended_at=now()))

    gone = {"act": "membership:edit", "thing": OUT_OF_SIGHT, "told": {}}
    assert acts_of(browser, "membership:edit") == [gone]
    assert programme.name not in said(browser)


def test_categories_are_no_numbers(mias, make, ours, programme) -> None:
    make.category("Law", slug="law", programme=programme)
    typed = {"title": ours.title, "visibility": "partners", "is_named": "y", "version": "1"}
    at = f"{AT}/{ours.reference}/edit"
    assert mias.post(at, data=typed | {"categories": "law"}).status_code == 303

    [done] = acts_of(mias, "obstacle:edit")

    assert done["told"] == {}
    assert done["changed"] == ["categories"]


def acts_of(browser: FlaskClient, act: str) -> list[dict[str, Any]]:
    return [one for one in held(browser)["what you did"] if one["act"] == act]


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    ("readers", "told"), [(Visibility.PARTNERS, True), (Visibility.ORGANISATION, False)]
)
def test_a_mention_gives_a_code_where_its_comment_can_be_read(
    mias, mia, make, kent, readers, *, told: bool
) -> None:
    make.mention(make.comment(make.obstacle("Another", organisation=kent)), make.contributor(kent))
    obstacle = make.obstacle("Kent's", organisation=kent)
    make.mention(make.comment(obstacle, organisation_id=kent.id, visibility=readers), mia)

    [mention] = mias.get("/account/data").json["comments that mention you"]

    assert mention["obstacle"] == (obstacle.reference if told else OUT_OF_SIGHT)
    assert ("seen_at" in mention) is told
