"""The sheet of an audit log: one row for each event, its columns as data."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from tracker.exports.writers import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """An event as its viewer may see it."""

    at: datetime
    actor: str
    act: str
    sentence: str
    code: str
    thing: str
    changes: list[str]


LOG_SHEET: list[Column[LogLine]] = [
    Column(_l("When (UTC)"), lambda line: line.at.isoformat(timespec="seconds"), width=24),
    Column(_l("Who"), lambda line: line.actor, width=28),
    Column(_l("Type of action"), lambda line: line.act, width=20),
    Column(_l("Action"), lambda line: line.sentence, width=48),
    Column(_l("Reference"), lambda line: line.code, width=12),
    Column(_l("Object"), lambda line: line.thing, width=48),
    Column(_l("Before and after"), lambda line: line.changes, width=60),
]
