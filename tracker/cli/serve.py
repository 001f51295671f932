"""Serve the app for real, with gunicorn where there is one."""

import gc
import os
import sys
from typing import Any

import click
from flask import Flask

from tracker.app import create_app
from tracker.cli.migrate import is_up_to_date

SHORTEST_SECRET = 32


@click.command()
def serve() -> None:
    """Start the production server on HOST:PORT.

    Requires DATABASE_URL and a SECRET_KEY of at least 32 characters.
    """
    if len(os.environ.get("SECRET_KEY", "")) < SHORTEST_SECRET:
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
    said = f"Serving on http://{host}:{port}"
    if sys.platform == "win32":
        serve_on_one_core(app, host, port, said)
    else:
        click.echo(said)
        _serve_on_every_core(host, port)


def serve_on_one_core(app: Flask, host: str, port: int, said: str) -> None:
    """Serve with waitress and two threads, so that one slow download stops nobody else.

    `said` is printed once it listens, so that whoever reads it is answered.
    """
    import waitress  # noqa: PLC0415  Only the server that runs is loaded.

    server = waitress.create_server(settled(app), host=host, port=port, threads=2, ident="tracker")
    click.echo(said)
    server.run()


def settled(app: Flask) -> Flask:
    """Return the app once the collector of garbage need not look at what was loaded with it.

    Looking through all of it again and again would hold up pages by some tenths of a second; and
    a request makes more objects than the collector's own threshold of 700, nearly all of which
    are gone by themselves when it ends. The encoder is loaded first, so that nobody waits for it.
    """
    app.config["ENCODER"]()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    return app


def _serve_on_every_core(host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  Not there on Windows.

    class Server(BaseApplication):
        """gunicorn with our settings; each worker makes its own app after the fork."""

        def load_config(self) -> None:
            for name, value in _settings(host, port).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return settled(create_app())

    Server().run()


def _settings(host: str, port: int) -> dict[str, Any]:
    """Return gunicorn's settings: more threads in a worker would only make each wait longer."""
    return {
        "bind": f"{host}:{port}",
        "workers": int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1)),
        "worker_class": "gthread",
        "threads": 1,
        "keepalive": 5,
        "accesslog": None,
        "forwarded_allow_ips": "",  # PROXIES decides which forwarded headers are believed.
    }
