"""Send digests as the nightly run does, and read what came."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.cli.digest import mail_all
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Person, StatusChange
from tracker.models.moment import now

SITE = "https://tracker.example"


@pytest.fixture
def send(app: Flask, mailbox: Mailbox) -> Callable[..., None]:
    """Send everybody's digest, some days from now."""
    assert mailbox

    def run(days: float = 0) -> None:
        moment = now() + timedelta(days=days, milliseconds=1)
        with app.app_context(), write_transactions():
            mail_all(moment, SITE)

    return run


@pytest.fixture
def digest_of(send, mailbox: Mailbox) -> Callable[..., str]:
    """Send everybody's digest and return the text of this person's last, empty without one."""

    def read(person: Person, days: float = 0) -> str:
        send(days)
        mails = mailbox.to(person.email)
        return mails[-1].text if mails else ""

    return read


def days_ago(days: float) -> datetime:
    return now() - timedelta(days=days)


@pytest.fixture
def people(make: Factory, kent, medway, programme) -> SimpleNamespace:
    """One reader of each sort; Kent is the organisation whose words are at stake."""
    return SimpleNamespace(
        kent=make.contributor(kent),
        medway=make.contributor(medway),
        lead=make.programme_lead(programme),
        funder=make.funder(programme),
    )


@pytest.fixture
def do(app: Flask):
    """Do something to an obstacle as a request would."""

    def run(act, obstacle, **given) -> None:
        with app.app_context(), write_transactions():
            act(obstacle=db.session.get(Obstacle, obstacle.id), **given)
            db.session.commit()

    return run


@pytest.fixture
def before(make: Factory, run):
    """An obstacle that was logged long before the window."""

    def log(title: str = "No mandate", **given) -> Obstacle:
        values = {"logged_at": days_ago(30), "changed_at": days_ago(30)} | given
        obstacle = make.obstacle(title, **values)
        told = sa.update(StatusChange).where(StatusChange.obstacle_id == obstacle.id)
        run(told.values(changed_at=days_ago(30)))
        return obstacle

    return log
