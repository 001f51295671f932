"""Measure what the parts chosen cost at the least, beside which the tracker's own times stand.

    .venv/bin/python tests/bench/floor.py

One page on Flask, Flask-WTF, SQLAlchemy, SQLite (WAL, synchronous=FULL) and gunicorn: a form of
sixteen fields with its token is checked, who sends it is looked up, and an obstacle, its first
status and a line of an audit are put in by the ORM and committed. No sight, no policy, no search,
no history: what the tracker's own *create* does beyond this is its own.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask import Flask, redirect, render_template_string, session
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import StringField
from wtforms.validators import Length

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.measure import Client, timed
from tests.ports import free_port
from tracker.database import engine_options, register_listeners

RUNS = 200
db = SQLAlchemy()


class Row(db.Model):  # type: ignore[name-defined, misc]
    """A row of as many words as an obstacle has."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    team: Mapped[str] = mapped_column(default="")
    details: Mapped[str] = mapped_column(default="")


class Form(FlaskForm):
    """A title and fifteen more fields."""

    title = StringField(validators=[Length(1, 200)])
    for number in range(15):
        vars()[f"field_{number}"] = StringField(validators=[Length(max=200)])


def make_app(file: str) -> Flask:
    """Return the app on this file."""
    url = f"sqlite:///{file}"
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secrets.token_urlsafe(32),
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(url),
    )
    db.init_app(app)
    with app.app_context():
        register_listeners(db.engine)
        db.create_all()
        db.session.add(Row(kind="person", title="Ann"))
        db.session.commit()

    @app.route("/log", methods=["GET", "POST"])
    def log() -> ResponseReturnValue:
        form = Form()
        if form.validate_on_submit():
            assert db.session.get(Row, session["person"])
            for kind in ("obstacle", "status", "audit"):
                db.session.add(Row(kind=kind, title=form.title.data))
            db.session.commit()
            return redirect("/log", 303)
        session["person"] = 1
        return render_template_string("{{ form.csrf_token }}", form=form)

    @app.get("/healthz")
    def healthz() -> str:
        return "well"

    return app


class Server(BaseApplication):
    """gunicorn with one worker, as on one core."""

    def __init__(self, file: str, port: str) -> None:
        self.file, self.port = file, port
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "worker_class": "gthread",
            "threads": 1,
            "keepalive": 5,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return make_app(self.file)


def main() -> None:
    """Serve in a process of its own, and ask."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        port = free_port()
        words = [sys.executable, __file__, f"{folder}/floor.db", str(port)]
        server = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        try:
            client = Client(port)
            client.wait()
            sent = {"csrf_token": client.token("/log"), "title": "The approval takes six weeks"}
            times, _answer = timed(lambda: client.ask("POST", "/log", sent), RUNS, expect=303)
        finally:
            server.terminate()
            server.wait(20)
    print(f"the least that the parts cost: p50 {median(times):.1f} ms, ", end="")
    print(f"p95 {quantiles(times, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Server(*sys.argv[1:]).run()
    else:
        main()
