"""Pairs of organisations with most shared barriers, size-corrected by `graph.overlap`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from flask_babel import format_decimal
from flask_babel import gettext as _
from numpy.typing import NDArray

from tracker.graph.overlap import overlap
from tracker.insights.queries import Network, NetworkOrganisation

MAX_PAIRS = 8
MIN_BARRIERS = 2
_ABOVE_AVERAGE, _BELOW_AVERAGE = 1.15, 0.85


@dataclass(frozen=True)
class OrganisationPair:
    """Two organisations, the barriers that both meet, and how much more often than usual."""

    one: str
    other: str
    barriers: int
    times: float

    @property
    def in_words(self) -> str:
        """The figure as text."""
        if self.times > _ABOVE_AVERAGE:
            return str(_("%(times)s times the average", times=self.in_figures))
        return str(_("below average") if self.times < _BELOW_AVERAGE else _("about average"))

    @property
    def in_figures(self) -> str:
        """The figure to one decimal place."""
        return str(format_decimal(self.times, format="0.0"))


def closest_pairs(network: Network) -> list[OrganisationPair]:
    """Return the pairs that meet in the same barriers more often than their sizes explain.

    Those not named are left out: together they are no organisation that could be compared. So
    are pairs with one barrier in common, which may be chance, and everybody where there are but
    two, with no usual to compare them with.
    """
    organisations, obstacles = _counts(network)
    if len(organisations) < 3:
        return []
    pairs = (pair for pair in _pairs(organisations, obstacles) if pair.barriers >= MIN_BARRIERS)
    return sorted(pairs, key=lambda pair: (-pair.times, pair.one, pair.other))[:MAX_PAIRS]


def _counts(network: Network) -> tuple[list[NetworkOrganisation], NDArray[np.int64]]:
    """Count the obstacles of each organisation (rows) under each barrier (columns)."""
    named = {entry.organisation for barrier in network.barriers for entry in barrier.statuses}
    organisations = sorted(
        (organisation for organisation in named if organisation.is_named),
        key=lambda organisation: organisation.slug,
    )
    rows = {organisation: row for row, organisation in enumerate(organisations)}
    counts = np.zeros((len(organisations), len(network.barriers)), dtype=np.int64)
    for column, barrier in enumerate(network.barriers):
        for entry in barrier.statuses:
            if entry.organisation in rows:
                counts[rows[entry.organisation], column] = entry.obstacles
    return organisations, counts


def _pairs(
    organisations: list[NetworkOrganisation], obstacles: NDArray[np.int64]
) -> Iterator[OrganisationPair]:
    times = overlap(obstacles)
    has_barrier = (obstacles > 0).astype(np.int64)
    shared_counts = has_barrier @ has_barrier.T
    for one, other in combinations(range(len(organisations)), 2):
        yield OrganisationPair(
            organisations[one].short_name,
            organisations[other].short_name,
            int(shared_counts[one, other]),
            float(times[one, other]),
        )
