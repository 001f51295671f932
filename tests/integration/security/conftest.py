"""The app as `tracker serve` runs it: TLS, CSRF tokens, no demo; beside it one guarded form."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask, request, session
from flask_login import current_user

from tests.browsing import PASSWORD, SITE, Browser
from tests.conftest import QUICK_HASHES
from tests.factories import Factory
from tests.mailbox import Mailbox, restart_mail_thread
from tests.providers import Desk, running_provider
from tests.signing_in import begin_session
from tracker.app import create_app
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.sessions.form_replay import replayed_form
from tracker.sign_in.openid import Directory

KEPT_BY_READING = frozenset({"audit_event", "audit_head", "limit_count", "stored_session"})
"""What reading a page adds to: who took which file, how often, and when they were last seen."""


def blueprint_of_a_desk() -> Blueprint:
    """A form like any other: it shows what was typed before, and fails to save nothing."""
    bp = Blueprint("desk", __name__)

    @bp.get("/desk")
    @signed_in(Permission.ACCOUNT_USE)
    def write() -> str:
        fields = replayed_form(request)
        return f"typed: {fields.getlist('words') if fields else 'nothing'}"

    @bp.post("/desk")
    @signed_in(Permission.ACCOUNT_USE)
    def send() -> str:
        return f"saved: {request.form['words']}"

    @bp.get("/ended-meanwhile")
    def end_meanwhile() -> str:
        session["changed"] = True
        with db.engine.begin() as connection:
            connection.execute(sa.delete(StoredSession))
        return "changed"

    @bp.get("/impatient")
    def show_without_waiting() -> str:
        assert current_user.is_authenticated
        if "change" in request.args:
            session["changed"] = True
        return "read"

    @bp.get("/fails")
    def fail() -> str:
        raise RuntimeError("kept to ourselves")

    return bp


@pytest.fixture(scope="session")
def served_app_of_run(
    migrated_app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    served = create_app(
        SQLALCHEMY_DATABASE_URI=migrated_app.config["SQLALCHEMY_DATABASE_URI"],
        ATTACHMENTS=migrated_app.config["ATTACHMENTS"],
        MAIL_FOLDER=tmp_path_factory.mktemp("mail"),
        PUBLIC_URL=SITE,
        SECRET_KEY="tests only, " * 4,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASHES,
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
        DEMO=False,
    )
    served.register_blueprint(blueprint_of_a_desk())
    yield served
    with served.app_context():
        db.engine.dispose()


@pytest.fixture
def served(served_app_of_run: Flask, app: Flask) -> Flask:  # noqa: ARG001  It empties the tables.
    served_app_of_run.extensions.pop("prefetched_tokens", None)
    restart_mail_thread(served_app_of_run)
    return served_app_of_run


@pytest.fixture
def factory(served: Flask) -> Iterator[Factory]:
    factory = Factory(served)
    yield factory
    factory.deferred.discard()


@pytest.fixture
def ann(make: Factory) -> Person:
    return make.contributor(name="Ann Smith", email="ann@kent.example", password=PASSWORD)


@pytest.fixture
def mailbox(served: Flask) -> Mailbox:
    """The mail that the served app sends in this test."""
    mailbox = Mailbox(served)
    mailbox.empty()
    return mailbox


@pytest.fixture
def browser(served: Flask) -> Browser:
    return Browser(served)


@pytest.fixture
def open_browser(served: Flask, factory: Factory) -> Callable[..., Browser]:
    """Open another browser, on which the person is signed in where one is given."""

    def open_one(person: Person | None = None) -> Browser:
        browser = Browser(served)
        if person:
            way = "code" if person.tf_primary_method else "password"
            browser.set_session(begin_session(factory, person, way))
            assert browser.get("/account").status_code == 200
        return browser

    return open_one


@pytest.fixture
def fingerprint(served: Flask) -> Callable[[], str]:
    """Say in one word what all tables hold, but for what reading adds to."""

    def of_all_rows() -> str:
        digest = hashlib.sha256()
        with served.app_context():
            for table in db.metadata.sorted_tables:
                if table.name not in KEPT_BY_READING:
                    rows = sorted(map(repr, db.session.execute(sa.select(table)).all()))
                    digest.update(f"{table.name}{rows}".encode())
        return digest.hexdigest()

    return of_all_rows


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The issuer of a provider."""
    with running_provider() as issuer:
        yield issuer


@pytest.fixture
def kent_directory(provider: str, served: Flask) -> Iterator[Directory]:
    """Kent's directory, in which nobody is yet."""
    directory = Directory("kent", "Kent's directory", provider, "tracker", "not told")
    served.config["DIRECTORIES"] = [directory]
    yield directory
    served.config["DIRECTORIES"] = []
    served.extensions.pop("directories", None)


@pytest.fixture
def desk(provider: str, kent_directory: Directory) -> Desk:
    assert kent_directory
    desk = Desk(provider)
    desk.add_user("ann")
    return desk
