"""Turn the table of counts as a test needs it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import Browser
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import LimitCount, Person
from tracker.models.moment import now

Wait = Callable[[], None]
UseUp = Callable[[int], None]


@pytest.fixture
def open_browser(served: Flask) -> Callable[..., Browser]:
    """Sign the person in by the form, since signing in is what is limited and remembered here."""

    def open_one(person: Person | None = None) -> Browser:
        browser = Browser(served)
        if person:
            browser.sign_in(person.email)
            assert browser.is_signed_in()
        return browser

    return open_one


@pytest.fixture
def wait(served: Flask) -> Wait:
    """Let every window that is open end."""

    def end_windows() -> None:
        with served.app_context(), write_transactions():
            over = now() - timedelta(seconds=1)
            db.session.execute(sa.update(LimitCount).values(expires_at=over))
            db.session.commit()

    return end_windows


@pytest.fixture
def use_up(served: Flask) -> UseUp:
    """Set every count that has begun to so many."""

    def set_counts(tries: int) -> None:
        with served.app_context(), write_transactions():
            db.session.execute(sa.update(LimitCount).values(count=tries))
            db.session.commit()

    return set_counts
