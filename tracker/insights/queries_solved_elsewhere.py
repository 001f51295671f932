"""Solved there, open here: what got past a barrier somewhere, for where it is still in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import sort_key
from tracker.insights.queries import THE_UNNAMED, Body, Met, Network
from tracker.models import Obstacle, Organisation, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import CLEARED_STATUSES, HELPFUL_OUTCOMES, Outcome
from tracker.sight.sight import Sight, sees, sees_workaround, shown_organisation_id


@dataclass(frozen=True, slots=True)
class Way:
    """A workaround that organisations past a barrier used, or have beside what they are past.

    `outcome` is the best that any of them tells of it; None where it stands beside, untried.
    """

    reference: str
    title: str
    outcome: Outcome | None
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """One barrier past which somebody is, with the ways there, the most telling first."""

    barrier: Met
    ways: tuple[Way, ...]

    @property
    def way(self) -> Way | None:
        """The most telling way past it, or None where nobody within sight has said."""
        return self.ways[0] if self.ways else None


def to_carry_over(network: Network) -> list[Met]:
    """Return the shared barriers past which somebody is, and somebody not; most waiting first."""
    found = (barrier for barrier in network.shared if barrier.is_solved_there_open_here)
    return sorted(found, key=lambda barrier: -len(barrier.waiting))


def ways_past(sight: Sight, barriers: Sequence[Met]) -> list[Carried]:
    """Return each barrier with the ways that got organisations past it; one query."""
    used: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(_uses(sight, [barrier.id for barrier in barriers])):
        used[row.barrier_id].append(row)
    return [Carried(barrier, _ways(barrier, used[barrier.id])) for barrier in barriers]


def _uses(sight: Sight, barrier_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    """Select each use of a workaround against an obstacle under these barriers that tells of it."""
    is_tried = sa.and_(
        Trial.workaround_id == WorkaroundLink.workaround_id,
        Trial.obstacle_id == WorkaroundLink.obstacle_id,
        Trial.outcome.in_(HELPFUL_OUTCOMES),
    )
    return (
        sa.select(
            Obstacle.barrier_id,
            Workaround.reference,
            Workaround.title,
            Trial.outcome,
            Organisation.slug,
        )
        .select_from(WorkaroundLink)
        .join(Obstacle, Obstacle.id == WorkaroundLink.obstacle_id)
        .join(Workaround, Workaround.id == WorkaroundLink.workaround_id)
        .outerjoin(Trial, is_tried)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .where(sees(sight), Obstacle.is_draft.is_(False), sees_workaround(sight))
        .where(Obstacle.barrier_id.in_(barrier_ids))
        .where(sa.or_(Trial.id.is_not(None), Obstacle.status.in_(CLEARED_STATUSES)))
        .distinct()
    )


def _ways(barrier: Met, rows: Iterable[Any]) -> tuple[Way, ...]:
    """Gather the uses by organisations that are past the barrier into ways."""
    past = {body.slug: body for body in barrier.past}
    titles: dict[str, str] = {}
    told: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        slug = row.slug or THE_UNNAMED.slug
        if slug in past:
            rank = HELPFUL_OUTCOMES.index(row.outcome) if row.outcome else len(HELPFUL_OUTCOMES)
            titles[row.reference] = row.title
            told[row.reference][slug] = min(rank, told[row.reference].get(slug, rank))
    ranked = sorted(told, key=lambda ref: _most_telling(told[ref], titles[ref], ref))
    return tuple(_way(ref, titles[ref], told[ref], past) for ref in ranked)


def _most_telling(ranks: dict[str, int], title: str, reference: str) -> tuple[int, int, str, str]:
    return min(ranks.values()), -len(ranks), sort_key(title), reference


def _way(reference: str, title: str, ranks: dict[str, int], past: dict[str, Body]) -> Way:
    best = min(ranks.values())
    bodies = [body for slug, body in past.items() if ranks.get(slug) == best]
    outcome = HELPFUL_OUTCOMES[best] if best < len(HELPFUL_OUTCOMES) else None
    return Way(reference, title, outcome, tuple(bodies))
