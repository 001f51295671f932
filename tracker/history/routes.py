"""Routes of the audit: a thing's history, and the log for those who lead."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.attachments import attachment_headers
from tracker.exports.log_sheet import LOG_SHEET, LogLine
from tracker.exports.writers import CSV_TYPE, Sheet, csv_chunks
from tracker.extensions import db
from tracker.forms.paging import paged
from tracker.history.forms import LogForm
from tracker.history.lines import Detail, Line, lines_of
from tracker.history.queries import (
    A_PAGE,
    batches_up_to,
    count_events,
    history_of,
    last_number,
    log_of,
    page_of,
)
from tracker.models import Obstacle, Programme, Workaround
from tracker.sight.obstacles import find_obstacle
from tracker.sight.sight import Sight
from tracker.web.rate_limits import FILES, limited
from tracker.workarounds.queries import find_workaround

bp = Blueprint("history", __name__, url_prefix="/programmes/<slug:slug>")

AT_ONCE = 500
PAGES = {
    "barrier": "barriers.show",
    "decision-maker": "decision_makers.show",
    "obstacle": "obstacles.show",
    "workaround": "workarounds.show",
}
"""Where a thing of each kind has a page of its own."""


@bp.get("/obstacles/<reference:reference>/history")
@guarded(Permission.OBSTACLE_HISTORY, on=find_obstacle)
def obstacle_history(obstacle: Obstacle) -> ResponseReturnValue:
    """Tell everything that was done to an obstacle."""
    return _history(obstacle, "obstacle")


@bp.get("/workarounds/<reference:reference>/history")
@guarded(Permission.WORKAROUND_HISTORY, on=find_workaround)
def workaround_history(workaround: Workaround) -> ResponseReturnValue:
    """Tell everything that was done to a workaround."""
    return _history(workaround, "workaround")


def _history(thing: Obstacle | Workaround, kind: str) -> ResponseReturnValue:
    sight = this_sight()
    found = _paged(sight, history_of(sight, thing), {"reference": thing.reference})
    address = url_for(PAGES[kind], slug=sight.programme.slug, reference=thing.reference)
    return render_template("history/history.html", thing=thing, kind=kind, back=address, **found)


@bp.get("/log")
@guarded(Permission.LOG_READ, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Show the log of the organisations, or the programme, that the person leads."""
    sight, form = this_sight(), _form()
    found = _paged(sight, log_of(sight, form.asked), _typed())
    file = url_for(".log_as_csv", slug=programme.slug, **_typed())
    return render_template("history/log.html", form=form, file=file, **found)


@bp.get("/log.csv")
@limited(FILES)
@exports(Act.LOG_EXPORT)
@guarded(Permission.LOG_READ, on=find_programme)
def log_as_csv(programme: Programme) -> ResponseReturnValue:
    """Send the whole log, as narrowed, a piece at a time, each read when it is sent.

    The file ends where the log ended when it was asked for: that it was taken is not in it. A
    question that cannot be read leads to the page that says so, and never to the whole log.
    """
    sight, form = this_sight(), _form()
    if form.errors:
        return redirect(url_for(".log", slug=programme.slug, **_typed()))
    rows = _all_lines(sight, log_of(sight, form.asked), last_number())
    chunks = csv_chunks(Sheet(_("Activity log"), LOG_SHEET, rows))
    db.session.expunge(programme)  # The sight outlives the session, which ends before the file.
    headers = attachment_headers(f"{programme.slug}-{_('log')}.csv")
    return Response(stream_with_context(chunks), content_type=CSV_TYPE, headers=headers)


def _form() -> LogForm:
    form = LogForm(formdata=request.args)
    form.validate()
    return form


def _typed() -> dict[str, Any]:
    """Return what the address asks for, but for the page."""
    fields = ("words", "who", "what", "since", "until")
    return {name: request.args[name] for name in fields if request.args.get(name)}


def _paged(sight: Sight, events: sa.Select[Any], typed: dict[str, Any]) -> dict[str, Any]:
    page = paged(count_events(events), A_PAGE, request.args.get("page", ""))
    return {
        "address": lambda number: url_for(
            request.endpoint or "", slug=sight.programme.slug, page=number, **typed
        ),
        "address_of": _address_of,
        "lines": lines_of(sight, page_of(events, page.number)),
        "page": page,
    }


def _address_of(line: Line) -> str | None:
    """Return the page of what a line is about, where it has one that the reader may see."""
    if line.thing is None or line.kind not in PAGES:
        return None
    slug = this_sight().programme.slug
    return url_for(PAGES[line.kind], slug=slug, reference=line.thing.code)


def _in_one_line(detail: Detail) -> str:
    """Say a detail as the log's page does, also where its words are kept nowhere."""
    if detail.before is None and detail.after is None:
        return f"{detail.label}: {_('changed (the text is not stored here)')}"
    return f"{detail.label}: {detail.before or _('(empty)')} → {detail.after or _('(empty)')}"


def _all_lines(sight: Sight, events: sa.Select[Any], newest: int) -> Iterator[LogLine]:
    """Yield the lines; while they are sent, which takes as long as it takes, none is read."""
    for batch in batches_up_to(newest, events, AT_ONCE):
        lines = lines_of(sight, batch)
        db.session.rollback()
        for line in lines:
            yield LogLine(
                at=line.at,
                actor=line.who,
                act=line.act,
                sentence=line.sentence,
                code=line.thing.code if line.thing else "",
                thing=line.thing.text if line.thing else "",
                changes=[_in_one_line(detail) for detail in line.details],
            )
