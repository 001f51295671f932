"""`tracker demo`: serve the TICC programme from public sources, in an SQLite database."""

import secrets
import socket
from pathlib import Path

import click
from flask import Flask

from tracker.app import create_app
from tracker.cli.migrate import upgrade_database
from tracker.cli.seed_demo import seed_demo
from tracker.cli.serve import serve_on_one_core
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.typefaces import web_fonts


@click.command()
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data",
    default=Path("instance/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for the demo database.",
)
def demo(port: int, data: Path) -> None:
    """Start the demo server on localhost and print its address."""
    refuse_taken_port(port)
    app = demo_app(data)
    address = f"http://localhost:{port}"
    message = f"The demo is at {address}  (stop it with Ctrl+C; what you log stays in {data})"
    serve_on_one_core(app, "127.0.0.1", port, message)


def demo_app(data: Path) -> Flask:
    """Return the demo's app on a migrated database, seeded at its first start."""
    data.mkdir(parents=True, exist_ok=True)
    app = create_app(
        DEMO=True,
        MAIL_FOLDER=data / "mail",
        MAIL_URL=None,
        PUBLIC_URL=None,
        SECRET_KEY=_stored_secret(data / "secret-key"),
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{(data / 'tracker.db').resolve()}",
    )
    with app.app_context():
        upgrade_database()
        with write_transactions():
            seed_demo()
            db.session.commit()
    web_fonts(app.config["CACHE_FOLDER"])
    return app


def refuse_taken_port(port: int) -> None:
    """Raise ClickException if the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is already in use. Try: tracker demo --port {port + 1}"
            ) from error


def _stored_secret(file: Path) -> str:
    """Return the demo's secret key, generated at the first start, so that sessions last."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()
