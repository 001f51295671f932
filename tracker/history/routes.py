"""Routes of the audit log: the history of one thing, and the log for leads."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.log_sheet import LOG_SHEET, LogLine
from tracker.exports.writers import Sheet
from tracker.extensions import db
from tracker.forms.paging import requested_page
from tracker.history.entries import FieldChange, HistoryEntry, entries_of
from tracker.history.forms import LogForm
from tracker.history.queries import (
    PAGE_SIZE,
    LogCriteria,
    batches_up_to,
    count_events,
    history_of,
    last_event_id,
    log_of,
    page_of,
)
from tracker.models import Obstacle, Programme, Workaround
from tracker.sight.obstacles import find_obstacle
from tracker.sight.sight import Sight
from tracker.web.csv_files import csv_links, csv_response
from tracker.web.error_pages import NothingToDownload
from tracker.web.rate_limits import FILES, limited
from tracker.workarounds.queries import find_workaround

bp = Blueprint("history", __name__, url_prefix="/programmes/<slug:slug>")

BATCH_SIZE = 500
PAGES = {
    "barrier": "barriers.show",
    "decision-maker": "decision_makers.show",
    "obstacle": "obstacles.show",
    "workaround": "workarounds.show",
}
"""The endpoint of the page of each kind of thing that has one."""


@bp.get("/obstacles/<reference:reference>/history")
@guarded(Permission.OBSTACLE_HISTORY, on=find_obstacle)
def obstacle_history(obstacle: Obstacle) -> ResponseReturnValue:
    """Show the history of an obstacle."""
    return _history(obstacle, "obstacle")


@bp.get("/workarounds/<reference:reference>/history")
@guarded(Permission.WORKAROUND_HISTORY, on=find_workaround)
def workaround_history(workaround: Workaround) -> ResponseReturnValue:
    """Show the history of a workaround."""
    return _history(workaround, "workaround")


def _history(thing: Obstacle | Workaround, kind: str) -> ResponseReturnValue:
    sight = this_sight()
    found = _paged(sight, history_of(sight, thing), {"reference": thing.reference})
    address = url_for(PAGES[kind], slug=sight.programme.slug, reference=thing.reference)
    return render_template("history/history.html", thing=thing, kind=kind, back=address, **found)


@bp.get("/log")
@guarded(Permission.LOG_READ, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Show the activity log of the organisations, or the programme, that the person leads."""
    sight, form = this_sight(), _form()
    # An invalid filter matches nothing: the whole log would look like an answer to it.
    events = log_of(sight, LogCriteria() if form.errors else form.criteria)
    events = events.where(sa.false()) if form.errors else events
    found = _paged(sight, events, _filter_values())
    files = csv_links(url_for(".log_as_csv", slug=programme.slug, **_filter_values()))
    return render_template("history/log.html", form=form, files=files, **found)


@bp.get("/log.csv")
@limited(FILES)
@exports(Act.LOG_EXPORT)
@guarded(Permission.LOG_READ, on=find_programme)
def log_as_csv(programme: Programme) -> ResponseReturnValue:
    """Stream the whole filtered log as CSV, in batches that are each read when they are sent.

    The file ends at the newest event before the request, so it excludes its own export. Invalid
    filters give no file, but a page with the errors.
    """
    sight, form = this_sight(), _form()
    if form.errors:
        raise NothingToDownload(" ".join(f"{text}." for text, *_rest in form.errors.values()))
    rows = _log_lines(sight, log_of(sight, form.criteria), last_event_id())
    db.session.expunge(programme)  # The sight outlives the session, which ends before the file.
    sheet = Sheet(_("Activity log"), LOG_SHEET, rows)
    return csv_response(sheet, f"{programme.slug}-{_('log')}.csv")


def _form() -> LogForm:
    form = LogForm(formdata=request.args)
    form.validate()
    return form


def _filter_values() -> dict[str, Any]:
    """Return the filter parameters of the query string, without the page."""
    fields = ("words", "who", "what", "since", "until")
    return {name: request.args[name] for name in fields if request.args.get(name)}


def _paged(sight: Sight, events: sa.Select[Any], parameters: dict[str, Any]) -> dict[str, Any]:
    page = requested_page(count_events(events), PAGE_SIZE, request.args.get("page", ""))
    return {
        "address": lambda number: url_for(
            request.endpoint or "", slug=sight.programme.slug, page=number, **parameters
        ),
        "address_of": _address_of,
        "entries": entries_of(sight, page_of(events, page.number)),
        "page": page,
    }


def _address_of(entry: HistoryEntry) -> str | None:
    """Return the URL of the page of an entry's thing, or None if there is none within sight."""
    if entry.thing is None or entry.kind not in PAGES:
        return None
    slug = this_sight().programme.slug
    return url_for(PAGES[entry.kind], slug=slug, reference=entry.thing.code)


def _change_text(detail: FieldChange) -> str:
    """Return a change as the log's page shows it, also if its values are not stored."""
    if detail.before is None and detail.after is None:
        return f"{detail.label}: {_('changed (the text is not stored here)')}"
    return f"{detail.label}: {detail.before or _('(empty)')} → {detail.after or _('(empty)')}"


def _log_lines(sight: Sight, events: sa.Select[Any], last_id: int) -> Iterator[LogLine]:
    """Yield the lines; no transaction stays open while a batch is sent."""
    for batch in batches_up_to(last_id, events, BATCH_SIZE):
        entries = entries_of(sight, batch)
        db.session.rollback()
        for entry in entries:
            yield LogLine(
                at=entry.at,
                actor=entry.actor,
                act=entry.act,
                sentence=entry.sentence,
                code=entry.thing.code if entry.thing else "",
                thing=entry.thing.text if entry.thing else "",
                changes=[_change_text(detail) for detail in entry.details],
            )
