import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tracker.web import security_headers


def site(*, is_demo: bool) -> FlaskClient:
    app = Flask("site", static_folder=None)
    app.config.update(DEMO=is_demo, MAX_CONTENT_LENGTH=10)
    security_headers.init_app(app)
    app.add_url_rule("/", view_func=lambda: "hello", endpoint="hello", methods=["GET"])
    app.add_url_rule("/fails", view_func=lambda: 1 // 0, endpoint="fails")
    app.add_url_rule("/style", view_func=_cached, endpoint="assets.static")
    security_headers.alike_for_all(_cached)
    return app.test_client()


def _cached() -> Response:
    return Response("a {}", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@pytest.mark.parametrize("is_demo", [True, False])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 200), ("GET", "/none", 404), ("POST", "/", 405), ("GET", "/fails", 500)],
)
def test_every_answer_protects_the_browser(
    *, is_demo: bool, method: str, path: str, status: int
) -> None:
    answer = site(is_demo=is_demo).open(path, method=method)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert security_headers.HEADERS.items() <= dict(answer.headers).items()


def test_only_a_served_site_asks_for_tls() -> None:
    demo, served = site(is_demo=True).get("/"), site(is_demo=False).get("/")

    assert "Strict-Transport-Security" not in demo.headers
    assert served.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_file_that_is_alike_for_all_may_be_kept() -> None:
    answer = site(is_demo=False).get("/style")

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_inline_runs_and_nobody_frames_us() -> None:
    rules = dict(rule.split(" ", 1) for rule in security_headers.POLICY.split("; "))

    assert rules["default-src"] == rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in security_headers.POLICY
