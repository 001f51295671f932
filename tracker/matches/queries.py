"""Read what was answered on pairs of obstacles, where the person sees both."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Barrier, Match, Obstacle, RuledOut
from tracker.models.vocabulary import Likeness
from tracker.sight.sight import Sight, barriers_visible_to, matches_visible_to
from tracker.sight.totals import has_at_least

MOST = 50

MAX_MATCHES = 300
"""To how many pairs with one obstacle a person gives an answer."""


@dataclass(frozen=True)
class Pair:
    """Two obstacles that somebody said are the same, of which one at least is under no barrier."""

    one: Obstacle
    other: Obstacle

    @property
    def free(self) -> Obstacle:
        """The one that is under no barrier, or the first of two."""
        return self.one if self.one.barrier_id is None else self.other

    @property
    def placed(self) -> Obstacle | None:
        """The one that is under a barrier, or None."""
        both = (one for one in (self.one, self.other) if one.barrier_id is not None)
        return next(both, None)


def answers_on(sight: Sight, obstacle: Obstacle) -> list[tuple[Obstacle, Likeness]]:
    """Return each other obstacle that the person sees on which something was answered, with it."""
    answered = matches_visible_to(sight).where(
        sa.or_(Match.one_id == obstacle.id, Match.other_id == obstacle.id)
    )
    both = joinedload(Match.one), joinedload(Match.other)
    return [
        (match.other if match.one_id == obstacle.id else match.one, match.answer)
        for match in db.session.scalars(answered.options(*both))
    ]


def barriers_of_the_same(answers: list[tuple[Obstacle, Likeness]]) -> list[int]:
    """Return the barriers of the obstacles that are said to be the same."""
    return [
        other.barrier_id
        for other, answer in answers
        if answer is Likeness.SAME and other.barrier_id is not None
    ]


def ruled_out_for(sight: Sight, obstacle: Obstacle) -> dict[int, str]:
    """Return the visible barriers that it was said not to come from: the reference of each id."""
    barriers = (
        barriers_visible_to(sight)
        .join(RuledOut, RuledOut.barrier_id == Barrier.id)
        .where(RuledOut.obstacle_id == obstacle.id)
        .with_only_columns(Barrier.id, Barrier.reference)
    )
    return {row.id: row.reference for row in db.session.execute(barriers)}


def pairs_under_no_barrier(sight: Sight) -> list[Pair]:
    """Return what is said to be the same and is not under one barrier yet, the latest first."""
    one, other = sa.orm.aliased(Obstacle), sa.orm.aliased(Obstacle)
    found = (
        matches_visible_to(sight)
        .join(one, one.id == Match.one_id)
        .join(other, other.id == Match.other_id)
        .where(
            Match.answer == Likeness.SAME,
            sa.or_(one.barrier_id.is_(None), other.barrier_id.is_(None)),
        )
        .options(
            joinedload(Match.one).joinedload(Obstacle.organisation),
            joinedload(Match.one).joinedload(Obstacle.barrier),
            joinedload(Match.other).joinedload(Obstacle.organisation),
            joinedload(Match.other).joinedload(Obstacle.barrier),
        )
        .order_by(Match.said_at.desc(), Match.one_id, Match.other_id)
        .limit(MOST)
    )
    return [Pair(match.one, match.other) for match in db.session.scalars(found)]


def has_all_matches(obstacle: Obstacle, person_id: int) -> bool:
    """Return whether the person has answered on so many pairs with the obstacle."""
    answered = sa.select(Match.one_id).where(
        Match.person_id == person_id,
        sa.or_(Match.one_id == obstacle.id, Match.other_id == obstacle.id),
    )
    return has_at_least(answered, MAX_MATCHES)
