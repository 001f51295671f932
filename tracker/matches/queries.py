"""Read the answers on pairs of obstacles that are both within sight."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Barrier, Match, Obstacle, RuledOut
from tracker.models.vocabulary import Likeness
from tracker.sight.sight import Sight, barriers_visible_to, matches_visible_to
from tracker.sight.totals import has_at_least

MAX_PAIRS = 50

MAX_MATCHES = 300
"""The maximum number of answers of one person on pairs with one obstacle."""


@dataclass(frozen=True)
class UngroupedPair:
    """Two obstacles that are answered to be the same, of which at least one has no barrier."""

    one: Obstacle
    other: Obstacle

    @property
    def ungrouped(self) -> Obstacle:
        """The obstacle without a barrier, or the first of two."""
        return self.one if self.one.barrier_id is None else self.other

    @property
    def grouped(self) -> Obstacle | None:
        """The obstacle with a barrier, or None."""
        pair = self.one, self.other
        return next((obstacle for obstacle in pair if obstacle.barrier_id is not None), None)


def answers_on(sight: Sight, obstacle: Obstacle) -> list[tuple[Obstacle, Likeness]]:
    """Return each visible obstacle with an answer on its pair with this one, and the answer."""
    matches = matches_visible_to(sight).where(
        sa.or_(Match.one_id == obstacle.id, Match.other_id == obstacle.id)
    )
    both = joinedload(Match.one), joinedload(Match.other)
    return [
        (match.other if match.one_id == obstacle.id else match.one, match.answer)
        for match in db.session.scalars(matches.options(*both))
    ]


def same_as(sight: Sight, obstacle: Obstacle) -> list[Obstacle]:
    """Return the visible obstacles that are answered to be the same as this one, newest first."""
    same = [other for other, answer in answers_on(sight, obstacle) if answer is Likeness.SAME]
    return sorted(same, key=lambda other: (other.logged_at, other.id), reverse=True)


def barriers_of_same(answers: list[tuple[Obstacle, Likeness]]) -> list[int]:
    """Return the barrier ids of the obstacles that are answered to be the same."""
    return [
        other.barrier_id
        for other, answer in answers
        if answer is Likeness.SAME and other.barrier_id is not None
    ]


def ruled_out_for(sight: Sight, obstacle: Obstacle) -> dict[int, str]:
    """Return the visible barriers that are ruled out for the obstacle: reference by id."""
    barriers = (
        barriers_visible_to(sight)
        .join(RuledOut, RuledOut.barrier_id == Barrier.id)
        .where(RuledOut.obstacle_id == obstacle.id)
        .with_only_columns(Barrier.id, Barrier.reference)
    )
    return {row.id: row.reference for row in db.session.execute(barriers)}


def ungrouped_pairs(sight: Sight) -> list[UngroupedPair]:
    """Return the pairs that are answered to be the same and not grouped yet, the latest first."""
    both = [
        joinedload(end).joinedload(relation)
        for end in (Match.one, Match.other)
        for relation in (Obstacle.organisation, Obstacle.barrier)
    ]
    matches = (
        _ungrouped_pairs(sight)
        .options(*both)
        .order_by(Match.said_at.desc(), Match.one_id, Match.other_id)
        .limit(MAX_PAIRS)
    )
    return [UngroupedPair(match.one, match.other) for match in db.session.scalars(matches)]


def count_ungrouped_pairs(sight: Sight) -> int:
    """Return how many pairs are answered to be the same and not grouped yet."""
    counted = _ungrouped_pairs(sight).with_only_columns(sa.func.count())
    return db.session.scalar(counted) or 0


def _ungrouped_pairs(sight: Sight) -> sa.Select[Match]:
    one, other = sa.orm.aliased(Obstacle), sa.orm.aliased(Obstacle)
    return (
        matches_visible_to(sight)
        .join(one, one.id == Match.one_id)
        .join(other, other.id == Match.other_id)
        .where(
            Match.answer == Likeness.SAME,
            sa.or_(one.barrier_id.is_(None), other.barrier_id.is_(None)),
        )
    )


def has_all_matches(obstacle: Obstacle, person_id: int) -> bool:
    """Return whether the person has given the maximum number of answers on the obstacle."""
    answered = sa.select(Match.one_id).where(
        Match.person_id == person_id,
        sa.or_(Match.one_id == obstacle.id, Match.other_id == obstacle.id),
    )
    return has_at_least(answered, MAX_MATCHES)
