"""`tracker digest` asks and mails, says what it did, and with --dry-run does nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from tests.smtp_server import mail_server
from tracker.cli import main
from tracker.cli.demo import demo_app
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.mail.folder import mails_in
from tracker.models import Digest, Obstacle, Reminder, StatusChange
from tracker.models.moment import now

LONG_AGO = now() - timedelta(days=400)


@pytest.fixture
def digest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `tracker digest` on the test's database, which no mail leaves."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("MAIL_URL", raising=False)
    return lambda *words: CliRunner().invoke(main, ["digest", *words])


@pytest.fixture
def untouched(app: Flask, make) -> Obstacle:
    """An obstacle that somebody logged long ago, and a colleague's new one."""
    author = make.contributor(email="ann@kent.example")
    obstacle = make.obstacle(author=author, logged_at=LONG_AGO, changed_at=LONG_AGO)
    with app.app_context(), write_transactions():
        db.session.execute(sa.update(StatusChange).values(changed_at=LONG_AGO))
        db.session.commit()
    make.obstacle("No mandate", logged_at=now() - timedelta(hours=1))
    return obstacle


@pytest.mark.usefixtures("untouched")
def test_it_asks_also_where_no_mail_can_be_sent(digest, rows) -> None:
    result = digest()

    assert result.exit_code == 0
    assert "Reminders: 1." in result.output
    assert "this tracker cannot send email yet" in result.output
    assert len(rows(sa.select(Reminder))) == 1
    assert rows(sa.select(Digest)) == []


@pytest.mark.usefixtures("untouched")
def test_a_dry_run_says_who_and_does_nothing(digest, rows) -> None:
    result = digest("--dry-run")

    assert "Reminders: 1." in result.output
    assert "Would send to ann@kent.example." in result.output
    assert rows(sa.select(Reminder)) + rows(sa.select(Digest)) == []


def test_where_nothing_is_new_a_dry_run_names_nobody(digest, make) -> None:
    make.contributor()

    assert "Would send" not in digest("--dry-run").output


@pytest.mark.usefixtures("untouched")
def test_it_mails_through_the_server_of_the_site(digest, monkeypatch, rows) -> None:
    with mail_server() as server:
        monkeypatch.setenv("MAIL_URL", f"smtp://localhost:{server.port}")
        monkeypatch.setenv("MAIL_FROM", "tracker@a.example")
        monkeypatch.setenv("PUBLIC_URL", "https://tracker.example")

        result = digest()

        assert "Sent: 1." in result.output
        [mail] = server.messages
    assert "https://tracker.example/programmes/" in mail
    assert len(rows(sa.select(Digest))) == 1


def test_a_demos_mail_lands_in_its_folder(tmp_path: Path) -> None:
    app = demo_app(tmp_path)
    with app.app_context(), write_transactions():
        db.session.execute(sa.update(Obstacle).values(logged_at=now() - timedelta(hours=1)))
        db.session.commit()
        db.engine.dispose()

    result = CliRunner().invoke(main, ["digest", "--data", str(tmp_path)])

    assert result.exit_code == 0, result.output
    mails = mails_in(tmp_path / "mail")
    assert "contributor@kent.example" in {mail.to for mail in mails}
    assert all("http://localhost:5000/programmes/ticc" in mail.text for mail in mails)
