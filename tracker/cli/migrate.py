"""`tracker migrate`: migrate the database to the latest revision."""

import alembic.command
import click
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from tracker.cli.command_app import command_app
from tracker.extensions import db
from tracker.paths import ROOT


def alembic_config() -> Config:
    """Return Alembic's settings for the app's database."""
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade_database() -> None:
    """Run every pending migration; if one fails, raise and change nothing.

    Calls Alembic itself: Flask-Migrate's own `upgrade` turns an error into an exit.
    """
    alembic.command.upgrade(alembic_config(), "head")


def is_up_to_date() -> bool:
    """Return whether the database is at the latest revision."""
    latest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == latest


@click.command()
def migrate() -> None:
    """Migrate the database to the latest schema revision."""
    app = command_app()
    with app.app_context():
        upgrade_database()
    click.echo("The database is up to date.")
