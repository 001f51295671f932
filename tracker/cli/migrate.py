"""Bring the database to the newest revision."""

from pathlib import Path

import alembic.command
from flask import current_app


def upgrade_database() -> None:
    """Run every migration that this database lacks; raise what goes wrong, change nothing then.

    Calls Alembic itself: Flask-Migrate's own `upgrade` turns an error into an exit.
    """
    config = current_app.extensions["migrate"].migrate.get_config()
    config.set_main_option("script_location", str(Path(config.config_file_name).parent))
    alembic.command.upgrade(config, "head")
