"""Static assets: stylesheets, scripts and fonts, served compressed and cached for a year."""

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from tracker.typefaces import web_fonts
from tracker.web.security_headers import publicly_cacheable

bp = Blueprint("assets", __name__)

_STATIC = Path(__file__).resolve().parents[1] / "static"
_SECURITY = Path(str(files("flask_security"))) / "static" / "js"
_YEAR = 365 * 24 * 3600
_NAME = re.compile(r"[a-z][a-z0-9.-]{0,60}")
"""The valid file names: no folder, no hidden file, nothing that a file system refuses."""


class Asset:
    """A static file, its compressed copy, and the version in its address (cache busting)."""

    def __init__(self, path: Path) -> None:
        self.plain = path.read_bytes()
        self.mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.version = hashlib.sha256(self.plain).hexdigest()[:12]
        compressed = gzip.compress(self.plain, 9, mtime=0)
        self.compressed = compressed if len(compressed) < len(self.plain) * 0.95 else None


def asset_path(filename: str) -> Path | None:
    """Return the path of a static file, or None if there is none of that name."""
    if not _NAME.fullmatch(filename):
        return None
    for folder in (_STATIC, _SECURITY):
        path = folder / filename
        if path.is_file():
            return path
    return None


@lru_cache(maxsize=64)
def _asset(path: Path, _changed_at: int) -> Asset:
    return Asset(path)


def _loaded(path: Path) -> Asset:
    return _asset(path, path.stat().st_mtime_ns)


def static_url(filename: str) -> str:
    """Return the address of a static file; it changes with the file's content."""
    path = asset_path(filename)
    if path is None:
        raise FileNotFoundError(filename)
    return url_for("assets.static", filename=filename, v=_loaded(path).version)


@bp.get("/static/<path:filename>")
@publicly_cacheable
def static(filename: str) -> Response:
    """Serve one of our own static files."""
    path = asset_path(filename)
    return _serve(path) if path else abort(404)


@bp.get("/typefaces/<filename>")
@publicly_cacheable
def typeface(filename: str) -> Response:
    """Serve one of the web fonts."""
    path = web_fonts(current_app.config["CACHE_FOLDER"]).get(filename)
    return _serve(path) if path else abort(404)


def _serve(path: Path) -> Response:
    asset = _loaded(path)
    takes_gzip = asset.compressed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.compressed if takes_gzip else asset.plain, mimetype=asset.mimetype)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(asset.version + ("-gzip" if takes_gzip else ""))
    response.cache_control.public = True
    response.cache_control.max_age = _YEAR
    response.cache_control.immutable = True
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Register the routes of the assets and the template global `static_url`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["static_url"] = static_url
