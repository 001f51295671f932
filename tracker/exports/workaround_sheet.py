"""The sheet of workarounds: one row for each, its columns as data."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.exports.labels import VISIBILITIES
from tracker.exports.writers import Column


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkaroundLine:
    """A workaround as its viewer may see it; every count is within that viewer's sight."""

    reference: str
    title: str
    how_it_works: str
    organisation: str | None
    visibility: str
    obstacles: list[str]
    worked: int
    partly: int
    did_not: int
    too_early: int
    worked_at: list[str]
    logged_at: date
    source: str
    source_link: str
    link: str


WORKAROUND_SHEET: list[Column[WorkaroundLine]] = [
    Column(_l("Reference"), lambda w: w.reference, width=12),
    Column(_l("Workaround"), lambda w: w.title, width=48),
    Column(_l("How it works"), lambda w: w.how_it_works, width=60),
    Column(
        _l("Organisation"), lambda w: w.organisation, labels={None: _l("name not shown")}, width=28
    ),
    Column(_l("Visibility"), lambda w: w.visibility, labels=VISIBILITIES),
    Column(_l("Linked obstacles"), lambda w: w.obstacles, width=40),
    Column(_l("Trials that worked"), lambda w: w.worked, width=12),
    Column(_l("Trials that partly worked"), lambda w: w.partly, width=12),
    Column(_l("Trials that did not work"), lambda w: w.did_not, width=12),
    Column(_l("Trials too early to tell"), lambda w: w.too_early, width=12),
    Column(_l("Worked for"), lambda w: w.worked_at, width=28),
    Column(_l("Logged on"), lambda w: w.logged_at, width=12),
    Column(_l("Source"), lambda w: w.source, width=40),
    Column(_l("Source link"), lambda w: w.source_link, width=32, is_link=True),
    Column(_l("Link"), lambda w: w.link, width=32, is_link=True),
]


def as_json(line: WorkaroundLine) -> dict[str, object]:
    """Return `line` with keys and coded values that are the same in every language."""
    return asdict(line)
