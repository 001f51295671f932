"""Answer "not modified" to who holds already what would be sent.

The mark of an answer is made from what its reader sees and not from the programme's revision, so
that it never tells of a change out of their sight.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import cache
from importlib.metadata import version
from typing import cast

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from tracker.auth.guards import this_sight
from tracker.paths import ROOT
from tracker.sessions.person import this_person
from tracker.sight.cache import ViewerCache, cached

MOST_BODIES = 16
"""A body of a large programme takes half a megabyte."""


def page_unless_held(*seen: object, make: Callable[[], str]) -> ResponseReturnValue:
    """Answer with the page that `make` renders from what is `seen`, or that it is held already.

    The page around it belongs to one person, their session and their chosen theme, and its menu
    offers what they may do; how many organisations let them, and which, is not said. Messages
    that wait are shown once, so a page with one bears no mark; and its forms hold the session's
    secret, which is there before the page is made.
    """
    if session.get("_flashes"):
        return make()
    generate_csrf()
    person, sight = this_person(), this_sight()
    around = (
        (person.id, person.name, person.email, request.cookies.get("theme")),
        (bool(sight.logging_organisation_ids), bool(sight.led_organisation_ids)),
        (sight.is_programme_lead, person.is_administrator),
        session["csrf_token"],
    )
    return _unless_held((*seen, *around), lambda: make_response(make()))


def kept_body(*seen: object, make: Callable[[], str]) -> Markup:
    """Return the body of a page that `make` renders, or keeps from when as much was `seen`.

    Unlike answers it outlives changes that its viewer does not see. `seen` must hold everything
    that the body shows.
    """
    bodies = cast(
        "ViewerCache", current_app.extensions.setdefault("bodies", ViewerCache(MOST_BODIES))
    )
    key = (*seen, str(get_locale()), request.script_root, build())
    return Markup(bodies.get(key, make))  # noqa: S704  A template made it, and escaped it.


def file_unless_held(question: Hashable, make: Callable[[], Response]) -> ResponseReturnValue:
    """Answer with the file that `make` writes, or that it is held already.

    Its bytes are its mark; once written, they need not be written again to be compared.
    """
    written: list[Response] = []

    def digest() -> str:
        written.append(make())
        return hashlib.sha256(written[0].get_data()).hexdigest()

    seen = cached(this_sight(), ("file", question, str(get_locale())), digest)
    return _unless_held((seen,), lambda: written[0] if written else make())


def _unless_held(seen: tuple[object, ...], make: Callable[[], Response]) -> Response:
    said = repr((*seen, str(get_locale()), build()))
    mark = hashlib.sha256(said.encode()).hexdigest()[:32]
    held = Response(status=304) if request.if_none_match.contains_weak(mark) else make()
    held.set_etag(mark, weak=True)
    return held


@cache
def build() -> str:
    """Return what changes with every new build: its version, and when its files were written."""
    files = list((ROOT / "templates").rglob("*.html"))
    files += (ROOT / "tracker").rglob("*.*") if (ROOT / "tracker").is_dir() else []
    newest = max((path.stat().st_mtime_ns for path in files), default=0)
    return f"{version('obstacle-tracker')}-{newest}"
