"""The sheet of barriers: one row for each, its columns as data."""

from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l

from tracker.exports.labels import LEVELS
from tracker.exports.writers import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class BarrierLine:
    """A barrier as its viewer may see it; None is a number that is suppressed.

    `named` are its organisations that may be named, `past_it` those of them that have cleared it
    (worked round or resolved); the five counts are of organisations by status.
    """

    reference: str
    title: str
    level: str | None
    organisations: int | None
    obstacles: int | None
    open: int | None
    being_worked_on: int | None
    worked_round: int | None
    resolved: int | None
    accepted_as_immovable: int | None
    named: list[str]
    unnamed: int | None
    past_it: list[str]
    link: str


BARRIER_SHEET: list[Column[BarrierLine]] = [
    Column(_l("Reference"), lambda b: b.reference, width=12),
    Column(_l("Barrier"), lambda b: b.title, width=56),
    Column(_l("Level that can remove it"), lambda b: b.level, labels=LEVELS, width=18),
    Column(_l("Organisations"), lambda b: b.organisations, width=14),
    Column(_l("Obstacles"), lambda b: b.obstacles, width=12),
    Column(_l("Open"), lambda b: b.open, width=12),
    Column(_l("Being worked on"), lambda b: b.being_worked_on, width=12),
    Column(_l("Worked round"), lambda b: b.worked_round, width=12),
    Column(_l("Resolved"), lambda b: b.resolved, width=12),
    Column(_l("Accepted as immovable"), lambda b: b.accepted_as_immovable, width=12),
    Column(_l("Organisations that show their name"), lambda b: b.named, width=40),
    Column(_l("Organisations without a name"), lambda b: b.unnamed, width=12),
    Column(_l("No longer in the way"), lambda b: b.past_it, width=32),
    Column(_l("Link"), lambda b: b.link, width=32, is_link=True),
]


def as_json(line: BarrierLine) -> dict[str, object]:
    """Return `line` with keys and coded values that are the same in every language."""
    return asdict(line)
