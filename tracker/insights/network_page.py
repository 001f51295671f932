"""The network page put together: finding, choices, pictures and table, from one viewer's facts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
from flask_babel import gettext as _

from tracker.graph.grid import DESKTOP, PHONE, Grid, grid
from tracker.graph.spine import spine
from tracker.insights.criteria import FEWEST, NO_CATEGORY, NetworkAsked
from tracker.insights.grid_picture import grid_picture
from tracker.insights.network_graph import Words, graph_of, narrowed, shared_among, words_for
from tracker.insights.overlaps import Pair, closest_pairs
from tracker.insights.picture import spine_picture
from tracker.insights.queries import Met, Network
from tracker.insights.sentences import finding
from tracker.models.labels import label
from tracker.models.vocabulary import Level
from tracker.web.svg import Address, Drawing

Choice = tuple[str, str]
"""What an address says, and what a person reads."""


@dataclass(frozen=True)
class Choices:
    """What the filters offer: only what narrows to something within sight."""

    levels: Sequence[Choice]
    shared_by: Sequence[int]
    categories: Sequence[Choice]


@dataclass(frozen=True)
class Layouts:
    """The pictures of one question; on a phone the grid stands in for the links."""

    wide: Drawing
    phone: Drawing
    on_phone: Grid
    on_desktop: Grid | None

    @property
    def codes(self) -> dict[str, str]:
        """What the codes at the heads of columns stand for, on any width."""
        grids = (self.on_phone, self.on_desktop)
        columns = [c for g in grids if g is not None and g.has_codes for c in g.columns]
        return {column.code: column.of.name for column in columns}

    @property
    def has_codes_on_desktop(self) -> bool:
        """Whether the heads are codes on a desktop too, and not on a phone alone."""
        return self.on_desktop is not None and self.on_desktop.has_codes

    @property
    def pages(self) -> tuple[int, int]:
        """How many pages the rows and the columns take, on the width that takes most."""
        grids = [one for one in (self.on_phone, self.on_desktop) if one is not None]
        return max(g.row_pages for g in grids), max(g.column_pages for g in grids)


@dataclass(frozen=True)
class NetworkPage:
    """All that the page shows; without layouts there is nothing to draw."""

    asked: NetworkAsked
    finding: str
    among: str
    shared: Sequence[Met]
    choices: Choices
    layouts: Layouts | None
    pairs: Sequence[Pair]


def network_page(network: Network, asked: NetworkAsked, address: Address) -> NetworkPage:
    """Put the page together for one question; `address` says where each node leads."""
    barriers = narrowed(network.barriers, asked)
    shared = shared_among(barriers)
    words = words_for(network.barriers)
    return NetworkPage(
        asked=asked,
        finding=finding(shared),
        among=_among(asked, words),
        shared=shared,
        choices=_choices(network),
        layouts=_layouts(graph_of(barriers, words), asked, address) if shared else None,
        pairs=closest_pairs(network),
    )


def drawn(network: Network, asked: NetworkAsked, address: Address) -> Drawing | None:
    """Draw the picture of one question alone, as wide as a desktop; None where nothing is."""
    barriers = narrowed(network.barriers, asked)
    if not shared_among(barriers):
        return None
    return _wide(graph_of(barriers, words_for(network.barriers)), asked, address)


def picture_title() -> str:
    """Return what the picture is called."""
    return str(_("Who shares which barrier"))


def _layouts(graph: nx.Graph, asked: NetworkAsked, address: Address) -> Layouts:
    on_phone = grid(graph, PHONE, row_page=asked.page, column_page=asked.across)
    is_grid = asked.view == "grid"
    return Layouts(
        wide=_wide(graph, asked, address),
        phone=grid_picture(on_phone, label=picture_title(), address=address),
        on_phone=on_phone,
        on_desktop=_desktop_grid(graph, asked) if is_grid else None,
    )


def _wide(graph: nx.Graph, asked: NetworkAsked, address: Address) -> Drawing:
    if asked.view == "grid":
        page = _desktop_grid(graph, asked)
        return grid_picture(page, label=picture_title(), address=address)
    return spine_picture(spine(graph), label=picture_title(), address=address)


def _desktop_grid(graph: nx.Graph, asked: NetworkAsked) -> Grid:
    return grid(graph, DESKTOP, row_page=asked.page, column_page=asked.across)


def _among(asked: NetworkAsked, words: Words) -> str:
    """Name the organisations that alone are counted, where not all are."""
    names = [words.countries.get(asked.country, asked.country)] if asked.country else []
    names += [str(label(asked.kind))] if asked.kind else []
    return ", ".join(names)


def _choices(network: Network) -> Choices:
    shared = network.shared
    levels = {barrier.level for barrier in shared}
    categories = {barrier.category_slug: barrier.category for barrier in shared}
    return Choices(
        levels=[(level.value, str(label(level))) for level in Level if level in levels],
        shared_by=sorted({FEWEST, *Counter(barrier.organisations for barrier in shared)}),
        categories=sorted(
            (
                (slug or NO_CATEGORY, name or str(_("No category")))
                for slug, name in categories.items()
            ),
            key=lambda choice: (choice[0] == NO_CATEGORY, choice[1].casefold()),
        ),
    )
