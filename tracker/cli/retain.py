"""Delete what has had its time; for a nightly run."""

import click

from tracker.cli.set_up import change
from tracker.database import rewrite
from tracker.extensions import db
from tracker.models.moment import now
from tracker.obstacles.attachment_files import forget
from tracker.obstacles.commands_retain import Overdue, delete_overdue, overdue


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
def retain(*, dry_run: bool) -> None:
    """Delete settled obstacles that nobody changed for as long as their programme's settings say.

    Workarounds stay; so does in the log that things were done, and no words of them.
    """
    with change():
        is_any, files = False, list[str]()
        for found in overdue(now()):
            click.echo(_said(found, dry_run=dry_run))
            if found.obstacles and not dry_run:
                is_any = True
                files += delete_overdue(found=found)
        db.session.commit()
        forget(*files)
        if is_any:
            rewrite(db.engine)


def _said(found: Overdue, *, dry_run: bool) -> str:
    count, name = len(found.obstacles), found.programme.name
    done = "would be deleted" if dry_run else "deleted"
    references = "".join(f" {obstacle.reference}" for obstacle in found.obstacles)
    since = f"settled and unchanged since before {found.before:%Y-%m-%d}"
    return f"{name}: {count} {done}, {since}{':' if references else '.'}{references}"
