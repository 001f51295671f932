"""Read which first steps of a new programme are done, within its lead's sight."""

from enum import StrEnum

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Category, DecisionMaker, Participation
from tracker.sight.sight import Sight, logged_obstacles_visible_to


class Step(StrEnum):
    """The first steps, in the order in which they are shown."""

    CATEGORIES = "categories"
    ORGANISATIONS = "organisations"
    DECISION_MAKERS = "decision-makers"
    VISIBILITY = "visibility"
    OBSTACLE = "obstacle"


def first_steps(sight: Sight) -> dict[Step, bool]:
    """Return whether each step is done; nothing for others than leads, or once all are done."""
    programme = sight.programme
    if not sight.is_programme_lead or programme.closed_at is not None:
        return {}
    row = db.session.execute(
        sa.select(
            sa.exists().where(Category.programme_id == programme.id, Category.retired_at.is_(None)),
            sa.exists().where(
                Participation.programme_id == programme.id, Participation.left_on.is_(None)
            ),
            sa.exists().where(DecisionMaker.programme_id == programme.id),
            logged_obstacles_visible_to(sight).exists(),
        )
    ).one()
    categories, organisations, decision_makers, obstacle = (bool(each) for each in row)
    has_default = programme.default_visibility is not None
    done = [categories, organisations, decision_makers, has_default, obstacle]
    return {} if all(done) else dict(zip(Step, done, strict=True))
