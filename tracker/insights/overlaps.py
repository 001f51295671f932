"""Who shares most with whom, size-corrected: the figures of `graph.overlap` with their names."""

from dataclasses import dataclass, replace

from flask_babel import format_decimal
from flask_babel import gettext as _

from tracker.graph.overlap import closest
from tracker.graph.sharing import organisations_in
from tracker.insights.network_graph import Words, graph_of
from tracker.insights.queries import Met, Network

MOST_PAIRS = 8
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
            return str(_("%(times)s times as often as usual", times=self.in_figures))
        return str(_("less often than usual") if self.times < _SELDOMER else _("as often as usual"))

    @property
    def in_figures(self) -> str:
        """The figure to one decimal place."""
        return str(format_decimal(self.times, format="0.0"))


def closest_pairs(network: Network, words: Words) -> list[Pair]:
    """Return the pairs that meet in the same barriers more often than their sizes explain.

    Those not named are left out: together they are no organisation that could be compared.
    """
    named = [_named_only(barrier) for barrier in network.barriers]
    graph = graph_of(named, words)
    names = {node: graph.nodes[node]["of"].name for node in organisations_in(graph)}
    return [
        Pair(names[pair.one], names[pair.other], pair.barriers, pair.overlap)
        for pair in closest(graph, MOST_PAIRS)
    ]


def _named_only(barrier: Met) -> Met:
    return replace(barrier, places=tuple(p for p in barrier.places if p.body.is_named))
