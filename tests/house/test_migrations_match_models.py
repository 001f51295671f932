import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.runtime.migration import MigrationContext
from flask import Flask

from tracker.cli.migrate import alembic_config, is_up_to_date, upgrade_database
from tracker.extensions import db

pytestmark = pytest.mark.on_postgresql


def test_the_migrations_make_the_tables_of_the_models(migrated_app: Flask) -> None:
    with migrated_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_every_migration_can_be_taken_back_and_done_again(app: Flask) -> None:
    with app.app_context():
        downgrade(alembic_config(), "base")
        upgrade_database()

        assert is_up_to_date()
