"""Insert a row under a reference that nobody has."""

from itertools import count
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tracker.extensions import db
from tracker.models.barrier import Barrier, DecisionMaker
from tracker.models.invitation import Invitation
from tracker.models.obstacle import Obstacle
from tracker.models.reference import new_reference
from tracker.models.workaround import Trial, Workaround

SHORTEST, LONGEST = 4, 7
"""How long the random part may be; the converter of addresses agrees."""
TRIES = 5


T = TypeVar("T", Barrier, DecisionMaker, Invitation, Obstacle, Trial, Workaround)


def add_under_free_reference(thing: T, prefix: str, shortest: int = SHORTEST) -> T:
    """Insert the row under a random reference, a longer one after each five that were taken."""
    model = type(thing)
    for tried in count():
        reference = new_reference(prefix, min(shortest + tried // TRIES, LONGEST))
        thing.reference = reference
        try:
            with db.session.begin_nested():
                db.session.add(thing)
        except IntegrityError:
            taken = sa.select(sa.exists().where(model.reference == reference))
            if not db.session.scalar(taken):
                raise
        else:
            break
    return thing
