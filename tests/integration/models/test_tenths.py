"""Staff hours and sickness days have one decimal: migration 0014."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from alembic.command import downgrade
from flask import Flask

from tests.factories import Factory
from tracker.cli.migrate import alembic_config, upgrade_database
from tracker.extensions import db
from tracker.models import Obstacle

pytestmark = pytest.mark.on_postgresql


def test_the_migration_keeps_every_check_of_the_table(migrated_app: Flask) -> None:
    with migrated_app.app_context():
        checks = {one["name"] for one in sa.inspect(db.engine).get_check_constraints("obstacle")}

    expected = {
        constraint.name
        for constraint in Obstacle.__table__.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    assert expected - checks == set()


def test_the_migration_keeps_whole_numbers_and_going_back_rounds_tenths(
    app: Flask, make: Factory
) -> None:
    whole = make.obstacle(staff_hours_a_week=11, sickness_days_a_year=None)
    tenths = make.obstacle(staff_hours_a_week=Decimal("7.5"), sickness_days_a_year=Decimal("0.2"))
    measures = sa.select(
        Obstacle.id, Obstacle.staff_hours_a_week, Obstacle.sickness_days_a_year
    ).order_by(Obstacle.id)
    with app.app_context():
        before = [tuple(row) for row in db.session.execute(measures)]
        db.session.rollback()

        downgrade(alembic_config(), "0013")
        upgrade_database()

        after = [tuple(row) for row in db.session.execute(measures)]
        db.session.rollback()
        db.engine.dispose()
    assert before == [
        (whole.id, 11, None),
        (tenths.id, Decimal("7.5"), Decimal("0.2")),
    ]
    assert after == [(whole.id, 11, None), (tenths.id, 8, 0)]
    assert [str(hours) for _id, hours, _days in before] == ["11", "7.5"]
