"""When it is time for a digest, and of which time it tells."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.models.vocabulary import Rhythm
from tracker.notifications.window import next_window

MONDAY = datetime(2026, 11, 23, 7, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "last", "is_due"),
    [
        (Rhythm.DAILY, timedelta(hours=23, minutes=59), True),
        (Rhythm.DAILY, timedelta(hours=6), False),
        (Rhythm.DAILY, timedelta(days=40), True),
        (Rhythm.WEEKLY, timedelta(days=6, hours=23, minutes=59), True),
        (Rhythm.WEEKLY, timedelta(days=6), False),
        (Rhythm.NEVER, timedelta(days=40), False),
    ],
)
def test_days_are_counted_not_hours(rhythm, last, is_due) -> None:
    window = next_window(rhythm, MONDAY - last, MONDAY)

    assert (window is not None) is is_due


def test_it_begins_where_the_last_one_ended() -> None:
    last = MONDAY - timedelta(days=9)

    window = next_window(Rhythm.WEEKLY, last, MONDAY)

    assert window is not None
    assert (window.since, window.until) == (last, MONDAY)


@pytest.mark.parametrize(("rhythm", "days"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)])
def test_the_first_one_tells_of_a_day_or_a_week(rhythm, days) -> None:
    window = next_window(rhythm, None, MONDAY)

    assert window is not None
    assert window.since == MONDAY - timedelta(days=days)


def test_never_is_never_also_at_first() -> None:
    assert next_window(Rhythm.NEVER, None, MONDAY) is None
