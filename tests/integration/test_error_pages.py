"""Every error has a page that says what to do and tells nothing of our insides."""

import logging
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException, ServiceUnavailable, TooManyRequests

from tracker.app import create_app
from tracker.extensions import db
from tracker.models import Programme
from tracker.web.error_pages import PAGES


@pytest.fixture(scope="module")
def failing_app(migrated_app: Flask) -> Iterator[Flask]:
    """A second app on the same database, where `/fails` does what it was told last."""
    second = create_app(
        SQLALCHEMY_DATABASE_URI=migrated_app.config["SQLALCHEMY_DATABASE_URI"],
        SECRET_KEY=migrated_app.config["SECRET_KEY"],
        WTF_CSRF_ENABLED=False,
    )

    @second.route("/fails", methods=["GET", "POST"])
    def fail() -> object:
        return second.extensions["view"]()

    yield second
    with second.app_context():
        db.engine.dispose()


@pytest.fixture
def failing(app: Flask, failing_app: Flask) -> Callable[[Callable[[], object]], FlaskClient]:
    """Return a client of an app where `/fails` does this."""
    assert app

    def tell(view: Callable[[], object]) -> FlaskClient:
        failing_app.extensions["view"] = view
        return failing_app.test_client()

    return tell


@pytest.fixture(scope="module")
def app_away(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    address = f"sqlite:///{tmp_path_factory.mktemp('away') / 'gone' / 'tracker.db'}"
    return create_app(SQLALCHEMY_DATABASE_URI=address, SECRET_KEY="tests only, " * 4)


@pytest.fixture
def away(app_away: Flask) -> FlaskClient:
    """A client of an app whose database does not answer, with a cookie of an earlier sign-in."""
    client = app_away.test_client()
    client.set_cookie(app_away.config["SESSION_COOKIE_NAME"], "k" * 43)
    return client


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.ERROR):
        yield caplog


@pytest.mark.parametrize("code", sorted(PAGES))
def test_each_error_has_a_page_of_its_own(failing, code) -> None:
    answer = failing(lambda: abort(code)).get("/fails")

    assert answer.status_code == code
    assert answer.mimetype == "text/html"
    assert answer.text.count("<h1") == 1
    assert "Go to my programmes" in answer.text


def test_no_two_errors_share_a_heading(failing) -> None:
    client = failing(lambda: abort(next(codes)))
    codes = iter(sorted(PAGES))

    headings = {client.get("/fails").text.partition("<h1")[2].partition("</h1>")[0] for _ in PAGES}

    assert len(headings) == len(PAGES)


@pytest.mark.parametrize(("code", "like"), [(410, 400), (422, 400), (501, 500), (504, 500)])
def test_an_error_without_a_page_gets_a_near_one(failing, code, like) -> None:
    answer = failing(lambda: abort(code)).get("/fails")

    assert answer.status_code == code
    assert answer.text == failing(lambda: abort(like)).get("/fails").text


def test_an_unknown_address_is_404(client) -> None:
    answer = client.get("/nowhere/<script>")

    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_method_that_is_not_taken_says_which_are(client) -> None:
    answer = client.post("/healthz")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_too_many_tries_say_when_to_come_back(failing) -> None:
    def wait() -> None:
        raise TooManyRequests(retry_after=120)

    answer = failing(wait).get("/fails")

    assert answer.headers["Retry-After"] == "120"
    assert "Wait 2 minutes" in answer.text


def test_too_much_at_once_is_413(client) -> None:
    answer = client.post("/login", data={"email": "a" * 2_000_000})

    assert answer.status_code == 413


def test_an_error_that_is_an_answer_already_stays_as_it_is(failing) -> None:
    def answer() -> None:
        raise HTTPException(response=Flask(__name__).response_class("as it is", status=418))

    assert failing(answer).get("/fails").text == "as it is"


def test_a_failure_tells_nothing_of_our_insides(failing, logged) -> None:
    def fail() -> None:
        raise RuntimeError("the secret plan")

    answer = failing(fail).get("/fails")

    assert answer.status_code == 500
    assert "secret plan" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "the secret plan" in logged.text


def test_a_failure_leaves_nothing_half_done(failing, make, rows, logged) -> None:
    programme = make.programme(name="As it was")

    def fail() -> None:
        db.session.execute(sa.update(Programme).values(name="Half done"))
        raise RuntimeError

    assert failing(fail).post("/fails").status_code == 500
    assert rows(sa.select(Programme.name)) == [programme.name]
    assert logged.records


@pytest.mark.parametrize("path", ["/", "/programmes/ticc", "/programmes/ticc/barriers"])
def test_a_database_that_is_away_has_a_page(away, logged, path) -> None:
    answer = away.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "The service is not available right now" in answer.text
    assert "sqlite" not in answer.text.lower()
    assert logged.records


def test_an_unknown_address_is_404_though_the_database_is_away(away) -> None:
    answer = away.get("/nowhere")

    assert answer.status_code == 404
    assert "Page not found" in answer.text


def test_a_503_that_is_raised_keeps_its_headers(failing) -> None:
    def wait() -> None:
        raise ServiceUnavailable(retry_after=5)

    assert failing(wait).get("/fails").headers["Retry-After"] == "5"
