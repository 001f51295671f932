"""Conditional responses: send 304 Not Modified if the client's ETag is current.

The ETag is made from what the viewer sees and not from the programme's revision, so that it never
reveals a change out of sight.
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

MAX_PAGE_CONTENTS = 16
"""The content of a large programme takes half a megabyte."""


def conditional_page(*key_parts: object, render: Callable[[], str]) -> ResponseReturnValue:
    """Return the page that `render` makes from the key parts, or 304 if the ETag is current.

    The ETag also covers the frame: the person, session, theme, the rights that the menu shows and
    whether the programme is closed.
    A page with flashed messages has no ETag, because they are shown once. The CSRF token is
    generated first, because forms contain it.
    """
    if session.get("_flashes"):
        return render()
    generate_csrf()
    person, sight = this_person(), this_sight()
    frame = (
        (person.id, person.name, person.email, request.cookies.get("theme")),
        (bool(sight.logging_organisation_ids), bool(sight.led_organisation_ids)),
        (sight.is_programme_lead, person.is_administrator),
        sight.programme.closed_at,
        session["csrf_token"],
    )
    return _respond_if_modified((*key_parts, *frame), lambda: make_response(render()))


def cached_page_content(*key_parts: object, render: Callable[[], str]) -> Markup:
    """Return the cached page content for these key parts, or render and cache it.

    Unlike `sight.cache` it survives changes that the viewer does not see. The key parts must hold
    everything that the content shows.
    """
    contents = cast(
        "ViewerCache", current_app.extensions.setdefault("bodies", ViewerCache(MAX_PAGE_CONTENTS))
    )
    key = (*key_parts, str(get_locale()), request.script_root, build_id())
    return Markup(contents.get(key, render))  # noqa: S704  A template made it, and escaped it.


def conditional_file(name: Hashable, render: Callable[[], Response]) -> ResponseReturnValue:
    """Return the file that `render` makes, or 304 if the ETag is current.

    The ETag is made from the file's digest, which is cached.
    """
    rendered: list[Response] = []

    def digest() -> str:
        rendered.append(render())
        return hashlib.sha256(rendered[0].get_data()).hexdigest()

    key_parts = cached(this_sight(), ("file", name, str(get_locale())), digest)
    return _respond_if_modified((key_parts,), lambda: rendered[0] if rendered else render())


def _respond_if_modified(key_parts: tuple[object, ...], render: Callable[[], Response]) -> Response:
    representation = repr((*key_parts, str(get_locale()), build_id()))
    etag = hashlib.sha256(representation.encode()).hexdigest()[:32]
    response = Response(status=304) if request.if_none_match.contains_weak(etag) else render()
    response.set_etag(etag, weak=True)
    return response


@cache
def build_id() -> str:
    """Return an id that changes with every build: the version and the newest file time."""
    files = list((ROOT / "templates").rglob("*.html"))
    files += (ROOT / "tracker").rglob("*.*") if (ROOT / "tracker").is_dir() else []
    newest = max((path.stat().st_mtime_ns for path in files), default=0)
    return f"{version('obstacle-tracker')}-{newest}"
