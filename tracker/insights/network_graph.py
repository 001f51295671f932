"""Build the sharing graph from the barriers within sight: filtered and labelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
from flask_babel import get_locale
from flask_babel import gettext as _

from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.insights.criteria import NO_CATEGORY, NetworkCriteria
from tracker.insights.queries import BarrierSharing, NetworkOrganisation
from tracker.models.labels import label
from tracker.models.vocabulary import Kind

UNNAMED_ID = "*not-named"
"""The id of those not named among organisations' slugs; no slug has such a sign."""


@dataclass(frozen=True)
class NetworkLabels:
    """The labels of countries and kinds in the viewer's language."""

    countries: Mapping[str, str]
    kinds: Mapping[str, Kind]

    def country_code(self, name: str) -> str:
        """Return the code of a country by its label, or an empty string."""
        return next((code for code, country in self.countries.items() if country == name), "")


def filtered(
    barriers: Iterable[BarrierSharing], criteria: NetworkCriteria
) -> tuple[BarrierSharing, ...]:
    """Return the barriers that match the criteria.

    With a filter of country or kind, only matching organisations count as meeting a barrier. An
    unknown value of a filter matches none.
    """
    if criteria.unknown:
        return ()
    matching = (barrier for barrier in barriers if _matches(barrier, criteria))
    candidates = (_with_matching_organisations(barrier, criteria) for barrier in matching)
    return tuple(
        barrier
        for barrier in candidates
        if barrier.organisations >= criteria.shared_by
        or (barrier.organisations == 1 and criteria.shared_by == 2)
    )


def _matches(barrier: BarrierSharing, criteria: NetworkCriteria) -> bool:
    slug = barrier.category_slug or NO_CATEGORY
    return criteria.level in {None, barrier.level} and criteria.category in {"", slug}


def _with_matching_organisations(
    barrier: BarrierSharing, criteria: NetworkCriteria
) -> BarrierSharing:
    if not criteria.country and not criteria.kind:
        return barrier
    statuses = tuple(
        entry
        for entry in barrier.statuses
        if criteria.country in {"", entry.organisation.country}
        and criteria.kind in {None, entry.organisation.kind}
    )
    return replace(barrier, statuses=statuses)


def select_shared(barriers: Iterable[BarrierSharing]) -> tuple[BarrierSharing, ...]:
    """Return the barriers of two or more organisations, most widely shared first."""
    shared = (barrier for barrier in barriers if barrier.is_shared)
    return tuple(sorted(shared, key=lambda barrier: -barrier.organisations))


def graph_of(barriers: Sequence[BarrierSharing], labels: NetworkLabels) -> nx.Graph:
    """Return the sharing graph of these barriers and their organisations.

    Organisations that share none of the barriers are left out.
    """
    shared = [barrier for barrier in barriers if barrier.is_shared]
    organisations = {
        entry.organisation.slug: entry.organisation
        for barrier in shared
        for entry in barrier.statuses
    }
    return sharing_graph(
        [_organisation(organisations[slug], labels) for slug in sorted(organisations)],
        [BarrierNode(barrier.reference, barrier.title, barrier.category) for barrier in barriers],
        (
            SharingEdge(
                entry.organisation.slug or UNNAMED_ID,
                barrier.reference,
                entry.status.value,
                entry.obstacles,
            )
            for barrier in barriers
            for entry in barrier.statuses
        ),
    )


def _organisation(organisation: NetworkOrganisation, labels: NetworkLabels) -> OrganisationNode:
    return OrganisationNode(
        id=organisation.slug or UNNAMED_ID,
        name=name_of(organisation),
        country=labels.countries.get(organisation.country, organisation.country),
        kind=str(label(organisation.kind)) if organisation.kind else "",
    )


def name_of(organisation: NetworkOrganisation) -> str:
    """Return an organisation's short name, or a placeholder for unnamed ones."""
    return organisation.short_name if organisation.is_named else str(_("name not shown"))


def network_labels(barriers: Iterable[BarrierSharing]) -> NetworkLabels:
    """Return the labels of the countries of these barriers' organisations, and of the kinds."""
    codes = {entry.organisation.country for barrier in barriers for entry in barrier.statuses}
    locale = get_locale()
    territories = locale.territories if locale else {}
    return NetworkLabels(
        countries={code: str(territories.get(code, code)) for code in sorted(codes) if code},
        kinds={str(label(kind)): kind for kind in Kind},
    )
