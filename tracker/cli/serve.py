"""`tracker serve`: serve the app with gunicorn, or on Windows with waitress."""

import gc
import os
import sys
from typing import Any

import click
from flask import Flask

from tracker.app import create_app
from tracker.cli.migrate import is_up_to_date

MIN_SECRET_LENGTH = 32


@click.command()
def serve() -> None:
    """Start the production server on HOST:PORT.

    Requires DATABASE_URL and a SECRET_KEY of at least 32 characters.
    """
    if len(os.environ.get("SECRET_KEY", "")) < MIN_SECRET_LENGTH:
        raise click.ClickException(
            "Set SECRET_KEY to at least 32 random characters, for example from "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`, and keep them secret."
        )
    app = create_app()
    with app.app_context():
        if not is_up_to_date():
            raise click.ClickException(
                "The database schema is out of date. Run `tracker migrate` first."
            )
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    message = f"Serving on http://{host}:{port}"
    if sys.platform == "win32":
        serve_on_one_core(app, host, port, message)
    else:
        click.echo(message)
        _serve_on_every_core(host, port)


def serve_on_one_core(app: Flask, host: str, port: int, message: str) -> None:
    """Serve with waitress and two threads, so that one slow download does not block others.

    `message` is printed once the server listens.
    """
    import waitress  # noqa: PLC0415  Only the server that runs is loaded.

    server = waitress.create_server(prepared(app), host=host, port=port, threads=2, ident="tracker")
    click.echo(message)
    server.run()


def prepared(app: Flask) -> Flask:
    """Return the app with the encoder loaded and the garbage collector tuned.

    Objects loaded so far are frozen, because collecting them again would delay pages by some
    tenths of a second. The threshold is raised from 700, because a request allocates more objects,
    nearly all of which are freed by reference counting when it ends.
    """
    app.config["ENCODER"]()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    return app


def _serve_on_every_core(host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  Not there on Windows.

    class Server(BaseApplication):
        """gunicorn with our settings; each worker creates its own app after the fork."""

        def load_config(self) -> None:
            for name, value in _settings(host, port).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return prepared(create_app())

    Server().run()


def _settings(host: str, port: int) -> dict[str, Any]:
    """Return gunicorn's settings; more threads per worker would only increase latency."""
    return {
        "bind": f"{host}:{port}",
        "workers": int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1)),
        "worker_class": "gthread",
        "threads": 1,
        "keepalive": 5,
        "accesslog": None,
        "forwarded_allow_ips": "",  # PROXIES determines which forwarded headers are trusted.
    }
