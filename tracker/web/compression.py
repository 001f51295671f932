"""Send pages and text files compressed to browsers that take it.

A compressed page that holds a secret beside words of an attacker's choosing could be guessed by
its length, if the attacker can make the browser fetch it many times with its cookies. Ours go
with no request that another site starts in the background (SameSite=Lax), so it cannot.
"""

import gzip

from flask import Flask, Response, request

COMPRESSIBLE_TYPES = frozenset(
    {
        "application/gexf+xml",
        "application/graphml+xml",
        "application/json",
        "image/svg+xml",
        "text/csv",
        "text/html",
    }
)
MIN_SIZE = 1400
"""What fits into one packet gains nothing."""
LEVEL = 4


def compress(response: Response) -> Response:
    """Compress a whole text response, unless it is short, partial or compressed already."""
    if (
        response.mimetype not in COMPRESSIBLE_TYPES
        or response.is_streamed
        or response.status_code == 304
    ):
        return response
    response.vary.add("Accept-Encoding")
    is_taken = request.accept_encodings.quality("gzip") > 0
    if "Content-Encoding" in response.headers or not is_taken:
        return response
    body = response.get_data()
    if len(body) >= MIN_SIZE:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Compress the responses of this app."""
    app.after_request(compress)
