import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa
from click import ClickException

from tests.ports import free_port
from tracker.cli.demo import demo_app, refuse_taken_port
from tracker.cli.demo_data import read_demo
from tracker.extensions import db
from tracker.mail.folder import FolderBackend
from tracker.models import Obstacle, Person, Trial


def test_the_demo_tells_every_row_of_its_sources(tmp_path) -> None:
    app, told = demo_app(tmp_path), read_demo()

    with app.app_context():
        count = db.session.scalar(sa.select(sa.func.count(Obstacle.id)))
        sources = set(db.session.scalars(sa.select(Obstacle.source_label)))

    assert count == len(told.obstacles)
    assert "" not in sources


def test_every_demo_person_is_there_and_needs_no_password(tmp_path) -> None:
    app = demo_app(tmp_path)

    with app.app_context():
        people = {
            tuple(row) for row in db.session.execute(sa.select(Person.email, Person.password))
        }

    assert people == {(person.email, None) for person in read_demo().people}


def test_starting_again_keeps_what_was_logged_and_seeds_nothing_twice(tmp_path) -> None:
    with demo_app(tmp_path).app_context():
        db.session.execute(sa.delete(Trial))
        db.session.commit()

    with demo_app(tmp_path).app_context():
        assert db.session.scalar(sa.select(sa.func.count(Trial.id))) == 0


def test_the_secret_is_kept_to_the_owner_and_stays(tmp_path) -> None:
    first, second = demo_app(tmp_path), demo_app(tmp_path)

    assert first.config["SECRET_KEY"] == second.config["SECRET_KEY"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_taken_port_is_said_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(ClickException, match="already in use"):
            refuse_taken_port(taken.getsockname()[1])


def test_the_command_prints_its_address_and_answers_there(tmp_path) -> None:
    port = free_port()
    tracker = Path(sys.executable).with_name("tracker")
    command = [tracker, "demo", "--port", str(port), "--data", tmp_path / "demo"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as demo:
        try:
            line = demo.stdout.readline()
            page = urlopen(f"http://127.0.0.1:{port}/login").read().decode()
            health = urlopen(Request(f"http://localhost:{port}/healthz")).status
        finally:
            demo.terminate()  # A job in the background may not hear SIGINT.

    assert f"http://localhost:{port}" in line
    assert set(re.findall(r'value="(\w+@[\w.]+)"', page)) == {
        person.email for person in read_demo().people
    }
    assert health == 200


def test_no_mail_leaves_a_demo_whatever_the_environment_says(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://mail.example")

    config = demo_app(tmp_path).config

    assert (config["MAIL_URL"], config["MAIL_BACKEND"]) == (None, FolderBackend)
    assert config["MAIL_FOLDER"] == tmp_path / "mail"
