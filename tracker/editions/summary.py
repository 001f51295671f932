"""Data classes of a programme's summary, independent of the output format.

Every count is within the viewer's sight. None stands for a suppressed number that could reveal
an unnamed organisation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.insights.figures import Figure


@dataclass(frozen=True, kw_only=True)
class SharedBarrierLine:
    """A shared barrier, its organisations and their statuses.

    `states` holds one status for each organisation, or None if it would reveal an unnamed one;
    `unnamed` is None if the number is suppressed.
    """

    reference: str
    title: str
    organisations: int | None
    states: Sequence[str] | None = None
    named: Sequence[str] = ()
    unnamed: int | None = 0
    cleared_by: Sequence[str] = ()
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class HelpfulWorkaroundLine:
    """A workaround's title, and the organisations that it helped."""

    words: str
    where: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CategoryMatrix:
    """The number of obstacles by category and organisation.

    `counts` has a row for each category and in it a number for each organisation; `totals`
    and `organisation_totals` count each obstacle once, so they need not be sums. `total` is the
    number of all obstacles in the summary: `without_column` of them are in no column, because
    their organisation's name is not shown.
    """

    categories: Sequence[str] = ()
    organisations: Sequence[str] = ()
    counts: Sequence[Sequence[int | None]] = ()
    totals: Sequence[int | None] = ()
    organisation_totals: Sequence[int | None] = ()
    total: int | None = None
    without_column: int = 0


@dataclass(frozen=True, kw_only=True)
class StatusCounts:
    """The number of obstacles by status."""

    open: int | None = 0
    being_worked_on: int | None = 0
    worked_round: int | None = 0
    resolved: int | None = 0
    accepted_as_immovable: int | None = 0

    @property
    def blocking(self) -> int | None:
        """The number of open ones and those being worked on."""
        return _sum(self.open, self.being_worked_on)

    @property
    def cleared(self) -> int | None:
        """The number of worked round and resolved ones."""
        return _sum(self.worked_round, self.resolved)

    @property
    def total(self) -> int | None:
        """The number of obstacles of every status."""
        return _sum(_sum(self.blocking, self.cleared), self.accepted_as_immovable)

    @property
    def by_status(self) -> Iterator[tuple[str, int | None]]:
        """Yield each status with its number, in display order."""
        yield "open", self.open
        yield "being-worked-on", self.being_worked_on
        yield "worked-round", self.worked_round
        yield "resolved", self.resolved
        yield "accepted-as-immovable", self.accepted_as_immovable


@dataclass(frozen=True, kw_only=True)
class LevelStatusCounts:
    """The status counts of the obstacles of one level; None if it is not recorded."""

    level: str | None
    status_counts: StatusCounts


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A programme's summary within one viewer's sight on one day."""

    programme_name: str
    programme_full_name: str
    made_on: date
    sight: str
    headline: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    shared: Sequence[SharedBarrierLine] = ()
    helpful_workarounds: Sequence[HelpfulWorkaroundLine] = ()
    matrix: CategoryMatrix = field(default_factory=CategoryMatrix)
    status_counts: StatusCounts = field(default_factory=StatusCounts)
    levels: Sequence[LevelStatusCounts] = ()
    network_svg: str | None = None
    network_description: str = ""
    notes: Sequence[str] = ()
    threshold: int = 3


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
