"""Comparable texts: the title and details of a thing, with a content hash of both."""

from hashlib import blake2b
from typing import Any, NamedTuple

from tracker.models import Barrier, Obstacle, TextVector, Workaround
from tracker.models.text_vector import DIGEST_LENGTH

Thing = Obstacle | Workaround | Barrier
DETAILS: dict[type[Thing], Any] = {
    Obstacle: Obstacle.details,
    Workaround: Workaround.details,
    Barrier: Barrier.explanation,
}
"""The details column of each kind of thing."""
COLUMNS: dict[type[Thing], Any] = {
    Obstacle: TextVector.obstacle_id,
    Workaround: TextVector.workaround_id,
    Barrier: TextVector.barrier_id,
}
"""The foreign key of TextVector for each kind of thing."""


class ComparableText(NamedTuple):
    """The text of a thing for similarity search."""

    title: str
    details: str

    @property
    def digest(self) -> bytes:
        """The content hash of the text."""
        whole = f"{self.title}\n{self.details}".encode()
        return blake2b(whole, digest_size=DIGEST_LENGTH).digest()


def text_of(thing: Thing) -> ComparableText:
    """Return the thing's text for similarity search."""
    details = thing.explanation if isinstance(thing, Barrier) else thing.details
    return ComparableText(thing.title, details or "")
