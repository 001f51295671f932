"""The whole network within a viewer's sight, as nodes and edges for export.

Node ids are slugs and references: they reveal neither counts nor hidden things.
"""

import networkx as nx
import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.extensions import db
from tracker.graph.network import NetworkEdge, NetworkNode, network
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Hindrance,
    Obstacle,
    Organisation,
    Participation,
    Trial,
    Workaround,
    obstacle_category,
)
from tracker.sight.sharing import NOT_NAMED, Sharing, sharing, unnamed_reach_threshold
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    is_current,
    logged_obstacles_visible_to,
    shown_organisation_id,
    workarounds_visible_to,
)

UNNAMED_NODE_ID = "not-named"

Parts = list[NetworkNode | NetworkEdge]
References = dict[int, str]
"""The exported ids of the things within sight, by row id; all others are left out."""


def whole_network(sight: Sight, *, has_obstacles: bool = True) -> nx.DiGraph:
    """Return the network within sight; without obstacles, who faces and who holds what.

    An unnamed obstacle has no edge to the organisation that logged it. Where sharing counts
    those not named as one further organisation, that one stands in for it.
    """
    shared = sharing(sight)
    barriers, parts = _barriers(sight, shared)
    organisations, more = _organisations(sight, shared, barriers)
    parts += more
    if has_obstacles:
        parts += _obstacle_parts(sight, barriers, organisations)
    whole = network(
        (part for part in parts if isinstance(part, NetworkNode)),
        (part for part in parts if isinstance(part, NetworkEdge)),
    )
    isolated = [node for node in nx.isolates(whole) if whole.nodes[node]["kind"] == "organisation"]
    whole.remove_nodes_from(isolated)
    return whole


def _obstacle_parts(sight: Sight, barriers: References, organisations: References) -> Parts:
    obstacles, parts = _obstacles(sight, barriers, organisations)
    workarounds, more = _workarounds(sight)
    return [
        *parts,
        *more,
        *_categories(sight, obstacles),
        *_hindrances(sight, obstacles),
        *_trials(sight, workarounds, obstacles),
    ]


def _organisations(sight: Sight, shared: Sharing, barriers: References) -> tuple[References, Parts]:
    """Return the organisations and their edges to barriers, unnamed ones if they count."""
    rows = db.session.execute(
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
        .order_by(Organisation.slug)
    )
    references: References = {}
    parts: Parts = []
    for organisation, kind in rows:
        references[organisation.id] = organisation.slug
        facts = {"country": organisation.country, "participation": kind.value}
        parts.append(NetworkNode("organisation", organisation.slug, organisation.name, facts))
    statuses = [status for barrier in barriers for status in shared.statuses.get(barrier, ())]
    if unnamed_reach_threshold(sight):
        references[NOT_NAMED] = UNNAMED_NODE_ID
        parts.append(NetworkNode("organisation", UNNAMED_NODE_ID, _("name not shown")))
    parts += [
        NetworkEdge(
            "faces",
            references[status.organisation_id],
            barriers[status.barrier_id],
            status.obstacles,
        )
        for status in statuses
    ]
    return references, parts


def _barriers(sight: Sight, shared: Sharing) -> tuple[References, Parts]:
    """Return the barriers and their decision-makers."""
    rows = db.session.execute(
        barriers_visible_to(sight)
        .outerjoin(DecisionMaker, DecisionMaker.id == Barrier.decision_maker_id)
        .outerjoin(Category, Category.id == Barrier.category_id)
        .with_only_columns(Barrier, DecisionMaker, Category.name)
        .order_by(Barrier.reference)
    )
    references: References = {}
    parts: Parts = []
    for barrier, decision_maker, category in rows:
        references[barrier.id] = barrier.reference
        facts = {
            "level": barrier.level,
            "category": category,
            "organisations": shared.organisations(barrier.id),
            "obstacles": shared.obstacles.get(barrier.id, 0),
        }
        parts.append(NetworkNode("barrier", barrier.reference, barrier.title, facts))
        if decision_maker is not None:
            parts += _decision_maker_parts(decision_maker, barrier)
    return references, parts


def _decision_maker_parts(decision_maker: DecisionMaker, barrier: Barrier) -> Parts:
    facts = {"level": decision_maker.level, "country": decision_maker.country}
    reference = decision_maker.reference
    return [
        NetworkNode("decision-maker", reference, decision_maker.name, facts),
        NetworkEdge("holds", reference, barrier.reference),
    ]


def _obstacles(
    sight: Sight, barriers: References, organisations: References
) -> tuple[References, Parts]:
    """Return the obstacles with edges to the owner, if named, and the barrier."""
    owner = sa.func.coalesce(shown_organisation_id(sight), NOT_NAMED).label("owner")
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .with_only_columns(
            Obstacle.id,
            Obstacle.reference,
            Obstacle.title,
            Obstacle.status,
            Obstacle.level,
            Obstacle.barrier_id,
            owner,
        )
        .order_by(Obstacle.reference)
    ).all()
    parts: Parts = []
    for row in rows:
        facts = {"status": row.status, "level": row.level}
        parts.append(NetworkNode("obstacle", row.reference, row.title, facts))
        if row.owner in organisations:
            parts.append(NetworkEdge("logged", organisations[row.owner], row.reference))
        if row.barrier_id in barriers:
            parts.append(NetworkEdge("part-of", row.reference, barriers[row.barrier_id]))
    return {row.id: row.reference for row in rows}, parts


def _workarounds(sight: Sight) -> tuple[References, Parts]:
    rows = db.session.execute(
        workarounds_visible_to(sight)
        .with_only_columns(Workaround.id, Workaround.reference, Workaround.title)
        .order_by(Workaround.reference)
    ).all()
    parts: Parts = [NetworkNode("workaround", row.reference, row.title) for row in rows]
    return {row.id: row.reference for row in rows}, parts


def _categories(sight: Sight, obstacles: References) -> Parts:
    """Return the categories of visible obstacles."""
    rows = db.session.execute(
        sa.select(Category.id, Category.slug, Category.name)
        .where(Category.programme_id == sight.programme.id)
        .order_by(Category.slug)
    ).all()
    slugs = {row.id: row.slug for row in rows}
    tag = obstacle_category.c
    tagged = _pairs(
        sa.select(tag.obstacle_id, tag.category_id).where(tag.programme_id == sight.programme.id),
        obstacles,
        slugs,
    )
    used = {slug for _reference, slug in tagged}
    nodes = [NetworkNode("category", row.slug, row.name) for row in rows if row.slug in used]
    return [*nodes, *(NetworkEdge("tagged", *pair) for pair in tagged)]


def _hindrances(sight: Sight, obstacles: References) -> Parts:
    hindrances = sa.select(Hindrance.holding_id, Hindrance.held_up_id).where(
        Hindrance.programme_id == sight.programme.id
    )
    return [NetworkEdge("hinders", *pair) for pair in _pairs(hindrances, obstacles, obstacles)]


def _trials(sight: Sight, workarounds: References, obstacles: References) -> Parts:
    trials = sa.select(Trial.workaround_id, Trial.obstacle_id).where(
        Trial.programme_id == sight.programme.id, is_current(Trial)
    )
    return [NetworkEdge("tried-against", *pair) for pair in _pairs(trials, workarounds, obstacles)]


def _pairs(
    select: sa.Select[int, int], references: References, other_references: References
) -> list[tuple[str, str]]:
    """Return the pairs of which both ends are within sight, in the order of their references.

    Sight is settled before, once for each end: a join of two large tables with its conditions on
    both took SQLite minutes.
    """
    rows = db.session.execute(select)
    filtered_by = (
        (references[one], other_references[other])
        for one, other in rows
        if one in references and other in other_references
    )
    return sorted(filtered_by)
