"""`tracker encode` makes anew what is stale, and `tracker check` counts it."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.encoders import Topics
from tests.factories import Factory
from tracker.cli.check import outdated_embeddings
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Programme, StatusChange, TextVector
from tracker.text_index.commands_encode import encode_outdated_texts, store_programme_vectors


@pytest.fixture
def encode(app: Flask):
    def run() -> int:
        with app.app_context():
            return encode_outdated_texts()

    return run


@pytest.fixture
def make(make: Factory, run) -> SimpleNamespace:
    """Make things past the commands, so that what they say is kept nowhere."""

    def past_the_commands(name: str):
        def make_one(*words: object, **given: object):
            thing = getattr(make, name)(*words, **given)
            run(sa.delete(TextVector).where(getattr(TextVector, f"{name}_id") == thing.id))
            return thing

        return make_one

    return SimpleNamespace(
        **{name: past_the_commands(name) for name in ("barrier", "obstacle", "workaround")}
    )


@pytest.fixture
def told(app: Flask):
    """What the check says."""

    def check() -> list[str]:
        with app.app_context():
            return outdated_embeddings()

    return check


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("encoder")
def test_each_text_without_numbers_gets_them(make, encode, told, kept):
    things = make.obstacle(), make.workaround(), make.barrier()
    assert told() == ["Outdated text embeddings: 3. Run `tracker encode`."]

    assert encode() == len(things)

    assert told() == []
    assert {len(row.numbers) for row in kept()} == {512}


@pytest.mark.usefixtures("encoder")
def test_a_second_run_finds_nothing_to_do(make, encode):
    make.obstacle()
    encode()

    assert encode() == 0


def test_drafts_are_left_alone(make, encode, kept):
    make.obstacle(is_draft=True)

    assert (encode(), kept()) == (0, [])


def test_words_changed_past_the_commands_are_found(make, run, encode, told):
    make.obstacle()
    encode()

    run(sa.update(Obstacle).values(title="Others"))

    assert "Outdated text embeddings: 1" in told()[0]
    assert encode() == 1


@pytest.mark.usefixtures("encoder")
def test_another_encoder_makes_its_own_numbers(app: Flask, make, encode, kept):
    make.obstacle()
    encode()
    app.config["ENCODER"] = lambda: Topics("another")

    assert encode() == 1
    assert kept()[0].encoder == "another"


@pytest.mark.usefixtures("encoder")
def test_numbers_stay_good_while_words_alone_decide(app: Flask, make, encode):
    make.obstacle()
    encode()
    app.config["ENCODER"] = lambda: None

    assert encode() == 0


def test_other_processes_take_what_is_made_anew_for_new(make, encode, kept, rows):
    make.obstacle()
    before = rows(sa.select(Programme.revision))[0]

    encode()

    assert kept()[0].revision == rows(sa.select(Programme.revision))[0] > before


@pytest.mark.usefixtures("encoder")
def test_more_than_a_batch_is_encoded(make, encode, kept):
    for number in range(23):
        make.obstacle(f"Number {number}")

    assert (encode(), len(kept())) == (23, 23)


@pytest.mark.on_postgresql
def test_what_was_put_in_past_the_commands_is_kept_at_once(app: Flask, make, told):
    obstacle = make.obstacle()
    make.workaround()

    with app.app_context(), write_transactions():
        store_programme_vectors(obstacle.programme_id)
        db.session.commit()

    assert told() == []


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("encoder")
def test_what_is_deleted_meanwhile_is_passed_over(app, make, encode, kept):
    gone = make.obstacle()

    def delete(_session):
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(sa.delete(StatusChange))
            connection.execute(sa.delete(Obstacle).where(Obstacle.id == gone.id))

    with app.app_context():
        sa.event.listen(db.session, "after_rollback", delete, once=True)
    encode()

    assert kept() == []
