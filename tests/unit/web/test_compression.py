import gzip

import pytest
from flask import Flask, Response

from tracker.web import compression

LONG = "An obstacle in plain words. " * 100


@pytest.fixture
def client():
    app = Flask(__name__)
    compression.init_app(app)
    app.add_url_rule("/page", view_func=lambda: LONG)
    app.add_url_rule("/short", endpoint="short", view_func=lambda: "Short")
    app.add_url_rule(
        "/pdf", endpoint="pdf", view_func=lambda: Response(LONG, mimetype="application/pdf")
    )
    app.add_url_rule(
        "/packed",
        endpoint="packed",
        view_func=lambda: Response(b"x" * 5000, headers={"Content-Encoding": "br"}),
    )
    return app.test_client()


def test_a_page_goes_compressed_to_whoever_takes_it(client) -> None:
    answer = client.get("/page", headers={"Accept-Encoding": "br, gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == LONG
    assert answer.headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("taken", ["", "br", "gzip;q=0"])
def test_it_goes_plain_to_whoever_does_not(client, taken) -> None:
    answer = client.get("/page", headers={"Accept-Encoding": taken})

    assert "Content-Encoding" not in answer.headers
    assert answer.text == LONG


def test_caches_are_told_that_it_depends(client) -> None:
    assert "Accept-Encoding" in client.get("/page").headers["Vary"]


@pytest.mark.parametrize("path", ["/short", "/pdf"])
def test_what_gains_nothing_stays_as_it_is(client, path) -> None:
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers


def test_nothing_is_compressed_twice(client) -> None:
    answer = client.get("/packed", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "br"
