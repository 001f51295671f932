"""Numbers are kept in the transaction of the text that they are made of."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.encoders import Topics
from tests.factories import Factory
from tracker.extensions import db
from tracker.models import Barrier, Obstacle, Programme, TextVector, Workaround
from tracker.text_index.texts import ComparableText

AT = "/programmes/ticc"


@pytest.fixture
def log(kents):
    def log_one(title: str = "Every sign-off takes weeks", **typed: str):
        data = {"title": title, "visibility": "partners", "act": "log"} | typed
        return kents.post(f"{AT}/obstacles/log", data=data)

    return log_one


def only(found: list):
    assert len(found) == 1
    return found[0]


def revision_of(rows) -> int:
    return only(rows(sa.select(Programme.revision)))


@pytest.mark.usefixtures("encoder")
def test_what_is_logged_is_kept_at_the_revision_of_the_change(log, rows, kept):
    log(details="At Kent")

    row, obstacle = only(kept()), only(rows(sa.select(Obstacle)))
    assert (row.obstacle_id, row.programme_id) == (obstacle.id, obstacle.programme_id)
    assert (row.encoder, len(row.numbers)) == ("topics", 512)
    assert row.digest == ComparableText("Every sign-off takes weeks", "At Kent").digest
    assert row.revision == revision_of(rows)


def test_where_words_alone_decide_the_row_has_no_numbers(log, kept):
    log()

    row = only(kept())
    assert (row.encoder, row.numbers) == ("", b"")


def test_a_draft_is_kept_once_it_is_logged(log, kents, rows, kept):
    log(act="draft")
    obstacle = only(rows(sa.select(Obstacle)))
    assert kept() == []

    kents.post(
        f"{AT}/obstacles/{obstacle.reference}/edit",
        data={"title": "Now", "visibility": "partners", "act": "log", "version": obstacle.version},
    )

    assert only(kept()).digest == ComparableText("Now", "").digest


def test_an_edited_draft_is_not_kept(log, kents, rows, kept):
    log(act="draft")
    obstacle = only(rows(sa.select(Obstacle)))

    data = {"title": "Now", "visibility": "partners", "act": "draft", "version": obstacle.version}
    kents.post(f"{AT}/obstacles/{obstacle.reference}/edit", data=data)

    assert kept() == []


def edit(kents, obstacle: Obstacle, **typed: object):
    data = {"title": obstacle.title, "visibility": "partners", "version": obstacle.version}
    return kents.post(f"{AT}/obstacles/{obstacle.reference}/edit", data=data | typed)


def test_other_words_take_the_place_of_those_before(log, kents, rows, kept, encoder: Topics):
    log()
    first, obstacle = only(kept()), only(rows(sa.select(Obstacle)))

    edit(kents, obstacle, title="Travel takes weeks")

    row = only(kept())
    assert (row.id, row.digest) == (first.id, ComparableText("Travel takes weeks", "").digest)
    assert row.numbers != first.numbers
    assert row.revision == revision_of(rows) > first.revision
    assert "Travel takes weeks" in encoder.encoded


@pytest.mark.on_postgresql
def test_the_same_words_are_not_encoded_again(log, kents, rows, kept, encoder: Topics):
    log()
    first, obstacle = only(kept()), only(rows(sa.select(Obstacle)))
    encoder.encoded.clear()

    edit(kents, obstacle, level="national")

    assert (encoder.encoded, only(kept()).revision) == ([], first.revision)


@pytest.mark.usefixtures("encoder")
def test_a_workaround_and_its_edit_are_kept(kents, rows, kept):
    kents.post(f"{AT}/workarounds/log", data={"title": "Ask", "visibility": "partners"})
    workaround = only(rows(sa.select(Workaround)))
    assert only(kept(workaround_id=workaround.id)).digest == ComparableText("Ask", "").digest

    kents.post(
        f"{AT}/workarounds/{workaround.reference}/edit",
        data={"title": "Ask twice", "visibility": "partners", "version": workaround.version},
    )

    assert only(kept(workaround_id=workaround.id)).digest == ComparableText("Ask twice", "").digest


@pytest.mark.usefixtures("encoder")
def test_a_barrier_and_its_edit_are_kept(leads, rows, kept):
    leads.post(f"{AT}/barriers/add", data={"title": "A cause", "explanation": "Why"})
    barrier = only(rows(sa.select(Barrier)))
    assert only(kept(barrier_id=barrier.id)).digest == ComparableText("A cause", "Why").digest

    leads.post(
        f"{AT}/barriers/{barrier.reference}/edit",
        data={"title": "Another cause", "explanation": "Why", "version": barrier.version},
    )

    assert only(kept(barrier_id=barrier.id)).digest == ComparableText("Another cause", "Why").digest


def test_what_is_deleted_takes_its_row_along(log, kept, run):
    log()
    assert kept() != []

    run(sa.delete(Obstacle))

    assert kept() == []


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("ends", [(), ("obstacle", "workaround"), ("obstacle", "barrier")])
def test_a_row_of_no_thing_or_of_two_is_refused(make: Factory, ends):
    things = {
        "obstacle": make.obstacle(),
        "workaround": make.workaround(),
        "barrier": make.barrier(),
    }
    row = TextVector(programme_id=things["obstacle"].programme_id, digest=b"x", revision=1)
    for end in ends:
        setattr(row, f"{end}_id", things[end].id)
    db.session.add(row)

    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.usefixtures("at_work")
def test_a_row_cannot_stand_in_another_programme(make: Factory, elsewhere: Programme):
    obstacle = make.obstacle()
    row = TextVector(programme_id=elsewhere.id, obstacle_id=obstacle.id, digest=b"x", revision=1)
    db.session.add(row)

    with pytest.raises(IntegrityError):
        db.session.flush()
