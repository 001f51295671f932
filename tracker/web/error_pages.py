"""Error handlers: a page for every error that says what happened and what to do."""

import logging

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, NotFound

from tracker.extensions import db
from tracker.sessions.form_replay import require_sign_in, show_expired_form

log = logging.getLogger(__name__)

PAGES = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


class NothingToDownload(NotFound):
    """There is no file for the request; the sentence on the 404 page says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(description=sentence)
        self.sentence = sentence


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(CSRFError, show_csrf_error)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(Exception, show_server_error)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Return the page of an HTTP error, with its headers, such as Allow and Retry-After."""
    if error.response is not None or error.code is None:
        return error
    page = error.code if error.code in PAGES else 400 if error.code < 500 else 500
    response = error.get_response(request.environ)
    response.data = _page(page, error)
    response.content_type = "text/html; charset=utf-8"
    return response


def show_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """Return the response to an invalid CSRF token: sign in again, or send the form again."""
    return show_expired_form() if current_user.is_authenticated else require_sign_in()


def show_server_error(error: Exception) -> ResponseReturnValue:
    """Roll back, log the exception, and return a page without its details.

    503 if the database is unreachable, so that clients retry, else 500.
    """
    db.session.rollback()
    log.error("A request failed: %s %s", request.method, request.url_rule, exc_info=error)
    if isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError)):
        return _page(503), 503, {"Retry-After": "60"}
    return _page(500), 500


def _page(name: int, error: HTTPException | None = None) -> str:
    """Render an error's page without context processors, because those query the database."""
    return current_app.jinja_env.get_template(f"errors/{name}.html").render(
        error=error,
        locale=str(get_locale()).replace("_", "-"),
        theme=request.cookies.get("theme", "device"),
    )
