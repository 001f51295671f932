"""Find decision-makers, with the barriers that the viewer may see."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.barriers.queries import BarrierRow, barrier_rows
from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import Barrier, DecisionMaker
from tracker.sight.sight import Sight


@dataclass(frozen=True)
class DecisionMakerLine:
    """A decision-maker and the visible barriers that it could loosen."""

    maker: DecisionMaker
    barriers: tuple[BarrierRow, ...]


def find_decision_maker(sight: Sight, reference: str) -> DecisionMaker | None:
    """Return the programme's decision-maker with this reference, or None."""
    return db.session.scalar(
        sa.select(DecisionMaker).where(
            DecisionMaker.programme_id == sight.programme.id, DecisionMaker.reference == reference
        )
    )


def decision_maker_lines(sight: Sight) -> list[DecisionMakerLine]:
    """Return the programme's decision-makers, those with most visible barriers first."""
    barriers = _barriers_by_maker(sight)
    makers = db.session.scalars(
        sa.select(DecisionMaker).where(DecisionMaker.programme_id == sight.programme.id)
    )
    found = [DecisionMakerLine(maker, tuple(barriers.get(maker.id, ()))) for maker in makers]
    return sorted(found, key=lambda line: (-len(line.barriers), sort_key(line.maker.name)))


def barriers_of(sight: Sight, maker: DecisionMaker) -> list[BarrierRow]:
    """Return the visible barriers that the decision-maker could loosen."""
    return _barriers_by_maker(sight).get(maker.id, [])


def _barriers_by_maker(sight: Sight) -> dict[int, list[BarrierRow]]:
    named = sa.select(Barrier.id, Barrier.decision_maker_id).where(
        Barrier.programme_id == sight.programme.id, Barrier.decision_maker_id.is_not(None)
    )
    makers = {row.id: row.decision_maker_id for row in db.session.execute(named)}
    barriers: dict[int, list[BarrierRow]] = {}
    for line in barrier_rows(sight):
        maker = makers.get(line.id)
        if maker is not None:
            barriers.setdefault(maker, []).append(line)
    return barriers
