"""The whole network within a viewer's sight, as nodes and edges for files.

Names of nodes are slugs and references: they tell neither how many there are nor who is hidden.
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
from tracker.sight.sharing import NOT_NAMED, Sharing, sharing
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
    workarounds_visible_to,
)

THE_UNNAMED_ID = "not-named"

Parts = list[NetworkNode | NetworkEdge]
Seen = dict[int, str]
"""What is within sight, by id: what a file calls it. Whatever is not in it leaves no trace."""


def whole_network(sight: Sight, *, has_obstacles: bool = True) -> nx.DiGraph:
    """Return the network within sight; without obstacles, who faces and who holds what.

    An unnamed obstacle has no edge to the organisation that logged it. Where sharing counts
    those not named as one further organisation, that one stands in for it.
    """
    shared = sharing(sight)
    barriers, parts = _barriers(sight, shared)
    bodies, more = _organisations(sight, shared, barriers)
    parts += more
    if has_obstacles:
        parts += _obstacles_and_theirs(sight, barriers, bodies)
    whole = network(
        (part for part in parts if isinstance(part, NetworkNode)),
        (part for part in parts if isinstance(part, NetworkEdge)),
    )
    lonely = [node for node in nx.isolates(whole) if whole.nodes[node]["kind"] == "organisation"]
    whole.remove_nodes_from(lonely)
    return whole


def _obstacles_and_theirs(sight: Sight, barriers: Seen, bodies: Seen) -> Parts:
    obstacles, parts = _obstacles(sight, barriers, bodies)
    workarounds, more = _workarounds(sight)
    return [
        *parts,
        *more,
        *_categories(sight, obstacles),
        *_hindrances(sight, obstacles),
        *_trials(sight, workarounds, obstacles),
    ]


def _organisations(sight: Sight, shared: Sharing, barriers: Seen) -> tuple[Seen, Parts]:
    """Tell of the organisations and of what each faces; those not named where they count."""
    rows = db.session.execute(
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
        .order_by(Organisation.slug)
    )
    seen: Seen = {}
    parts: Parts = []
    for body, kind in rows:
        seen[body.id] = body.slug
        facts = {"country": body.country, "participation": kind.value}
        parts.append(NetworkNode("organisation", body.slug, body.name, facts))
    places = [place for barrier in barriers for place in shared.statuses.get(barrier, ())]
    if any(place.organisation_id == NOT_NAMED for place in places):
        seen[NOT_NAMED] = THE_UNNAMED_ID
        parts.append(NetworkNode("organisation", THE_UNNAMED_ID, _("name not shown")))
    parts += [
        NetworkEdge(
            "faces", seen[place.organisation_id], barriers[place.barrier_id], place.obstacles
        )
        for place in places
    ]
    return seen, parts


def _barriers(sight: Sight, shared: Sharing) -> tuple[Seen, Parts]:
    """Tell of the barriers and of the decision-makers that hold them."""
    rows = db.session.execute(
        barriers_visible_to(sight)
        .outerjoin(DecisionMaker, DecisionMaker.id == Barrier.decision_maker_id)
        .outerjoin(Category, Category.id == Barrier.category_id)
        .with_only_columns(Barrier, DecisionMaker, Category.name)
        .order_by(Barrier.reference)
    )
    seen: Seen = {}
    parts: Parts = []
    for barrier, decision_maker, category in rows:
        seen[barrier.id] = barrier.reference
        facts = {
            "level": barrier.level,
            "category": category,
            "organisations": shared.organisations(barrier.id),
            "obstacles": shared.obstacles.get(barrier.id, 0),
        }
        parts.append(NetworkNode("barrier", barrier.reference, barrier.title, facts))
        if decision_maker is not None:
            parts += _holding(decision_maker, barrier)
    return seen, parts


def _holding(decision_maker: DecisionMaker, barrier: Barrier) -> Parts:
    facts = {"level": decision_maker.level, "country": decision_maker.country}
    reference = decision_maker.reference
    return [
        NetworkNode("decision-maker", reference, decision_maker.name, facts),
        NetworkEdge("holds", reference, barrier.reference),
    ]


def _obstacles(sight: Sight, barriers: Seen, bodies: Seen) -> tuple[Seen, Parts]:
    """Tell of the obstacles, of who logged each as far as named, and of its barrier."""
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
        if row.owner in bodies:
            parts.append(NetworkEdge("logged", bodies[row.owner], row.reference))
        if row.barrier_id in barriers:
            parts.append(NetworkEdge("part-of", row.reference, barriers[row.barrier_id]))
    return {row.id: row.reference for row in rows}, parts


def _workarounds(sight: Sight) -> tuple[Seen, Parts]:
    rows = db.session.execute(
        workarounds_visible_to(sight)
        .with_only_columns(Workaround.id, Workaround.reference, Workaround.title)
        .order_by(Workaround.reference)
    ).all()
    parts: Parts = [NetworkNode("workaround", row.reference, row.title) for row in rows]
    return {row.id: row.reference for row in rows}, parts


def _categories(sight: Sight, obstacles: Seen) -> Parts:
    """Tell of the categories that something within sight has."""
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
    met = {slug for _reference, slug in tagged}
    nodes = [NetworkNode("category", row.slug, row.name) for row in rows if row.slug in met]
    return [*nodes, *(NetworkEdge("tagged", *pair) for pair in tagged)]


def _hindrances(sight: Sight, obstacles: Seen) -> Parts:
    held = sa.select(Hindrance.holding_id, Hindrance.held_up_id).where(
        Hindrance.programme_id == sight.programme.id
    )
    return [NetworkEdge("hinders", *pair) for pair in _pairs(held, obstacles, obstacles)]


def _trials(sight: Sight, workarounds: Seen, obstacles: Seen) -> Parts:
    tried = sa.select(Trial.workaround_id, Trial.obstacle_id).where(
        Trial.programme_id == sight.programme.id
    )
    return [NetworkEdge("tried-against", *pair) for pair in _pairs(tried, workarounds, obstacles)]


def _pairs(select: sa.Select[int, int], seen: Seen, seen_other: Seen) -> list[tuple[str, str]]:
    """Return the pairs of which both ends are within sight, in the order of their references.

    Sight is settled before, once for each end: a join of two large tables with its conditions on
    both took SQLite minutes.
    """
    rows = db.session.execute(select)
    within = (
        (seen[one], seen_other[other]) for one, other in rows if one in seen and other in seen_other
    )
    return sorted(within)
