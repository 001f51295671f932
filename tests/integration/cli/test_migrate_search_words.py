"""Obstacles from before can be searched for percentages and emoji: migration 0019."""

import pytest
import sqlalchemy as sa
from alembic.command import downgrade
from flask import Flask

from tests.factories import Factory
from tracker.cli.check import _search_index_faults
from tracker.cli.migrate import alembic_config, upgrade_database
from tracker.extensions import db
from tracker.models import ObstacleWord

pytestmark = pytest.mark.on_postgresql

WORDS = sa.select(ObstacleWord.word).order_by(ObstacleWord.word)


def test_the_search_index_has_percentages_and_emoji_after_the_migration_only(
    app: Flask, make: Factory
) -> None:
    make.obstacle("Cuts of 40 % 🚲", details="❤️ 介護", team="5% 🚲 team", reference="TICC-7KQ4")
    make.obstacle("Plain", reference="TICC-8XYZ")
    with app.app_context():
        after = [*db.session.scalars(WORDS)]
        db.session.rollback()

        downgrade(alembic_config(), "0018")
        before = [*db.session.scalars(WORDS)]
        db.session.rollback()
        upgrade_database()

        assert " ".join(sorted(before)) == "40 7kq4 8xyz @5 @team cuts of plain ticc ticc 介 護"
        assert [*db.session.scalars(WORDS)] == after
        assert _search_index_faults() == []
        db.session.rollback()
        db.engine.dispose()
