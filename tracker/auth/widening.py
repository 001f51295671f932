"""Widening: increase the visibility of what is logged, or of its organisation's name."""

from dataclasses import dataclass

from tracker.models import Obstacle, Workaround
from tracker.models.vocabulary import Visibility

OUTSIDE = (Visibility.PARTNERS, Visibility.FUNDERS, Visibility.PUBLIC)
"""Each adds readers to those before it, narrowest first."""


@dataclass(frozen=True)
class Readers:
    """Who reads a thing, and whether they read its organisation's name."""

    visibility: Visibility
    is_named: bool

    @property
    def groups(self) -> tuple[Visibility, ...]:
        """The groups that read it outside its own organisation."""
        order = list(Visibility)
        return OUTSIDE[: order.index(self.visibility)]

    @property
    def code(self) -> str:
        """A code of both, as sent by a confirmation form."""
        return f"{self.visibility}-{'named' if self.is_named else 'unnamed'}"


@dataclass(frozen=True)
class Widening:
    """The readers that a change adds: of the text, and of the name."""

    of_text: tuple[Visibility, ...]
    of_name: tuple[Visibility, ...]

    def __bool__(self) -> bool:
        return bool(self.of_text or self.of_name)


def readers_of(thing: Obstacle | Workaround) -> Readers:
    """Return the current readers of the thing."""
    return Readers(thing.visibility, thing.is_named)


def widening(before: Readers, after: Readers) -> Widening:
    """Return the readers that a change adds; false if it adds none.

    >>> partners, funders = Readers(Visibility.PARTNERS, False), Readers(Visibility.FUNDERS, True)
    >>> [each.value for each in widening(partners, funders).of_text]
    ['funders']
    >>> [each.value for each in widening(partners, funders).of_name]
    ['partners']
    >>> bool(widening(funders, partners))
    False
    """
    added = tuple(group for group in after.groups if group not in before.groups)
    if before.is_named or not after.is_named:
        return Widening(added, ())
    return Widening(added, tuple(group for group in after.groups if group in before.groups))


def narrower_of(*visibilities: Visibility) -> Visibility:
    """Return the visibility that the fewest read.

    >>> narrower_of(Visibility.PUBLIC, Visibility.PARTNERS).value
    'partners'
    """
    return min(visibilities, key=list(Visibility).index)


def narrower_than(visibility: Visibility) -> list[Visibility]:
    """Return the visibilities that fewer people read.

    >>> [each.value for each in narrower_than(Visibility.FUNDERS)]
    ['organisation', 'partners']
    """
    order = list(Visibility)
    return order[: order.index(visibility)]


def is_wider(visibility: Visibility, other: Visibility) -> bool:
    """Return whether more people read at the visibility than at the other."""
    return other in narrower_than(visibility)


def wider_or_as_wide(visibility: Visibility) -> list[Visibility]:
    """Return the visibility itself and those that more people read."""
    return [each for each in Visibility if each not in narrower_than(visibility)]


def newly_read_by(text: Visibility, obstacle: Visibility) -> tuple[Visibility, ...]:
    """Return who reads an obstacle in the live register and not yet this text linked to it.

    >>> [each.value for each in newly_read_by(Visibility.PARTNERS, Visibility.PUBLIC)]
    ['funders']
    """
    in_register = narrower_of(obstacle, Visibility.FUNDERS)  # Nothing in it is public.
    return widening(Readers(text, is_named=False), Readers(in_register, is_named=False)).of_text


def is_narrower(text: Visibility, obstacle: Visibility) -> bool:
    """Return whether fewer people read the text than its obstacle in the live register.

    >>> is_narrower(Visibility.PARTNERS, Visibility.PUBLIC)
    True
    >>> is_narrower(Visibility.FUNDERS, Visibility.PUBLIC)
    False
    """
    return bool(newly_read_by(text, obstacle))
