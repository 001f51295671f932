"""The time window of a digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.models.vocabulary import Rhythm

DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


@dataclass(frozen=True)
class Window:
    """A time window: `since` is excluded, `until` included."""

    since: datetime
    until: datetime

    def contains(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that a column's timestamp is in the window."""
        return sa.and_(column > self.since, column <= self.until)


def next_window(rhythm: Rhythm, told_until: datetime | None, moment: datetime) -> Window | None:
    """Return the window of a digest that is due now, or None.

    Days are counted, not hours, so that a run a little earlier than yesterday's skips nobody. The
    first digest covers one day or one week.
    """
    if rhythm is Rhythm.NEVER:
        return None
    days = DAYS[rhythm]
    if told_until is None:
        return Window(moment - timedelta(days=days), moment)
    is_due = moment.date() >= told_until.date() + timedelta(days=days)
    return Window(told_until, moment) if is_due else None
