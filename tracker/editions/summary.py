"""A programme's summary as one viewer may read it: plain facts, ready to be set anywhere.

Every count is over that viewer's sight. None stands for a number that is not given, because
it would tell which organisation stays unnamed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Tone = Literal["plain", "stuck", "past"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that answers how much, its noun, and what exactly it counts."""

    number: int
    noun: str
    definition: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class SharedBarrierLine:
    """A shared barrier: who meets it and how it stands there.

    `states` holds one status for each organisation, or None where the strip would give
    away an unnamed one; `unnamed` is None where so few are unnamed that no number is given.
    """

    reference: str
    title: str
    organisations: int | None
    states: Sequence[str] | None = None
    named: Sequence[str] = ()
    unnamed: int | None = 0
    past_it: Sequence[str] = ()
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class PastLine:
    """What got past an obstacle, in somebody's words, and where it did."""

    words: str
    where: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CategoryMatrix:
    """How many obstacles of each category each organisation logged.

    `counts` has a row for each category and in it a number for each organisation; `totals`
    and `organisation_totals` count each obstacle once, so they need not be sums.
    """

    categories: Sequence[str] = ()
    organisations: Sequence[str] = ()
    counts: Sequence[Sequence[int | None]] = ()
    totals: Sequence[int | None] = ()
    organisation_totals: Sequence[int | None] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many obstacles stand how."""

    open: int | None = 0
    being_worked_on: int | None = 0
    worked_round: int | None = 0
    resolved: int | None = 0
    accepted_as_immovable: int | None = 0

    @property
    def in_the_way(self) -> int | None:
        """Count what is open or being worked on."""
        return _sum(self.open, self.being_worked_on)

    @property
    def past_it(self) -> int | None:
        """Count what is worked round or resolved."""
        return _sum(self.worked_round, self.resolved)

    @property
    def by_status(self) -> Iterator[tuple[str, int | None]]:
        """Yield each status with its number, in the order in which they are told."""
        yield "open", self.open
        yield "being-worked-on", self.being_worked_on
        yield "worked-round", self.worked_round
        yield "resolved", self.resolved
        yield "accepted-as-immovable", self.accepted_as_immovable


@dataclass(frozen=True, kw_only=True)
class LevelStanding:
    """How the obstacles stand whose removal lies at one level; None where nobody said which."""

    level: str | None
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a programme has found, as one viewer may read it on one day."""

    programme_name: str
    programme_full_name: str
    made_on: date
    sight: str
    headline: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    shared: Sequence[SharedBarrierLine] = ()
    got_past: Sequence[PastLine] = ()
    matrix: CategoryMatrix = field(default_factory=CategoryMatrix)
    standing: Standing = field(default_factory=Standing)
    levels: Sequence[LevelStanding] = ()
    network_svg: str | None = None
    network_words: str = ""
    notes: Sequence[str] = ()
    threshold: int = 3


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
