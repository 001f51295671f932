"""CSV files with commas, or with semicolons for Excel where a comma is the decimal mark."""

from typing import Any

from flask import Response, after_this_request, current_app, request, stream_with_context
from flask_babel import gettext as _

from tracker.exports.attachments import attachment_headers
from tracker.exports.writers import CSV_TYPE, Sheet, csv_chunks

PARAMETER = "separator"
COOKIE = "csv-separator"
SEPARATORS = {"comma": ",", "semicolon": ";"}
_YEAR = 365 * 24 * 3600


def csv_response(sheet: Sheet[Any], filename: str) -> Response:
    """Return the response that streams `sheet` with the requested separator."""
    chunks = csv_chunks(sheet, separator=SEPARATORS[requested_separator()])
    return Response(
        stream_with_context(chunks), content_type=CSV_TYPE, headers=attachment_headers(filename)
    )


def requested_separator() -> str:
    """Return the name of the separator in the query string, and remember it in a cookie.

    Without one, return the remembered one.
    """
    requested = request.args.get(PARAMETER, "")
    if requested not in SEPARATORS:
        return remembered_separator()

    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            requested,
            max_age=_YEAR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    return requested


def remembered_separator() -> str:
    """Return the name of the separator of this browser's last CSV file, at first the comma."""
    remembered = request.cookies.get(COOKIE, "")
    return remembered if remembered in SEPARATORS else "comma"


def csv_links(address: str) -> list[tuple[str, str]]:
    """Return the links (label, address) to a CSV file, the remembered separator first."""
    labels = {"comma": _("CSV"), "semicolon": _("CSV (Excel, semicolon)")}
    remembered = remembered_separator()
    mark = "&" if "?" in address else "?"
    return [
        (labels[name], f"{address}{mark}{PARAMETER}={name}")
        for name in sorted(labels, key=lambda name: name != remembered)
    ]
