"""Routes of editions: the programme's summary as of today, as a page and as files."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.editions.labels import LEVEL_ROWS, TOTAL, matrix_caption
from tracker.editions.notes import notes_of
from tracker.editions.summarising import summarise
from tracker.editions.summary import Summary
from tracker.editions.summary_pdf import PDF_TYPE, summary_pdf
from tracker.editions.summary_sheets import summary_sheets, summary_table
from tracker.exports.attachments import attachment_headers
from tracker.exports.workbooks import XLSX_TYPE, WorkbookProperties, xlsx_bytes
from tracker.exports.writers import CSV_TYPE, csv_chunks
from tracker.insights.bars import NARROW, WIDE, Bar, bars
from tracker.insights.conditional_get import conditional_file
from tracker.insights.criteria import NetworkCriteria
from tracker.insights.labels import states_in_words
from tracker.insights.network_page import draw_network
from tracker.insights.queries import network_of
from tracker.models import Programme
from tracker.models.moment import now
from tracker.typefaces import print_fonts
from tracker.web.csv_files import SEPARATORS, csv_links, requested_separator
from tracker.web.rate_limits import FILES, limited

bp = Blueprint("editions", __name__, url_prefix="/programmes/<slug:slug>")


@bp.get("/summary")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def summary(programme: Programme) -> ResponseReturnValue:
    """Show the programme's summary as of today, within the viewer's sight."""
    summary = summarise(this_sight(), now().date(), has_picture=False)
    rows = _bars(summary)
    return render_template(
        "editions/summary.html",
        summary=summary,
        notes=notes_of(summary),
        matrix_caption=matrix_caption(summary.matrix),
        total_label=TOTAL,
        picture=_picture(programme),
        charts={"wide": bars(rows, width=WIDE), "narrow": bars(rows, width=NARROW)},
        states_in_words=states_in_words,
        csv_files=csv_links(url_for(".summary_as_csv", slug=programme.slug)),
    )


def _picture(programme: Programme) -> str:
    """Draw the network with its barriers as links to their pages."""

    def address(kind: str, identity: str) -> str:
        if kind == "barrier":
            return url_for("barriers.show", slug=programme.slug, reference=identity)
        return ""

    picture = draw_network(network_of(this_sight()), NetworkCriteria(), address)
    return picture.markup if picture else ""


def _bars(summary: Summary) -> list[Bar]:
    return [
        Bar(
            str(LEVEL_ROWS[one.level]),
            one.status_counts.blocking or 0,
            one.status_counts.cleared or 0,
            one.status_counts.accepted_as_immovable or 0,
        )
        for one in summary.levels
    ]


@bp.get("/summary.pdf")
@limited(FILES)
@exports(Act.SUMMARY_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def summary_as_pdf(programme: Programme) -> ResponseReturnValue:
    """Send the summary as an accessible PDF."""

    def render(summary: Summary) -> bytes:
        fonts = print_fonts(current_app.config["CACHE_FOLDER"])
        return summary_pdf(summary, fonts=fonts, language=_language())

    return _sent(programme, "pdf", PDF_TYPE, render)


@bp.get("/summary.xlsx")
@limited(FILES)
@exports(Act.SUMMARY_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def summary_as_xlsx(programme: Programme) -> ResponseReturnValue:
    """Send the summary as a workbook, with its day as the creation date."""

    def render(summary: Summary) -> bytes:
        title = _("%(programme)s: summary", programme=summary.programme_name)
        made_at = datetime.combine(summary.made_on, time(), tzinfo=UTC)
        return xlsx_bytes(summary_sheets(summary), WorkbookProperties(title=title, made_at=made_at))

    return _sent(programme, "xlsx", XLSX_TYPE, render)


@bp.get("/summary.csv")
@limited(FILES)
@exports(Act.SUMMARY_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def summary_as_csv(programme: Programme) -> ResponseReturnValue:
    """Send the summary's shared barriers as one flat table."""
    separator = requested_separator()

    def render(summary: Summary) -> bytes:
        return b"".join(csv_chunks(summary_table(summary), separator=SEPARATORS[separator]))

    return _sent(programme, "csv", CSV_TYPE, render, separator)


def _language() -> str:
    """Return the reader's language as the PDF names it."""
    locale = get_locale()
    return locale.language if locale else "en"


def _sent(
    programme: Programme,
    ending: str,
    kind: str,
    write: Callable[[Summary], bytes],
    variant: str = "",
) -> ResponseReturnValue:
    """Send today's summary as a file, or 304 if the client's ETag is current."""
    today: date = now().date()

    def render() -> Response:
        summary = summarise(this_sight(), today, has_picture=ending == "pdf")
        name = f"{programme.slug}-{_('summary')}-{today.isoformat()}.{ending}"
        return Response(write(summary), content_type=kind, headers=attachment_headers(name))

    name_parts = (ending, variant, today, programme.name, programme.full_name)
    return conditional_file(("summary", *name_parts), render)
