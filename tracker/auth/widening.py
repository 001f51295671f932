"""Widening: more people come to read what is logged, or to read whose it is."""

from dataclasses import dataclass

from tracker.models import Obstacle, Workaround
from tracker.models.vocabulary import Visibility

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


def narrower_of(*visibilities: Visibility) -> Visibility:
    """Return the visibility that the fewest read.

    >>> narrower_of(Visibility.PUBLIC, Visibility.PARTNERS).value
    'partners'
    """
    return min(visibilities, key=list(Visibility).index)


def narrower_than(visibility: Visibility) -> list[Visibility]:
    """Return the visibilities that fewer people read.

    >>> [one.value for one in narrower_than(Visibility.FUNDERS)]
    ['organisation', 'partners']
    """
    order = list(Visibility)
    return order[: order.index(visibility)]


def is_wider(one: Visibility, than: Visibility) -> bool:
    """Return whether more people read the one than the other."""
    return than in narrower_than(one)


def wider_or_as_wide(visibility: Visibility) -> list[Visibility]:
    """Return the visibility itself and those that more people read."""
    return [one for one in Visibility if one not in narrower_than(visibility)]


def newly_read_by(words: Visibility, obstacle: Visibility) -> tuple[Visibility, ...]:
    """Return who reads an obstacle in the live register and not yet these words beside it.

    >>> [one.value for one in newly_read_by(Visibility.PARTNERS, Visibility.PUBLIC)]
    ['funders']
    """
    in_register = narrower_of(obstacle, Visibility.FUNDERS)  # Nothing in it is public.
    return widening(Readers(words, is_named=False), Readers(in_register, is_named=False)).of_words


def is_narrower(words: Visibility, obstacle: Visibility) -> bool:
    """Say whether fewer read the words than read their obstacle in the live register.

    >>> is_narrower(Visibility.PARTNERS, Visibility.PUBLIC)
    True
    >>> is_narrower(Visibility.FUNDERS, Visibility.PUBLIC)
    False
    """
    return bool(newly_read_by(words, obstacle))
