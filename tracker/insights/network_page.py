"""Build the network page within the viewer's sight: finding, filters, pictures and table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from flask_babel import gettext as _

from tracker.graph.grid import DESKTOP, PHONE, Grid, grid
from tracker.graph.spine import spine
from tracker.insights.criteria import MIN_SHARED_BY, NO_CATEGORY, NetworkCriteria
from tracker.insights.grid_picture import grid_picture
from tracker.insights.network_graph import (
    NetworkLabels,
    filtered,
    graph_of,
    network_labels,
    select_shared,
)
from tracker.insights.overlaps import OrganisationPair, closest_pairs
from tracker.insights.picture import spine_picture
from tracker.insights.queries import BarrierSharing, Network
from tracker.insights.sentences import finding
from tracker.models.labels import label
from tracker.models.vocabulary import Level
from tracker.web.svg import Address, Drawing

FilterChoice = tuple[str, str]
"""A parameter's value, and its label."""


@dataclass(frozen=True)
class FilterChoices:
    """The choices of the filters: those with a result within sight, and what is selected."""

    levels: Sequence[FilterChoice]
    shared_by: Sequence[int]
    categories: Sequence[FilterChoice]
    unknown: Mapping[str, str]
    """The selected values that do not exist, by filter."""


@dataclass(frozen=True)
class Layouts:
    """The pictures of one set of criteria; a phone always shows the grid."""

    wide: Drawing
    phone: Drawing
    on_phone: Grid
    on_desktop: Grid | None

    @property
    def codes(self) -> dict[str, str]:
        """The organisation names by the codes at the heads of columns, for any width."""
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
    """The data of the page; `layouts` is None if there is nothing to draw."""

    criteria: NetworkCriteria
    finding: str
    organisation_filter: str
    shared: Sequence[BarrierSharing]
    choices: FilterChoices
    layouts: Layouts | None
    pairs: Sequence[OrganisationPair]


def network_page(
    network: Network, criteria: NetworkCriteria, address: Address, *, category_name: str = ""
) -> NetworkPage:
    """Return the page for the criteria; `address` returns the URL of each node.

    `category_name` names the selected category, which may have no barriers.
    """
    barriers = filtered(network.barriers, criteria)
    shared = select_shared(barriers)
    labels = network_labels(network.barriers)
    return NetworkPage(
        criteria=criteria,
        finding=finding(shared),
        organisation_filter=_organisation_filter(criteria, labels),
        shared=shared,
        choices=_filter_choices(network, criteria, category_name),
        layouts=_layouts(graph_of(barriers, labels), criteria, address) if shared else None,
        pairs=closest_pairs(network),
    )


def draw_network(network: Network, criteria: NetworkCriteria, address: Address) -> Drawing | None:
    """Return the picture for the criteria at desktop width, or None if it is empty."""
    barriers = filtered(network.barriers, criteria)
    if not select_shared(barriers):
        return None
    return _wide(graph_of(barriers, network_labels(network.barriers)), criteria, address)


def picture_title() -> str:
    """Return what the picture is called."""
    return str(_("Who shares which barrier"))


def _layouts(graph: nx.Graph, criteria: NetworkCriteria, address: Address) -> Layouts:
    on_phone = grid(graph, PHONE, row_page=criteria.page, column_page=criteria.across)
    is_grid = criteria.view == "grid"
    return Layouts(
        wide=_wide(graph, criteria, address),
        phone=grid_picture(on_phone, label=picture_title(), address=address),
        on_phone=on_phone,
        on_desktop=_desktop_grid(graph, criteria) if is_grid else None,
    )


def _wide(graph: nx.Graph, criteria: NetworkCriteria, address: Address) -> Drawing:
    if criteria.view == "grid":
        page = _desktop_grid(graph, criteria)
        return grid_picture(page, label=picture_title(), address=address)
    return spine_picture(spine(graph), label=picture_title(), address=address)


def _desktop_grid(graph: nx.Graph, criteria: NetworkCriteria) -> Grid:
    return grid(graph, DESKTOP, row_page=criteria.page, column_page=criteria.across)


def _organisation_filter(criteria: NetworkCriteria, labels: NetworkLabels) -> str:
    """Return the label of the filters by country and kind."""
    names = [labels.countries.get(criteria.country, criteria.country)] if criteria.country else []
    names += [str(label(criteria.kind))] if criteria.kind else []
    return ", ".join(names)


def _filter_choices(
    network: Network, criteria: NetworkCriteria, category_name: str
) -> FilterChoices:
    shared = network.shared
    levels = {criteria.level, *(barrier.level for barrier in shared)}
    categories = {barrier.category_slug: barrier.category for barrier in shared}
    if criteria.category:
        slug = criteria.category if criteria.category != NO_CATEGORY else ""
        categories.setdefault(slug, category_name)
    numbers = Counter(barrier.organisations for barrier in shared)
    return FilterChoices(
        levels=[(level.value, str(label(level))) for level in Level if level in levels],
        shared_by=sorted({MIN_SHARED_BY, criteria.shared_by, *numbers}),
        categories=sorted(
            (
                (slug or NO_CATEGORY, name or str(_("No category")))
                for slug, name in categories.items()
            ),
            key=lambda choice: (choice[0] == NO_CATEGORY, choice[1].casefold()),
        ),
        unknown=dict(criteria.unknown),
    )
