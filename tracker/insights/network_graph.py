"""From what a viewer sees to the sharing graph that is drawn: narrowed, named, in their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
from flask_babel import get_locale
from flask_babel import gettext as _

from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.insights.criteria import NO_CATEGORY, NetworkAsked
from tracker.insights.queries import Body, Met
from tracker.models.labels import label
from tracker.models.vocabulary import Kind

UNNAMED_ID = "*not-named"
"""The id of those not named among organisations' slugs; no slug has such a sign."""


@dataclass(frozen=True)
class Words:
    """How countries and kinds are called in the reader's language, and back again."""

    countries: Mapping[str, str]
    kinds: Mapping[str, Kind]

    def country_code(self, name: str) -> str:
        """Return the code of a country that `country_name` named."""
        return next((code for code, known in self.countries.items() if known == name), "")


def narrowed(barriers: Iterable[Met], asked: NetworkAsked) -> tuple[Met, ...]:
    """Return the barriers that answer to the question, met by whom it asks for.

    Asked for a country or a kind, only its organisations count as meeting a barrier.
    """
    kept = (barrier for barrier in barriers if _is_asked_for(barrier, asked))
    among = (_among(barrier, asked) for barrier in kept)
    return tuple(
        barrier
        for barrier in among
        if barrier.organisations >= asked.shared_by
        or (barrier.organisations == 1 and asked.shared_by == 2)
    )


def _is_asked_for(barrier: Met, asked: NetworkAsked) -> bool:
    slug = barrier.category_slug or NO_CATEGORY
    return asked.level in {None, barrier.level} and asked.category in {"", slug}


def _among(barrier: Met, asked: NetworkAsked) -> Met:
    if not asked.country and not asked.kind:
        return barrier
    places = tuple(
        place
        for place in barrier.places
        if asked.country in {"", place.body.country} and asked.kind in {None, place.body.kind}
    )
    return replace(barrier, places=places)


def shared_among(barriers: Iterable[Met]) -> tuple[Met, ...]:
    """Return those that two organisations or more meet, most widely shared first."""
    shared = (barrier for barrier in barriers if barrier.is_shared)
    return tuple(sorted(shared, key=lambda barrier: -barrier.organisations))


def graph_of(barriers: Sequence[Met], words: Words) -> nx.Graph:
    """Return the sharing graph of these barriers and of who meets them.

    Who shares none of them is left out, and leaves room to those who do.
    """
    shared = [barrier for barrier in barriers if barrier.is_shared]
    bodies = {place.body.slug: place.body for barrier in shared for place in barrier.places}
    return sharing_graph(
        [_organisation(bodies[slug], words) for slug in sorted(bodies)],
        [BarrierNode(barrier.reference, barrier.title, barrier.category) for barrier in barriers],
        (
            SharingEdge(
                place.body.slug or UNNAMED_ID,
                barrier.reference,
                place.status.value,
                place.obstacles,
            )
            for barrier in barriers
            for place in barrier.places
        ),
    )


def _organisation(body: Body, words: Words) -> OrganisationNode:
    return OrganisationNode(
        id=body.slug or UNNAMED_ID,
        name=name_of(body),
        country=words.countries.get(body.country, body.country),
        kind=str(label(body.kind)) if body.kind else "",
    )


def name_of(body: Body) -> str:
    """Return an organisation's short name; those not named are said so."""
    return body.short_name if body.is_named else str(_("name not shown"))


def words_for(barriers: Iterable[Met]) -> Words:
    """Return how the countries of these barriers' organisations are called by the reader."""
    codes = {place.body.country for barrier in barriers for place in barrier.places}
    locale = get_locale()
    territories = locale.territories if locale else {}
    return Words(
        countries={code: str(territories.get(code, code)) for code in sorted(codes) if code},
        kinds={str(label(kind)): kind for kind in Kind},
    )
