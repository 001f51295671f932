"""A thing's own history: its organisation's members read all of it, and nobody else any."""

import pytest
import sqlalchemy as sa

from tests.factories import Factory
from tests.integration.history.saying import saved
from tracker.audit.notes import blank_changes
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditEvent, Obstacle, Person, Workaround
from tracker.models.vocabulary import Visibility


@pytest.fixture
def obstacle(make: Factory, kent, nurse) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent, author=nurse)


@pytest.fixture
def page(obstacle):
    return f"/programmes/ticc/obstacles/{obstacle.reference}/history"


@pytest.mark.on_postgresql
def test_a_member_reads_who_did_what_before_and_after(kents, page, obstacle) -> None:
    words = {"title": "Signed late", "visibility": "funders"}
    saved(kents, obstacle, **words)

    text = kents.get(page).text

    assert "Changed who can see the obstacle from partners to funders" in text
    assert "Nora Nurse" in text
    assert "Signed by managers" in text
    assert "Signed late" in text


@pytest.mark.parametrize("who", ["medway", "lead", "funder"])
def test_others_read_nothing_of_it(browsers, make, kent, who) -> None:
    seen_by_all = make.obstacle(organisation=kent, visibility=Visibility.FUNDERS)

    answer = browsers[who].get(f"/programmes/ticc/obstacles/{seen_by_all.reference}/history")

    assert answer.status_code == 403


def test_out_of_sight_it_looks_missing(medways, make, kent) -> None:
    hidden = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)

    answer = medways.get(f"/programmes/ticc/obstacles/{hidden.reference}/history")

    assert answer.status_code == 404


def test_a_member_is_led_to_it_from_the_obstacle(kents, medways, obstacle, page) -> None:
    at = f"/programmes/ticc/obstacles/{obstacle.reference}"

    assert page in kents.get(at).text
    assert page not in medways.get(at).text


def test_who_acted_from_outside_bears_no_name(leads, kents, make, obstacle, page) -> None:
    barrier = make.barrier()
    leads.post(
        f"/programmes/ticc/obstacles/{obstacle.reference}/group",
        data={"barrier": barrier.reference},
    )

    text = kents.get(page).text

    assert "Linked the obstacle to a barrier" in text
    assert "the programme" in text
    assert "someone from another organisation" not in text


def test_what_others_join_to_it_is_not_told(kents, medways, make, medway, obstacle, page) -> None:
    theirs = make.obstacle("Theirs", organisation=medway)
    medways.post(
        f"/programmes/ticc/obstacles/{theirs.reference}/hinder",
        data={"other": obstacle.reference, "direction": "holds-up"},
    )

    assert "holds up" not in kents.get(page).text


def test_what_a_colleague_joined_to_it_is_told_without_what_went_out_of_sight(
    kents, make, medway, obstacle, page, run
) -> None:
    theirs = make.obstacle("Theirs, soon hidden", organisation=medway)
    kents.post(
        f"/programmes/ticc/obstacles/{obstacle.reference}/hinder",
        data={"other": theirs.reference, "direction": "holds-up"},
    )
    narrowed = sa.update(Obstacle).where(Obstacle.id == theirs.id)
    assert "Theirs, soon hidden" in kents.get(page).text

    run(narrowed.values(visibility=Visibility.ORGANISATION))

    assert "Recorded that one obstacle blocks another" in kents.get(page).text
    assert "Theirs, soon hidden" not in kents.get(page).text


@pytest.mark.on_postgresql
def test_a_workaround_that_went_out_of_sight_is_named_no_more(
    kents, make, medway, obstacle, page, run
) -> None:
    way = make.workaround("Their way, soon hidden", organisation=medway)
    kents.post(
        f"/programmes/ticc/workarounds/{way.reference}/link", data={"obstacle": obstacle.reference}
    )
    assert "Their way, soon hidden" in kents.get(page).text

    narrowed = sa.update(Workaround).where(Workaround.id == way.id)
    run(narrowed.values(visibility=Visibility.ORGANISATION))

    assert "Their way, soon hidden" not in kents.get(page).text


def test_a_barrier_that_went_out_of_sight_is_named_no_more(leads, kents, make, page) -> None:
    barrier, at = make.barrier("Pay by the hour"), page.replace("/history", "/group")
    leads.post(at, data={"barrier": barrier.reference})
    assert "Pay by the hour" in kents.get(page).text

    leads.post(at, data={"barrier": ""})

    assert "Linked the obstacle to a barrier" in kents.get(page).text
    assert "Pay by the hour" not in kents.get(page).text


@pytest.fixture
def colleagues(make, kent, signed_in_as):
    return signed_in_as(make.contributor(kent, name="Colin Colleague"))


def test_a_draft_has_a_history_for_its_author_alone(kents, colleagues, make, kent, nurse) -> None:
    draft = make.obstacle("Half", organisation=kent, author=nurse, is_draft=True)
    saved(kents, draft, title="Another half")
    at = f"/programmes/ticc/obstacles/{draft.reference}/history"

    assert "Edited the draft" in kents.get(at).text
    assert colleagues.get(at).status_code == 404


def test_once_logged_its_time_as_a_draft_stays_its_authors(
    kents, colleagues, make, kent, nurse
) -> None:
    draft = make.obstacle("Half", organisation=kent, author=nurse, is_draft=True)
    saved(kents, draft, title="Another half")
    saved(kents, draft, title="Another half", version=2, act="log")
    at = f"/programmes/ticc/obstacles/{draft.reference}/history"

    assert "Edited the draft" in kents.get(at).text
    assert "Logged the obstacle" in colleagues.get(at).text
    assert "draft" not in colleagues.get(at).text


def test_somebody_erased_is_shown_by_their_pseudonym(kents, obstacle, page, nurse, run) -> None:
    saved(kents, obstacle, title="Signed late")
    run(sa.update(Person).where(Person.id == nurse.id).values(name="Somebody 7K"))

    assert "Somebody 7K" in kents.get(page).text
    assert "Nora Nurse" not in kents.get(page).text


@pytest.mark.on_postgresql
def test_what_was_blanked_is_said_so(app, kents, obstacle, page) -> None:
    saved(kents, obstacle, title="Signed late")
    with app.app_context(), write_transactions():
        blank_changes(AuditEvent.thing_id == obstacle.id)
        db.session.commit()

    text = kents.get(page).text

    assert "These details have been deleted" in text
    assert "<dt>Text</dt>" not in text


def test_a_long_history_has_pages(kents, obstacle, page) -> None:
    for number in range(52):
        saved(kents, obstacle, title=f"Said for the {number}th time", version=number + 1)

    first, second = kents.get(page).text, kents.get(f"{page}?page=2").text

    assert first.count('<p class="m-0"><b>') == 50
    assert 'rel="next"' in first
    assert "Logged the obstacle" in second


def test_a_history_takes_as_many_queries_however_long(queries_of, kents, obstacle, page) -> None:
    saved(kents, obstacle, title="Once")
    few = queries_of(kents, page)
    for number in range(5):
        saved(kents, obstacle, title=f"Again {number}", version=number + 2)

    assert queries_of(kents, page) == few


def test_a_workaround_has_a_history_too(kents, medways, make, kent) -> None:
    way = make.workaround("Ask the night lead", organisation=kent)
    at = f"/programmes/ticc/workarounds/{way.reference}/history"

    assert "Added the workaround" in kents.get(at).text
    assert at in kents.get(at.removesuffix("/history")).text
    assert medways.get(at).status_code == 403
    assert at not in medways.get(at.removesuffix("/history")).text


def test_a_thing_from_before_the_audit_has_an_empty_history(kents, page, forget) -> None:
    forget()

    assert "Every new change appears here" in kents.get(page).text
