"""Run commands as the command line does, in one transaction that the test commits; invite so."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from flask import Flask

from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Programme
from tracker.models.vocabulary import Kind
from tracker.people.commands_invite import Issued, invite_organisation

T = TypeVar("T")

ANN = "ann@new.example"

Offer = Callable[..., str]


@pytest.fixture
def transaction(app: Flask) -> Iterator[None]:
    """A transaction that may write, and is rolled back where the test does not commit it."""
    with app.app_context(), write_transactions():
        yield
        db.session.rollback()


@pytest.fixture
def do(app: Flask) -> Callable[[Callable[[], T]], T]:
    """Run a command and commit, as the shell does."""

    def run_command(command: Callable[[], T]) -> T:
        with app.test_request_context("/"), write_transactions():
            done = command()
            db.session.commit()
            return done

    return run_command


@pytest.fixture
def offer(do: Callable[[Callable[[], Any]], Any], make: Factory) -> Offer:
    """Issue an invitation as the shell does, beside those of neighbours; return its path."""
    make.neighbours()

    def issue(command: Callable[..., Issued], **what: Any) -> str:
        given = {"email": ANN, "inviter_id": None} | what
        token: str = do(lambda: command(**given).token)
        return f"/invitations/{token}"

    return issue


@pytest.fixture
def to_ticc(offer: Offer, programme: Programme) -> str:
    """The path of an invitation to bring an organisation into the programme."""
    return offer(invite_organisation, programme=programme, kind=Kind.ADVISORY)
