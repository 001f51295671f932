"""The command line: `tracker demo`, `tracker serve` and commands for maintenance."""

import os
from typing import Any

import click
import sqlalchemy as sa

from tracker.cli.backup import backup
from tracker.cli.check import check
from tracker.cli.demo import demo
from tracker.cli.digest import digest
from tracker.cli.encode import encode
from tracker.cli.erase import erase_all_again, erase_one
from tracker.cli.influence import influence
from tracker.cli.invite import invite
from tracker.cli.match import match
from tracker.cli.migrate import migrate
from tracker.cli.reset_second_factors import reset_second_factors
from tracker.cli.restore import restore
from tracker.cli.retain import retain
from tracker.cli.seed_scale import seed_scale
from tracker.cli.serve import serve
from tracker.cli.set_up import add_member, add_organisation, add_person, add_programme, add_role
from tracker.errors import InvalidSetting

DATABASE_UNUSABLE = (
    "The database cannot be used. Check that it exists, that this user can write to it and to its"
    " folder, and that the disk has free space."
)


class Commands(click.Group):
    """The command group; errors of settings, files and the database become messages.

    Files that commands write are readable only by the user who runs them.
    """

    def invoke(self, ctx: click.Context) -> Any:
        umask = os.umask(0o077)
        try:
            return super().invoke(ctx)
        except (InvalidSetting, OSError) as error:
            raise click.ClickException(str(error)) from error
        except sa.exc.OperationalError as error:
            raise click.ClickException(
                f"{DATABASE_UNUSABLE} The database says: {error.orig}"
            ) from error
        finally:
            os.umask(umask)


@click.group(cls=Commands)
@click.version_option(package_name="obstacle-tracker")
def main() -> None:
    """Run and maintain the obstacle tracker."""


for command in (
    add_member,
    add_organisation,
    add_person,
    add_programme,
    add_role,
    backup,
    check,
    demo,
    digest,
    encode,
    erase_all_again,
    erase_one,
    influence,
    invite,
    match,
    migrate,
    reset_second_factors,
    restore,
    retain,
    seed_scale,
    serve,
):
    main.add_command(command)
