"""Send digests as the nightly run does, and read what came."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.mailbox import Mailbox
from tracker.cli.digest import mail_all
from tracker.database import write_transactions
from tracker.models import Person
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
