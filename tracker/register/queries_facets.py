"""Facet counts for the list of obstacles, within the viewer's sight."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.register.criteria import HasWorkaround, Shared
from tracker.register.queries_filters import ids_with_workaround
from tracker.sight.cache import cached
from tracker.sight.catalogue import UNCATEGORISED, Catalogue, catalogue_of
from tracker.sight.sharing import Sharing, sharing
from tracker.sight.sight import VIEWER, Sight, logged_obstacles_visible_to, shown_organisation_id

Counts = dict[str, int]


@dataclass(frozen=True)
class Facets:
    """The number of obstacles for each value of each filter."""

    counts: dict[str, Counts]
    total: int

    def count(self, name: str, value: str) -> int:
        """Return the number of obstacles for one value of one filter."""
        return self.counts[name].get(value, 0)


KINDS = (Obstacle.status, Obstacle.level, shown_organisation_id(VIEWER))
GROUPS = (
    logged_obstacles_visible_to(VIEWER).with_only_columns(*KINDS, sa.func.count()).group_by(*KINDS)
)
TAGS = (
    logged_obstacles_visible_to(VIEWER)
    .join(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
    .with_only_columns(Obstacle.id, obstacle_category.c.category_id)
)


def facets(sight: Sight) -> Facets:
    """Return the facet counts, cached until the programme changes."""
    return cached(sight, "obstacle facets", lambda: _count_facets(sight, catalogue_of(sight)))


def _count_facets(sight: Sight, catalogue: Catalogue) -> Facets:
    groups = db.session.execute(GROUPS, sight.parameters).all()
    status: Counter[str] = Counter()
    level: Counter[str] = Counter()
    organisation: Counter[str] = Counter()
    for its_status, its_level, owner_id, count in groups:
        status[its_status.value] += count
        if its_level is not None:
            level[its_level.value] += count
        if owner_id is not None:
            organisation[catalogue.organisation[owner_id].slug] += count
    total = status.total()
    counts = {
        "status": dict(status),
        "level": dict(level),
        "organisation": dict(organisation),
        "category": _by_category(sight, catalogue, total),
        "shared": _by_sharing(sharing(sight), total),
        "workaround": _by_workaround(sight, total),
    }
    return Facets(counts=counts, total=total)


def _by_category(sight: Sight, catalogue: Catalogue, total: int) -> Counts:
    """Count each category's obstacles; a first-level one includes its subcategories, each once."""
    members: dict[int, set[int]] = {each.id: set() for each in catalogue.categories}
    for obstacle_id, category_id in db.session.execute(TAGS, sight.parameters).all():
        members[category_id].add(obstacle_id)
    none = total - len(set().union(*members.values()))
    for category in catalogue.categories:
        if category.parent_id is not None:
            members[category.parent_id] |= members[category.id]
    counts = {category.slug: len(members[category.id]) for category in catalogue.categories}
    return counts | {UNCATEGORISED: none}


def _by_sharing(shared: Sharing, total: int) -> Counts:
    grouped = sum(shared.obstacles.values())
    widely = sum(shared.obstacles[barrier_id] for barrier_id in shared.shared_ids)
    return {
        Shared.YES.value: widely,
        Shared.NO.value: grouped - widely,
        Shared.UNGROUPED.value: total - grouped,
    }


def _by_workaround(sight: Sight, total: int) -> Counts:
    count = db.session.scalars(
        logged_obstacles_visible_to(sight)
        .with_only_columns(sa.func.count())
        .where(Obstacle.id.in_(ids_with_workaround(sight)))
    ).one()
    return {HasWorkaround.YES.value: count, HasWorkaround.NO.value: total - count}
