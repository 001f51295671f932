"""The texts of a programme are kept ready in a process, and follow what others change."""

import time

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tracker.extensions import db
from tracker.matches.queries import answers_on
from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text
from tracker.models import Obstacle, Person, Programme, TextVector
from tracker.sight.sight import find_sight
from tracker.text_index import background, corpora
from tracker.text_index.corpora import within

AT = "/programmes/ticc/obstacles"


@pytest.fixture
def corpus(app: Flask, programme: Programme, nurse: Person):
    """What the nurse's requests find ready in this process."""

    def ready() -> Corpus | None:
        with app.app_context():
            sight = find_sight(db.session.get_one(Person, nurse.id), programme.slug)
            assert sight is not None
            seen = within(sight)
            return seen and seen.corpus

    return ready


def test_it_holds_what_is_within_sight(corpus, make: Factory, medway):
    seen = make.obstacle(organisation=medway), make.workaround(organisation=medway)
    make.obstacle(organisation=medway, visibility="organisation")
    make.barrier("Nobody is under it")

    found = corpus()

    assert len(found) == len(seen)
    assert all(one.reference in found for one in seen)


def test_nothing_is_made_again_while_no_text_changes(corpus, make, run):
    make.obstacle()
    before = corpus()

    run(sa.update(Programme).values(revision=Programme.revision + 1))

    assert corpus() is before


def test_what_another_process_adds_and_deletes_is_followed(corpus, make, run):
    first = make.obstacle()
    corpus()

    second = make.obstacle()
    run(sa.delete(Obstacle).where(Obstacle.id == first.id))
    run(sa.update(Programme).values(revision=Programme.revision + 1))

    found = corpus()
    assert second.reference in found
    assert first.reference not in found


@pytest.mark.on_postgresql
def test_what_is_deleted_does_not_stay_in_memory(app, corpus, make, run):
    make.obstacle()
    corpus()

    run(sa.delete(Obstacle))
    run(sa.update(Programme).values(revision=Programme.revision + 1))
    corpus()

    [whole] = app.extensions["cached_corpora"]._wholes.values()
    assert len(whole.corpus) == 0


def test_a_programme_that_was_taken_back_is_read_anew(corpus, make, run):
    make.obstacle()
    corpus()

    run(sa.update(Obstacle).values(title="As it was long ago"))
    run(sa.update(Programme).values(revision=0))
    run(sa.update(TextVector).values(revision=0))

    assert corpus().nearest(Text("", "As it was long ago"))[0].words > 0.9


def test_many_texts_are_taken_up_beside_the_requests(corpus, make, monkeypatch):
    monkeypatch.setattr(corpora, "MAX_SYNCHRONOUS", 1)
    for number in range(3):
        make.obstacle(f"Number {number}")

    assert corpus() is None

    deadline = time.monotonic() + 20
    while (found := corpus()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(found) == 3


class Idle:
    """A thread that never gets its turn."""

    def __init__(self, **_given: object) -> None:
        pass

    def start(self) -> None:
        pass


def test_meanwhile_pages_go_on_without(kents, make, kent, medway, monkeypatch):
    monkeypatch.setattr(corpora, "MAX_SYNCHRONOUS", 0)
    monkeypatch.setattr(background, "Thread", Idle)
    make.obstacle("Every sign-off sits with managers", organisation=medway)
    mine = make.obstacle("Each sign-off sits with managers", organisation=kent)

    assert kents.post(f"{AT}/nearby", data={"title": mine.title}).text == ""
    page = kents.get(f"{AT}/{mine.reference}/logged").text
    assert "Reload the page in a moment." in page


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("encoder")
def test_what_cannot_be_made_ready_is_said_in_the_log(app, corpus, make, monkeypatch, caplog):
    monkeypatch.setattr(corpora, "MAX_SYNCHRONOUS", 0)
    make.obstacle()
    app.config["ENCODER"] = lambda: 1 / 0

    assert corpus() is None

    deadline = time.monotonic() + 20
    while not caplog.records and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "could not be made ready" in caplog.text


def test_few_sights_are_kept(app, programme, make, monkeypatch):
    monkeypatch.setattr(corpora, "MAX_SIGHTS", 1)
    people = [make.contributor(make.organisation()) for _number in range(2)]

    with app.app_context():
        for person in people:
            sight = find_sight(db.session.get_one(Person, person.id), programme.slug)
            assert sight is not None
            within(sight)

    assert len(app.extensions["cached_corpora"]._visible) == 1


def test_answers_are_read_from_either_side(app, programme, nurse, make):
    one, other = make.obstacle(), make.obstacle()
    make.match(one, other)

    with app.app_context():
        sight = find_sight(db.session.get_one(Person, nurse.id), programme.slug)
        assert sight is not None
        assert [(each.id, told) for each, told in answers_on(sight, one)] == [(other.id, "same")]
        assert [(each.id, told) for each, told in answers_on(sight, other)] == [(one.id, "same")]
