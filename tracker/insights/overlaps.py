"""Who shares most with whom, size-corrected: the figures of `graph.overlap` with their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from flask_babel import format_decimal
from flask_babel import gettext as _
from numpy.typing import NDArray

from tracker.graph.overlap import overlap
from tracker.insights.queries import Body, Network

MOST_PAIRS = 8
FEWEST_BARRIERS = 2
_OFTENER, _SELDOMER = 1.15, 0.85


@dataclass(frozen=True)
class Pair:
    """Two organisations, the barriers that both meet, and how much more often than usual."""

    one: str
    other: str
    barriers: int
    times: float

    @property
    def in_words(self) -> str:
        """The figure as a sentence says it."""
        if self.times > _OFTENER:
            return str(_("%(times)s times the average", times=self.in_figures))
        return str(_("below average") if self.times < _SELDOMER else _("about average"))

    @property
    def in_figures(self) -> str:
        """The figure to one decimal place."""
        return str(format_decimal(self.times, format="0.0"))


def closest_pairs(network: Network) -> list[Pair]:
    """Return the pairs that meet in the same barriers more often than their sizes explain.

    Those not named are left out: together they are no organisation that could be compared. So
    are pairs with one barrier in common, which may be chance, and everybody where there are but
    two, with no usual to compare them with.
    """
    bodies, obstacles = _counts(network)
    if len(bodies) < 3:
        return []
    pairs = (pair for pair in _pairs(bodies, obstacles) if pair.barriers >= FEWEST_BARRIERS)
    return sorted(pairs, key=lambda pair: (-pair.times, pair.one, pair.other))[:MOST_PAIRS]


def _counts(network: Network) -> tuple[list[Body], NDArray[np.int64]]:
    """Count the obstacles of each organisation (rows) under each barrier (columns)."""
    named = {place.body for barrier in network.barriers for place in barrier.places}
    bodies = sorted((body for body in named if body.is_named), key=lambda body: body.slug)
    rows = {body: row for row, body in enumerate(bodies)}
    counts = np.zeros((len(bodies), len(network.barriers)), dtype=np.int64)
    for column, barrier in enumerate(network.barriers):
        for place in barrier.places:
            if place.body in rows:
                counts[rows[place.body], column] = place.obstacles
    return bodies, counts


def _pairs(bodies: list[Body], obstacles: NDArray[np.int64]) -> Iterator[Pair]:
    times = overlap(obstacles)
    met = (obstacles > 0).astype(np.int64)
    both = met @ met.T
    for one, other in combinations(range(len(bodies)), 2):
        yield Pair(
            bodies[one].short_name,
            bodies[other].short_name,
            int(both[one, other]),
            float(times[one, other]),
        )
