"""Style, scripts and typefaces: compressed, versioned, cached for a year, and nothing else."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tracker.typefaces import default_cache
from tracker.web import assets


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("tracker", static_folder=None)
    app.config["CACHE_FOLDER"] = default_cache()
    assets.init_app(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def asking(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize("name", ["app.css", "base.css", "page.js", "mark.svg"])
def test_files_of_ours_are_served(client, name) -> None:
    assert client.get(f"/static/{name}").status_code == 200


def test_text_is_sent_compressed_to_who_takes_it(client) -> None:
    plain = client.get("/static/app.css")
    squeezed = client.get("/static/app.css", headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(squeezed.data) == plain.data
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == squeezed.headers["Vary"] == "Accept-Encoding"


def test_who_refuses_gzip_gets_the_plain_file(client) -> None:
    answer = client.get("/static/app.css", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in answer.headers


def test_typefaces_are_not_compressed_a_second_time(client) -> None:
    answer = client.get("/typefaces/public-sans.woff2", headers={"Accept-Encoding": "gzip"})

    assert answer.data.startswith(b"wOF2")
    assert answer.mimetype == "font/woff2"
    assert "Content-Encoding" not in answer.headers


def test_files_are_kept_for_a_year(client) -> None:
    assert client.get("/static/app.css").headers["Cache-Control"] == (
        "public, max-age=31536000, immutable"
    )


@pytest.mark.parametrize("encodings", ["gzip", "identity"])
def test_who_has_the_file_already_is_told_so(client, encodings) -> None:
    takes = {"Accept-Encoding": encodings}
    etag = client.get("/static/app.css", headers=takes).headers["ETag"]

    answer = client.get("/static/app.css", headers=takes | {"If-None-Match": etag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_the_plain_and_the_compressed_file_have_etags_of_their_own(client) -> None:
    etags = {
        client.get("/static/app.css", headers={"Accept-Encoding": encodings}).headers["ETag"]
        for encodings in ("gzip", "identity")
    }

    assert len(etags) == 2


@pytest.mark.usefixtures("asking")
def test_the_address_changes_with_the_content(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(assets, "_STATIC", tmp_path)
    file = tmp_path / "app.css"
    file.write_text("a {}")
    before = assets.static_url("app.css")

    file.write_text("b { }")

    assert assets.static_url("app.css") != before


@pytest.mark.usefixtures("asking")
def test_a_template_that_names_no_file_fails_loudly() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.css"):
        assets.static_url("nothing.css")


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/",
        "/static/..",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/static/icons/../app.css",
        "/static/.hidden",
        "/static/app.css%00",
        "/static/" + "a" * 300,
        "/typefaces/nothing.woff2",
        "/typefaces/..%2fapp.css",
    ],
)
def test_nothing_else_is_served(client, path) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404
