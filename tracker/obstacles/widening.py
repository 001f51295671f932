"""Widening: more people come to read what is logged, or to read whose it is."""

from dataclasses import dataclass

from tracker.models import Obstacle, Workaround
from tracker.models.vocabulary import OrganisationRole, Visibility

OUTSIDE = (Visibility.PARTNERS, Visibility.FUNDERS, Visibility.PUBLIC)
"""Each names who comes to read a thing beside those before it, narrowest first."""


@dataclass(frozen=True)
class Readers:
    """Who reads a thing, and whether they read whose it is."""

    visibility: Visibility
    is_named: bool

    @property
    def groups(self) -> tuple[Visibility, ...]:
        """Who reads it outside its own organisation."""
        order = list(Visibility)
        return OUTSIDE[: order.index(self.visibility)]

    @property
    def word(self) -> str:
        """The whole in one word, as a form says what it confirms."""
        return f"{self.visibility}-{'named' if self.is_named else 'unnamed'}"


@dataclass(frozen=True)
class Widening:
    """What a change of readers adds: who newly reads the words, who newly reads the name."""

    of_words: tuple[Visibility, ...]
    of_name: tuple[Visibility, ...]

    def __bool__(self) -> bool:
        return bool(self.of_words or self.of_name)


def readers_of(thing: Obstacle | Workaround) -> Readers:
    """Return who reads the thing as it stands."""
    return Readers(thing.visibility, thing.is_named)


def widening(before: Readers, after: Readers) -> Widening:
    """Return who reads more after a change than before; it is false where nobody does.

    >>> partners, funders = Readers(Visibility.PARTNERS, False), Readers(Visibility.FUNDERS, True)
    >>> [one.value for one in widening(partners, funders).of_words]
    ['funders']
    >>> [one.value for one in widening(partners, funders).of_name]
    ['partners']
    >>> bool(widening(funders, partners))
    False
    """
    added = tuple(one for one in after.groups if one not in before.groups)
    if before.is_named or not after.is_named:
        return Widening(added, ())
    return Widening(added, tuple(one for one in after.groups if one in before.groups))


def needs_consent(person_id: int, thing: Obstacle | Workaround) -> bool:
    """Say whether a widening is asked about first: somebody else's words, or leads' to widen."""
    is_anothers = thing.author_id != person_id
    return is_anothers or thing.organisation.widened_by is OrganisationRole.LEAD
