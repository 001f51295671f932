"""What withdraws refuses a draft and a duplicate of itself, whichever page asks."""

import pytest

from tracker.errors import DomainError
from tracker.models import Obstacle, Programme, Workaround
from tracker.withdrawals.commands import withdraw_obstacle, withdraw_workaround


@pytest.fixture
def current(app, make, nurse):
    """Return an obstacle and a workaround within an app context."""
    ids = make.obstacle("Quillfeather sign-off", author=nurse).id, make.workaround("Ask Mia").id
    with app.app_context():
        yield rows_of(*ids)


def rows_of(obstacle_id, workaround_id):
    from tracker.extensions import db

    return db.session.get(Obstacle, obstacle_id), db.session.get(Workaround, workaround_id)
