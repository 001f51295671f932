"""The time that a digest tells of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.models.vocabulary import Rhythm

DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


@dataclass(frozen=True)
class Window:
    """From just after one moment until another."""

    since: datetime
    until: datetime

    def holds(self, column: Any) -> ColumnElement[bool]:
        """Return the condition that a column's moment lies within."""
        return sa.and_(column > self.since, column <= self.until)


def next_window(rhythm: Rhythm, told_until: datetime | None, moment: datetime) -> Window | None:
    """Return what a digest would tell of now, or None where it is not time for one yet.

    Days are counted, not hours, so that a run a little earlier than yesterday's skips nobody. Who
    never had a digest is told of one day or one week.
    """
    if rhythm is Rhythm.NEVER:
        return None
    days = DAYS[rhythm]
    if told_until is None:
        return Window(moment - timedelta(days=days), moment)
    is_due = moment.date() >= told_until.date() + timedelta(days=days)
    return Window(told_until, moment) if is_due else None
