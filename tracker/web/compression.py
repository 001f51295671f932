"""Gzip compression of responses, for browsers that accept it.

Compressing a secret together with text of an attacker's choice can reveal the secret by the length
(BREACH), if the attacker can make the browser send many requests with its cookies. Ours are
SameSite=Lax, so another site's background requests carry no cookies.
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
"""In bytes: compressing what fits into one packet gains nothing."""
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
