"""The list of obstacles, and the same list as files."""

import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.attachments import attachment_headers
from tracker.exports.obstacle_sheet import OBSTACLE_SHEET, ObstacleLine, as_json
from tracker.exports.workbooks import XLSX_TYPE, WorkbookProperties, xlsx_bytes
from tracker.exports.writers import CSV_TYPE, JSON_TYPE, Sheet, csv_chunks, json_bytes
from tracker.models import Programme
from tracker.models.moment import now
from tracker.register.criteria import Asked
from tracker.register.filter_form import chips, offered_filters, read_asked
from tracker.register.labels import list_words
from tracker.register.queries import drafts_of, page_of_list
from tracker.register.queries_export import lines_of
from tracker.register.queries_facets import facets
from tracker.sight.cache import cached_fragment
from tracker.sight.catalogue import catalogue_of
from tracker.web.rate_limits import FILES, SEARCH, limited

bp = Blueprint("register", __name__, url_prefix="/programmes/<slug:slug>")

FORMATS = ("CSV", "XLSX", "JSON")


@bp.get("/obstacles")
@limited(SEARCH)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the obstacles that the person may see, narrowed and ordered as they ask."""
    sight, asked = this_sight(), _asked()
    address = url_for("register.index", slug=programme.slug)
    body = cached_fragment(sight, ("list", asked, address), lambda: _body(address, asked))
    return render_template("register/index.html", body=body)


def _body(address: str, asked: Asked) -> Markup:
    """Return the page but for its frame, which holds the session's token."""
    sight = this_sight()
    known, words, page = catalogue_of(sight), list_words(), page_of_list(sight, asked)
    filled = render_template(
        "register/_list.html",
        address=address,
        asked=asked,
        drafts=drafts_of(sight),
        files=[(name, f"{address}.{name.lower()}{asked.on_page(1).address}") for name in FORMATS],
        filters=offered_filters(asked, known, facets(sight), words),
        page=page,
        taken_off=[
            (chip.text, address + chip.without.address) for chip in chips(asked, known, words)
        ],
        to_page=lambda number: address + asked.on_page(number).address,
        words=words,
    )
    return Markup(filled)  # noqa: S704  A template's.


@bp.get("/obstacles.csv", endpoint="csv")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_csv(programme: Programme) -> ResponseReturnValue:
    """Send the whole list as CSV, a piece at a time."""
    chunks = csv_chunks(_sheet(programme, _asked()))
    return Response(
        stream_with_context(chunks), content_type=CSV_TYPE, headers=_as_file(programme, "csv")
    )


@bp.get("/obstacles.xlsx", endpoint="xlsx")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_xlsx(programme: Programme) -> ResponseReturnValue:
    """Send the whole list as a workbook."""
    sheet = _sheet(programme, _asked())
    title = _("Obstacles of %(programme)s", programme=programme.name)
    workbook = xlsx_bytes([sheet], WorkbookProperties(title=title, made_at=now()))
    return Response(workbook, content_type=XLSX_TYPE, headers=_as_file(programme, "xlsx"))


@bp.get("/obstacles.json", endpoint="json")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_json(programme: Programme) -> ResponseReturnValue:
    """Send the whole list as JSON, its keys and coded values the same in every language."""
    asked = _asked()
    lines = [as_json(line) for line in _lines(programme, asked)]
    about = {"programme": programme.slug, "asked": asked.as_json(), "count": len(lines)}
    head = json.dumps(about, ensure_ascii=False)[:-1].encode()
    body = head + b', "obstacles": ' + json_bytes(lines).rstrip() + b"}\n"
    return Response(body, content_type=JSON_TYPE, headers=_as_file(programme, "json"))


def _asked() -> Asked:
    return read_asked(request.args, catalogue_of(this_sight()))


def _lines(programme: Programme, asked: Asked) -> Iterator[ObstacleLine]:
    address = url_for("register.index", slug=programme.slug, _external=True)
    return lines_of(this_sight(), asked, address)


def _sheet(programme: Programme, asked: Asked) -> Sheet[ObstacleLine]:
    return Sheet(_("Obstacles"), OBSTACLE_SHEET, _lines(programme, asked))


def _as_file(programme: Programme, ending: str) -> dict[str, str]:
    return attachment_headers(f"{programme.slug}-{_('obstacles')}.{ending}")
