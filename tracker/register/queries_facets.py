"""How many obstacles each filter by itself would show, over all that the person may see."""

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

Numbers = dict[str, int]


@dataclass(frozen=True)
class Facets:
    """For each filter, how many obstacles stand behind each of its values."""

    numbers: dict[str, Numbers]
    total: int

    def number(self, name: str, value: str) -> int:
        """Return how many obstacles one value of one filter shows."""
        return self.numbers[name].get(value, 0)


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
    """Return the numbers beside the filters; kept until something changes."""
    return cached(sight, "obstacle facets", lambda: _count_facets(sight, catalogue_of(sight)))


def _count_facets(sight: Sight, known: Catalogue) -> Facets:
    groups = db.session.execute(GROUPS, sight.parameters).all()
    status: Counter[str] = Counter()
    level: Counter[str] = Counter()
    organisation: Counter[str] = Counter()
    for its_status, its_level, owner_id, number in groups:
        status[its_status.value] += number
        if its_level is not None:
            level[its_level.value] += number
        if owner_id is not None:
            organisation[known.organisation[owner_id].slug] += number
    total = status.total()
    numbers = {
        "status": dict(status),
        "level": dict(level),
        "organisation": dict(organisation),
        "category": _by_category(sight, known, total),
        "shared": _by_sharing(sharing(sight), total),
        "workaround": _by_workaround(sight, total),
    }
    return Facets(numbers=numbers, total=total)


def _by_category(sight: Sight, known: Catalogue, total: int) -> Numbers:
    """Count each category's obstacles; one of the first level counts those of its own once."""
    members: dict[int, set[int]] = {each.id: set() for each in known.categories}
    for obstacle_id, category_id in db.session.execute(TAGS, sight.parameters).all():
        members[category_id].add(obstacle_id)
    none = total - len(set().union(*members.values()))
    for category in known.categories:
        if category.parent_id is not None:
            members[category.parent_id] |= members[category.id]
    numbers = {category.slug: len(members[category.id]) for category in known.categories}
    return numbers | {UNCATEGORISED: none}


def _by_sharing(shared: Sharing, total: int) -> Numbers:
    grouped = sum(shared.obstacles.values())
    widely = sum(shared.obstacles[barrier_id] for barrier_id in shared.shared_ids)
    return {
        Shared.YES.value: widely,
        Shared.NO.value: grouped - widely,
        Shared.UNGROUPED.value: total - grouped,
    }


def _by_workaround(sight: Sight, total: int) -> Numbers:
    number = db.session.scalars(
        logged_obstacles_visible_to(sight)
        .with_only_columns(sa.func.count())
        .where(Obstacle.id.in_(ids_with_workaround(sight)))
    ).one()
    return {HasWorkaround.YES.value: number, HasWorkaround.NO.value: total - number}
