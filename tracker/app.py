"""Build the app: settings, extensions, blueprints, error pages."""

import os
import re
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import assets, compression, database, error_pages, health, templating
from tracker.audit.routes import bp as audit
from tracker.auth import (
    accounts,
    audit_requests,
    forgotten_password,
    guards,
    headers,
    keeping,
    limits,
    mail,
    sessions,
)
from tracker.auth.directory_settings import directories_from
from tracker.auth.permissions import Permission
from tracker.barriers.routes import bp as barriers
from tracker.categories.routes import bp as categories
from tracker.converters import Reference, Slug, Token
from tracker.decision_makers.routes import bp as decision_makers
from tracker.digests.routes import bp as digests
from tracker.editions.routes import bp as editions
from tracker.extensions import babel, csrf, db, migrate
from tracker.insights.routes import bp as insights
from tracker.matching.encoder import get_encoder
from tracker.nearby.routes import bp as nearby
from tracker.obstacles.routes import bp as obstacles
from tracker.organisations.routes import bp as organisations
from tracker.people.routes import bp as people
from tracker.people.routes_address import bp as account
from tracker.people.routes_administration import bp as administration
from tracker.people.routes_demo import bp as demo_sign_in
from tracker.people.routes_demo_mail import bp as demo_mail
from tracker.people.routes_directories import bp as directories
from tracker.people.routes_invitations import bp as invitations
from tracker.people.routes_places import bp as places
from tracker.people.routes_preferences import bp as preferences
from tracker.people.routes_rights import bp as rights
from tracker.people.routes_second_factor import bp as second_factor
from tracker.places import ROOT
from tracker.programmes.routes import bp as programmes
from tracker.sanitising import SanitisedRequest
from tracker.typefaces import default_cache
from tracker.workarounds.routes import bp as workarounds

BLUEPRINTS = [
    audit,
    account,
    administration,
    barriers,
    categories,
    decision_makers,
    digests,
    directories,
    editions,
    insights,
    invitations,
    nearby,
    obstacles,
    organisations,
    people,
    places,
    preferences,
    programmes,
    rights,
    second_factor,
    workarounds,
]
NUMBERS = (
    "ATTACHMENTS_KEEP_FREE_MB",
    "ATTACHMENTS_PER_ORGANISATION_MB",
    "ATTACHMENTS_TOTAL_MB",
    "PROXIES",
)
"""Settings of the environment that are whole numbers; another value leaves the default."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def create_app(**settings: Any) -> Flask:
    """Return the app, set up from config.py, then the environment, then `settings`."""
    app = Flask("tracker", template_folder=str(ROOT / "templates"), static_folder=None)
    app.request_class = SanitisedRequest
    app.config.from_pyfile(str(ROOT / "config.py"))
    app.config.from_mapping(from_environment())
    app.config.from_mapping(settings)
    app.url_map.converters.update(reference=Reference, slug=Slug, token=Token)
    app.context_processor(_page_context)
    _bind_extensions(app)
    for part in (assets, compression, error_pages, health, headers, templating):
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


def from_environment() -> dict[str, Any]:
    """Read what a site chooses: database, secret, mail, directories, cache, encoder, proxies."""
    found: dict[str, Any] = {
        "SQLALCHEMY_DATABASE_URI": database.url_for_driver(
            os.environ.get("DATABASE_URL", "sqlite:///tracker.db")
        ),
        "CACHE_FOLDER": default_cache(),
        "DIRECTORIES": directories_from(os.environ),
        "ENCODER": _no_encoder if os.environ.get("WORDS_ALONE") else get_encoder,
    }
    for name in NUMBERS:
        if re.fullmatch("[0-9]{1,9}", os.environ.get(name, "")):
            found[name] = int(os.environ[name])
    for name in (
        "ATTACHMENTS",
        "ERASURES_FILE",
        "MAIL_FROM",
        "MAIL_URL",
        "PUBLIC_URL",
        "SECRET_KEY",
    ):
        if name in os.environ:
            found[name] = os.environ[name]
    return found


def _no_encoder() -> None:
    """Return no encoder, where a site would rather have its memory."""


def _bind_extensions(app: Flask) -> None:
    app.config.setdefault(
        "SQLALCHEMY_ENGINE_OPTIONS", database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    )
    app.before_request(_choose_transactions)
    app.teardown_request(lambda _error: database.begin_as_reader())
    db.init_app(app)
    with app.app_context():
        database.listen(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app, locale_selector=_chosen_locale)
    sessions.init_app(app)
    csrf.init_app(app)
    mail.init_app(app)
    accounts.init_app(app)
    forgotten_password.init_app(app)
    audit_requests.init_app(app)
    keeping.init_app(app)
    limits.init_app(app)


def _choose_transactions() -> None:
    """Lock for writing from the start, but where a slow password check comes first."""
    if request.method in SAFE_METHODS or request.endpoint in accounts.READS_FIRST_ENDPOINTS:
        database.begin_as_reader()
    else:
        database.begin_as_writer()


def _chosen_locale() -> str:
    """Return the best of our languages for what the browser asks."""
    spoken = {name.replace("_", "-"): name for name in current_app.config["LANGUAGES"]}
    default = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return str(default)
    return str(spoken.get(request.accept_languages.best_match(list(spoken)) or "", default))


def _page_context() -> dict[str, Any]:
    """Give every page who looks at it; an error's page gets by without."""
    sight = g.get("sight")
    return {
        "Permission": Permission,
        "can": guards.can,
        "current_person": guards.find_person(),
        "locale": str(get_locale()).replace("_", "-"),
        "programme": sight.programme if sight else None,
        "sight": sight,
        "theme": request.cookies.get("theme", "device"),
    }
