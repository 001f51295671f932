"""Barriers that are solved elsewhere, with the workarounds that helped there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import sort_key
from tracker.insights.queries import (
    UNNAMED_ORGANISATION,
    BarrierSharing,
    Network,
    NetworkOrganisation,
)
from tracker.models import Obstacle, Organisation, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import CLEARED_STATUSES, HELPFUL_OUTCOMES, Outcome
from tracker.sight.sight import Sight, is_current, sees, sees_workaround, shown_organisation_id


@dataclass(frozen=True, slots=True)
class HelpfulWorkaround:
    """A workaround of organisations that have cleared a barrier.

    `outcome` is the best one recorded; None if it is linked but not tried.
    """

    reference: str
    title: str
    outcome: Outcome | None
    organisations: tuple[NetworkOrganisation, ...]


@dataclass(frozen=True, slots=True)
class SolvedElsewhere:
    """A barrier that an organisation has cleared, with the workarounds, the best first."""

    barrier: BarrierSharing
    workarounds: tuple[HelpfulWorkaround, ...]

    @property
    def best_workaround(self) -> HelpfulWorkaround | None:
        """The best workaround, or None if there is none within sight."""
        return self.workarounds[0] if self.workarounds else None


def barriers_solved_elsewhere(network: Network) -> list[BarrierSharing]:
    """Return the shared barriers that only some have cleared, those that block most first."""
    found = (barrier for barrier in network.shared if barrier.is_solved_elsewhere)
    return sorted(found, key=lambda barrier: -len(barrier.blocked))


def helpful_workarounds_of(
    sight: Sight, barriers: Sequence[BarrierSharing]
) -> list[SolvedElsewhere]:
    """Return each barrier with its helpful workarounds; one query."""
    used: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(_uses(sight, [barrier.id for barrier in barriers])):
        used[row.barrier_id].append(row)
    return [
        SolvedElsewhere(barrier, _helpful_workarounds(barrier, used[barrier.id]))
        for barrier in barriers
    ]


def _uses(sight: Sight, barrier_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    """Select the uses of workarounds against cleared obstacles or with a helpful trial."""
    is_tried = sa.and_(
        Trial.workaround_id == WorkaroundLink.workaround_id,
        Trial.obstacle_id == WorkaroundLink.obstacle_id,
        Trial.outcome.in_(HELPFUL_OUTCOMES),
        is_current(Trial),
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


def _helpful_workarounds(
    barrier: BarrierSharing, rows: Iterable[Any]
) -> tuple[HelpfulWorkaround, ...]:
    """Group the uses by organisations that have cleared the barrier by workaround."""
    cleared = {organisation.slug: organisation for organisation in barrier.cleared_by}
    titles: dict[str, str] = {}
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        slug = row.slug or UNNAMED_ORGANISATION.slug
        if slug in cleared:
            rank = HELPFUL_OUTCOMES.index(row.outcome) if row.outcome else len(HELPFUL_OUTCOMES)
            titles[row.reference] = row.title
            ranks[row.reference][slug] = min(rank, ranks[row.reference].get(slug, rank))
    ranked = sorted(ranks, key=lambda ref: _sort_key(ranks[ref], titles[ref], ref))
    return tuple(_helpful_workaround(ref, titles[ref], ranks[ref], cleared) for ref in ranked)


def _sort_key(ranks: dict[str, int], title: str, reference: str) -> tuple[int, int, str, str]:
    return min(ranks.values()), -len(ranks), sort_key(title), reference


def _helpful_workaround(
    reference: str, title: str, ranks: dict[str, int], cleared: dict[str, NetworkOrganisation]
) -> HelpfulWorkaround:
    best = min(ranks.values())
    organisations = [
        organisation for slug, organisation in cleared.items() if ranks.get(slug) == best
    ]
    outcome = HELPFUL_OUTCOMES[best] if best < len(HELPFUL_OUTCOMES) else None
    return HelpfulWorkaround(reference, title, outcome, tuple(organisations))
