"""A row gets a reference that nobody has, however often chance gives a taken one."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tracker.models import Barrier
from tracker.models import free_reference as module
from tracker.models.free_reference import ATTEMPTS_PER_LENGTH, add_with_free_reference

pytestmark = [pytest.mark.usefixtures("at_work"), pytest.mark.on_postgresql]


@pytest.fixture
def given(monkeypatch):
    """Let chance give these references in turn; note the length that was asked for."""

    def deal(*references: str) -> list[int]:
        lengths: list[int] = []
        waiting = iter(references)

        def next_one(_prefix: str, length: int) -> str:
            lengths.append(length)
            return next(waiting)

        monkeypatch.setattr(module, "new_reference", next_one)
        return lengths

    return deal


@pytest.fixture
def new_barrier(programme):
    return Barrier(programme_id=programme.id, title="Sign-off sits too high")


def test_the_first_free_reference_is_taken(given, new_barrier):
    given("B-7KQ4")

    assert add_with_free_reference(new_barrier, "B").reference == "B-7KQ4"


def test_a_taken_reference_is_tried_no_further(given, make, new_barrier):
    make.barrier(reference="B-7KQ4")
    given("B-7KQ4", "B-2222")

    add_with_free_reference(new_barrier, "B")

    assert new_barrier.reference == "B-2222"
    assert new_barrier.id is not None


def test_what_was_written_before_in_the_transaction_stays(given, make, programme):
    make.barrier(reference="B-7KQ4")
    earlier = Barrier(programme_id=programme.id, title="Earlier")
    given("B-3333", "B-7KQ4", "B-2222")

    add_with_free_reference(earlier, "B")
    add_with_free_reference(Barrier(programme_id=programme.id, title="Later"), "B")

    kept = module.db.session.scalars(sa.select(Barrier.reference).order_by(Barrier.reference))
    assert list(kept) == ["B-2222", "B-3333", "B-7KQ4"]


def test_after_five_that_were_taken_a_longer_one_is_tried(given, make, new_barrier):
    make.barrier(reference="B-7KQ4")
    lengths = given(*["B-7KQ4"] * ATTEMPTS_PER_LENGTH * 4, "B-7KQ4XYZ")

    add_with_free_reference(new_barrier, "B")

    assert lengths == [4] * 5 + [5] * 5 + [6] * 5 + [7] * 6


def test_what_else_the_database_refuses_is_not_tried_again(given, programme):
    lengths = given("B-7KQ4", "B-2222")

    with pytest.raises(IntegrityError):
        add_with_free_reference(Barrier(programme_id=programme.id, title=""), "B")

    assert lengths == [4]
