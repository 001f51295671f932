"""The whole network within a viewer's sight, as nodes and edges for files.

Names of nodes are slugs and references: they tell neither how many there are nor who is hidden.
"""

from collections.abc import Iterator
from typing import Any

import networkx as nx
import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.auth.sight import (
    Sight,
    barriers_visible_to,
    logged_obstacles_visible_to,
    sees,
    shown_organisation_id,
    trials_visible_to,
    workarounds_visible_to,
)
from tracker.barriers.sharing import NOT_NAMED, Sharing, sharing
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

THE_UNNAMED_ID = "not-named"

Parts = Iterator[NetworkNode | NetworkEdge]


def whole_network(sight: Sight, *, has_obstacles: bool = True) -> nx.DiGraph:
    """Return the network within sight; without obstacles, who faces and who holds what.

    An unnamed obstacle has no edge to the organisation that logged it. Where sharing counts
    those not named as one further organisation, that one stands in for it.
    """
    shared = sharing(sight)
    parts = [*_organisations(sight, shared), *_barriers(sight, shared)]
    if has_obstacles:
        parts += _obstacles(sight, stand_in=THE_UNNAMED_ID if counts_the_unnamed(shared) else None)
        for tell in (_categories, _hindrances, _workarounds):
            parts += tell(sight)
    whole = network(
        (part for part in parts if isinstance(part, NetworkNode)),
        (part for part in parts if isinstance(part, NetworkEdge)),
    )
    lonely = [node for node in nx.isolates(whole) if whole.nodes[node]["kind"] == "organisation"]
    whole.remove_nodes_from(lonely)
    return whole


def _organisations(sight: Sight, shared: Sharing) -> Parts:
    if counts_the_unnamed(shared):
        yield NetworkNode("organisation", THE_UNNAMED_ID, _("not named"))
    rows = db.session.execute(
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
        .order_by(Organisation.slug)
    ).tuples()
    slugs = {NOT_NAMED: THE_UNNAMED_ID}
    for body, kind in rows:
        slugs[body.id] = body.slug
        facts = {"country": body.country, "participation": kind.value}
        yield NetworkNode("organisation", body.slug, body.name, facts)
    references = _references(sight)
    for barrier_id, standings in shared.standings.items():
        for one in standings:
            yield NetworkEdge(
                "faces", slugs[one.organisation_id], references[barrier_id], one.obstacles
            )


def counts_the_unnamed(shared: Sharing) -> bool:
    """Say whether those not named count as one further organisation anywhere."""
    return any(
        one.organisation_id == NOT_NAMED for places in shared.standings.values() for one in places
    )


def _references(sight: Sight) -> dict[int, str]:
    rows = db.session.execute(
        barriers_visible_to(sight).with_only_columns(Barrier.id, Barrier.reference)
    )
    return dict(rows.tuples().all())


def _barriers(sight: Sight, shared: Sharing) -> Parts:
    rows = db.session.execute(
        barriers_visible_to(sight)
        .outerjoin(DecisionMaker, DecisionMaker.id == Barrier.decision_maker_id)
        .outerjoin(Category, Category.id == Barrier.category_id)
        .with_only_columns(Barrier, DecisionMaker, Category.name)
        .order_by(Barrier.reference)
    ).tuples()
    for barrier, decision_maker, category in rows:
        facts = {
            "level": barrier.level,
            "category": category,
            "organisations": shared.organisations(barrier.id),
            "obstacles": shared.obstacles.get(barrier.id, 0),
        }
        yield NetworkNode("barrier", barrier.reference, barrier.title, facts)
        if decision_maker is not None:
            yield NetworkNode(
                "decision-maker",
                decision_maker.reference,
                decision_maker.name,
                {"level": decision_maker.level, "country": decision_maker.country},
            )
            yield NetworkEdge("holds", decision_maker.reference, barrier.reference)


def _obstacles(sight: Sight, *, stand_in: str | None) -> Parts:
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .outerjoin(Barrier, Barrier.id == Obstacle.barrier_id)
        .with_only_columns(
            Obstacle.reference,
            Obstacle.title,
            Obstacle.status,
            Obstacle.level,
            Organisation.slug.label("owner"),
            Barrier.reference.label("barrier"),
        )
        .order_by(Obstacle.reference)
    )
    for row in rows:
        facts = {"status": row.status, "level": row.level}
        yield NetworkNode("obstacle", row.reference, row.title, facts)
        if owner := row.owner or stand_in:
            yield NetworkEdge("logged", owner, row.reference)
        if row.barrier:
            yield NetworkEdge("part-of", row.reference, row.barrier)


def _categories(sight: Sight) -> Parts:
    rows = db.session.execute(
        sa.select(Obstacle.reference, Category.slug, Category.name)
        .select_from(Obstacle)
        .join(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
        .join(Category, Category.id == obstacle_category.c.category_id)
        .where(sees(sight), Obstacle.is_draft.is_(False))
        .order_by(Category.slug, Obstacle.reference)
    )
    told = ""
    for reference, slug, name in rows.tuples():
        if slug != told:
            told = slug
            yield NetworkNode("category", slug, name)
        yield NetworkEdge("tagged", reference, slug)


def _hindrances(sight: Sight) -> Parts:
    holding, held_up = sa.orm.aliased(Obstacle), sa.orm.aliased(Obstacle)
    rows = db.session.execute(
        sa.select(holding.reference, held_up.reference)
        .select_from(Hindrance)
        .join(holding, holding.id == Hindrance.holding_id)
        .join(held_up, held_up.id == Hindrance.held_up_id)
        .where(*(sees(sight, one) for one in (holding, held_up)))
        .where(*(one.is_draft.is_(False) for one in (holding, held_up)))
        .order_by(holding.reference, held_up.reference)
    )
    for one, other in rows.tuples():
        yield NetworkEdge("hinders", one, other)


def _workarounds(sight: Sight) -> Parts:
    rows: Any = db.session.execute(
        workarounds_visible_to(sight)
        .with_only_columns(Workaround.reference, Workaround.title)
        .order_by(Workaround.reference)
    )
    for reference, title in rows.tuples():
        yield NetworkNode("workaround", reference, title)
    rows = db.session.execute(
        trials_visible_to(sight)
        .with_only_columns(Workaround.reference, Obstacle.reference, sa.func.count(Trial.id))
        .group_by(Workaround.reference, Obstacle.reference)
        .order_by(Workaround.reference, Obstacle.reference)
    )
    for reference, against, number in rows.tuples():
        yield NetworkEdge("tried-against", reference, against, number)
