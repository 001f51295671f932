"""Routes of the list of obstacles, as a page and as files."""

import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.attachments import attachment_headers
from tracker.exports.obstacle_sheet import OBSTACLE_SHEET, ObstacleLine, as_json
from tracker.exports.workbooks import XLSX_TYPE, WorkbookProperties, xlsx_bytes
from tracker.exports.writers import JSON_TYPE, Sheet, json_bytes
from tracker.models import Programme
from tracker.models.moment import now
from tracker.register.criteria import ListCriteria
from tracker.register.filter_form import (
    chips,
    filter_choices,
    read_criteria,
    unknown_sentences,
)
from tracker.register.labels import list_labels
from tracker.register.queries import NearList, drafts_of, near_list, page_of_list, printed_list
from tracker.register.queries_export import lines_of
from tracker.register.queries_facets import facets
from tracker.sight.cache import cached_fragment
from tracker.sight.catalogue import catalogue_of
from tracker.web.csv_files import csv_links, csv_response, remembered_separator
from tracker.web.error_pages import NothingToDownload
from tracker.web.rate_limits import FILES, SEARCH, limited

bp = Blueprint("register", __name__, url_prefix="/programmes/<slug:slug>")

FORMATS = ("XLSX", "JSON")


@bp.get("/obstacles")
@limited(SEARCH)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the visible obstacles, filtered and sorted by the query string."""
    sight, criteria = this_sight(), _criteria()
    is_empty = not page_of_list(sight, criteria).total
    near = near_list(sight, criteria) if is_empty else NearList()
    address = url_for("register.index", slug=programme.slug)
    content = cached_fragment(
        sight,
        ("list", criteria, near, address, remembered_separator()),
        lambda: _render_list(address, criteria, near),
    )
    return render_template("register/index.html", content=content)


def _render_list(address: str, criteria: ListCriteria, near: NearList) -> Markup:
    """Return the rendered list without the layout, which has the CSRF token."""
    sight = this_sight()
    catalogue, labels, page = catalogue_of(sight), list_labels(), page_of_list(sight, criteria)
    of_file = criteria.without_unknown().on_page(1)
    html = render_template(
        "register/_list.html",
        address=address,
        criteria=criteria,
        drafts=drafts_of(sight),
        files=[
            *csv_links(f"{address}.csv{of_file.query_string}"),
            *((name, f"{address}.{name.lower()}{of_file.query_string}") for name in FORMATS),
        ],
        filters=filter_choices(criteria, catalogue, facets(sight), labels),
        near=near,
        page=page,
        active_filters=[
            (chip.text, address + chip.without.query_string)
            for chip in chips(criteria, catalogue, labels)
        ],
        print_address=f"{address}/print{of_file.query_string}",
        page_address=lambda number: address + criteria.on_page(number).query_string,
        labels=labels,
        unknown=unknown_sentences(criteria, labels),
    )
    return Markup(html)  # noqa: S704  A template's.


@bp.get("/obstacles/print", endpoint="print")
@limited(SEARCH)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def print_list(programme: Programme) -> ResponseReturnValue:
    """Show the list on one page for a printer: at most 500 obstacles."""
    sight, criteria = this_sight(), _criteria().on_page(1)
    labels, address = list_labels(), url_for("register.index", slug=programme.slug)
    return render_template(
        "register/print.html",
        active_filters=[chip.text for chip in chips(criteria, catalogue_of(sight), labels)],
        address=address,
        labels=labels,
        list_address=address + criteria.query_string,
        page=printed_list(sight, criteria),
        sort=labels.sorts[criteria.sort],
        today=now().date(),
        unknown=unknown_sentences(criteria, labels),
    )


@bp.get("/obstacles.csv", endpoint="csv")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_csv(programme: Programme) -> ResponseReturnValue:
    """Stream the whole list as CSV."""
    return csv_response(_sheet(programme, _criteria_of_file()), _filename(programme, "csv"))


@bp.get("/obstacles.xlsx", endpoint="xlsx")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_xlsx(programme: Programme) -> ResponseReturnValue:
    """Send the whole list as a workbook."""
    sheet = _sheet(programme, _criteria_of_file())
    title = _("Obstacles of %(programme)s", programme=programme.name)
    workbook = xlsx_bytes([sheet], WorkbookProperties(title=title, made_at=now()))
    return Response(
        workbook, content_type=XLSX_TYPE, headers=attachment_headers(_filename(programme, "xlsx"))
    )


@bp.get("/obstacles.json", endpoint="json")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.OBSTACLE_READ, on=find_programme)
def index_as_json(programme: Programme) -> ResponseReturnValue:
    """Send the whole list as JSON, its keys and coded values the same in every language."""
    criteria = _criteria_of_file()
    lines = [as_json(line) for line in _lines(programme, criteria)]
    about = {"programme": programme.slug, "asked": criteria.as_json(), "count": len(lines)}
    head = json.dumps(about, ensure_ascii=False)[:-1].encode()
    body = head + b', "obstacles": ' + json_bytes(lines).rstrip() + b"}\n"
    headers = attachment_headers(_filename(programme, "json"))
    return Response(body, content_type=JSON_TYPE, headers=headers)


def _criteria() -> ListCriteria:
    return read_criteria(request.args, catalogue_of(this_sight()))


def _criteria_of_file() -> ListCriteria:
    """Return the criteria, or raise NothingToDownload if a filter value does not exist."""
    criteria = _criteria()
    if criteria.unknown:
        raise NothingToDownload(" ".join(unknown_sentences(criteria, list_labels())))
    return criteria


def _lines(programme: Programme, criteria: ListCriteria) -> Iterator[ObstacleLine]:
    address = url_for("register.index", slug=programme.slug, _external=True)
    return lines_of(this_sight(), criteria, address)


def _sheet(programme: Programme, criteria: ListCriteria) -> Sheet[ObstacleLine]:
    return Sheet(_("Obstacles"), OBSTACLE_SHEET, _lines(programme, criteria))


def _filename(programme: Programme, ending: str) -> str:
    return f"{programme.slug}-{_('obstacles')}.{ending}"
