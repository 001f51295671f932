"""What a thing says, as it is compared: a title and more words; with a digest of both."""

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
"""What a thing of each kind says beside its title."""
COLUMNS: dict[type[Thing], Any] = {
    Obstacle: TextVector.obstacle_id,
    Workaround: TextVector.workaround_id,
    Barrier: TextVector.barrier_id,
}
"""By which column the numbers of a thing of each kind are found."""


class ComparableText(NamedTuple):
    """The words of a thing by which others like it are found."""

    title: str
    details: str

    @property
    def digest(self) -> bytes:
        """What tells these words from any others."""
        whole = f"{self.title}\n{self.details}".encode()
        return blake2b(whole, digest_size=DIGEST_LENGTH).digest()


def text_of(thing: Thing) -> ComparableText:
    """Return what the thing says."""
    details = thing.explanation if isinstance(thing, Barrier) else thing.details
    return ComparableText(thing.title, details or "")
