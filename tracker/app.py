"""Application factory: settings, extensions, blueprints, error pages."""

import os
import re
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import database
from tracker.account.routes import bp as account
from tracker.account.routes_demo import bp as demo_sign_in
from tracker.account.routes_demo_mail import bp as demo_mail
from tracker.account.routes_directories import bp as directories
from tracker.account.routes_preferences import bp as preferences
from tracker.account.routes_rights import bp as rights
from tracker.account.routes_second_factor import bp as second_factor
from tracker.attachments.routes import bp as attachments
from tracker.auth import guards
from tracker.auth.permissions import Permission
from tracker.barriers.routes import bp as barriers
from tracker.categories.routes import bp as categories
from tracker.comments.routes import bp as comments
from tracker.decision_makers.routes import bp as decision_makers
from tracker.declarations import declared
from tracker.editions.routes import bp as editions
from tracker.extensions import babel, csrf, db, migrate
from tracker.history.routes import bp as history
from tracker.insights.routes import bp as insights
from tracker.mail import sending
from tracker.matches.routes import bp as matches
from tracker.matching.encoder import get_encoder
from tracker.notifications.routes import bp as digests
from tracker.notifications.routes_reminders import bp as reminders
from tracker.obstacles.routes import bp as obstacles
from tracker.organisations.routes import bp as organisations
from tracker.paths import ROOT
from tracker.people.routes import bp as people
from tracker.people.routes_administration import bp as administration
from tracker.people.routes_invitations import bp as invitations
from tracker.programmes.routes import bp as programmes
from tracker.register.routes import bp as register
from tracker.safe_methods import SAFE_METHODS
from tracker.sessions import local_drafts, store
from tracker.sessions.person import find_person
from tracker.sign_in import accounts, audit_events, password_reset
from tracker.sign_in.openid_settings import directories_from
from tracker.sign_in.step_up import PROOF
from tracker.typefaces import default_cache
from tracker.web import (
    assets,
    compression,
    error_pages,
    health,
    rate_limits,
    security_headers,
    templating,
)
from tracker.web.converters import Reference, Slug, Token
from tracker.web.sanitising import SanitisedRequest
from tracker.withdrawals.routes import bp as withdrawals
from tracker.workarounds.routes import bp as workarounds

BLUEPRINTS = [
    account,
    administration,
    attachments,
    barriers,
    categories,
    comments,
    decision_makers,
    digests,
    directories,
    editions,
    history,
    insights,
    invitations,
    matches,
    obstacles,
    organisations,
    people,
    preferences,
    programmes,
    register,
    reminders,
    rights,
    second_factor,
    withdrawals,
    workarounds,
]
NUMBERS = (
    "ATTACHMENTS_KEEP_FREE_MB",
    "ATTACHMENTS_PER_ORGANISATION_MB",
    "ATTACHMENTS_TOTAL_MB",
    "PROXIES",
)
"""Environment variables that are whole numbers; an invalid value leaves the default."""


def create_app(**settings: Any) -> Flask:
    """Return the app, configured from config.py, then the environment, then `settings`."""
    app = create_command_app(**settings)
    for part in (assets, compression, error_pages, health, security_headers):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["DEMO"]:
        app.register_blueprint(demo_sign_in)
        app.register_blueprint(demo_mail)
    if proxies := app.config["PROXIES"]:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]
    return app


def create_command_app(**settings: Any) -> Flask:
    """Return the app without pages, for commands; it has addresses only of signing in.

    It starts several times faster: to compile the addresses takes most of the time.
    """
    app = Flask("tracker", template_folder=str(ROOT / "templates"), static_folder=None)
    app.request_class = SanitisedRequest
    app.config.from_pyfile(str(ROOT / "config.py"))
    app.config.from_mapping(from_environment())
    app.config.from_mapping(settings)
    app.url_map.converters.update(reference=Reference, slug=Slug, token=Token)
    app.context_processor(_page_context)
    _bind_extensions(app)
    templating.init_app(app)
    return app


def from_environment() -> dict[str, Any]:
    """Return the settings from environment variables."""
    settings: dict[str, Any] = {
        "SQLALCHEMY_DATABASE_URI": database.url_for_driver(
            os.environ.get("DATABASE_URL", "sqlite:///tracker.db")
        ),
        "CACHE_FOLDER": default_cache(),
        "DIRECTORIES": directories_from(os.environ),
        "ENCODER": _no_encoder if os.environ.get("WORDS_ALONE") else get_encoder,
    }
    for name in NUMBERS:
        if re.fullmatch("[0-9]{1,9}", os.environ.get(name, "")):
            settings[name] = int(os.environ[name])
    for name in (
        "ATTACHMENTS",
        "ERASURES_FILE",
        "MAIL_FROM",
        "MAIL_URL",
        "PUBLIC_URL",
        "SECRET_KEY",
    ):
        if name in os.environ:
            settings[name] = os.environ[name]
    return settings


def _no_encoder() -> None:
    """Return no encoder, for a site that does without to save memory."""


def _bind_extensions(app: Flask) -> None:
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS", database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    )
    app.before_request(_choose_transactions)
    app.teardown_request(lambda _error: database.begin_as_reader())
    db.init_app(app)
    with app.app_context():
        database.register_listeners(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app, locale_selector=_chosen_locale)
    store.init_app(app)
    csrf.init_app(app)
    sending.init_app(app)
    accounts.init_app(app)
    password_reset.init_app(app)
    audit_events.init_app(app)
    local_drafts.init_app(app)
    rate_limits.init_app(app, everywhere=(PROOF,))


def _choose_transactions() -> None:
    """Begin a write transaction for unsafe methods, unless a slow check comes first."""
    if request.method in SAFE_METHODS or declared("reads_first"):
        database.begin_as_reader()
    else:
        database.begin_as_writer()


def _chosen_locale() -> str:
    """Return the locale that best matches the Accept-Language header."""
    locales = {name.replace("_", "-"): name for name in current_app.config["LANGUAGES"]}
    default = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return str(default)
    return str(locales.get(request.accept_languages.best_match(list(locales)) or "", default))


def _page_context() -> dict[str, Any]:
    """Return the variables of every page's template (context processor), except error pages."""
    sight = g.get("sight")
    return {
        "Permission": Permission,
        "can": guards.can,
        "current_person": find_person(),
        "locale": str(get_locale()).replace("_", "-"),
        "programme": sight.programme if sight else None,
        "sight": sight,
        "theme": request.cookies.get("theme", "device"),
    }
