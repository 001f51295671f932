"""What the commands refuse, whichever page asks."""

import pytest

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.withdrawals.commands import withdraw_obstacle, withdraw_workaround


def here(thing):
    """Return the row in this test's own transaction."""
    return db.session.get_one(type(thing), thing.id)


@pytest.mark.usefixtures("at_work")
def test_a_draft_is_refused(make):
    draft = here(make.obstacle(is_draft=True))

    with pytest.raises(DomainError, match="Log the draft first"):
        withdraw_obstacle(obstacle=draft)


@pytest.mark.usefixtures("at_work")
def test_a_duplicate_of_itself_is_refused(make):
    made = make.obstacle(), make.workaround()
    obstacle, workaround = map(here, made)

    with pytest.raises(DomainError, match="An obstacle cannot be a duplicate of itself"):
        withdraw_obstacle(obstacle=obstacle, duplicate_of=obstacle)
    with pytest.raises(DomainError, match="A workaround cannot be a duplicate of itself"):
        withdraw_workaround(workaround=workaround, duplicate_of=workaround)
