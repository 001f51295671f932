"""Delete what has had its time; for a nightly run."""

import click

from tracker.cli.set_up import change
from tracker.database import rewrite
from tracker.extensions import db
from tracker.models.moment import now
from tracker.obstacles.attachment_files import forget
from tracker.obstacles.commands_retain import Overdue, delete_overdue, overdue
from tracker.people.commands_retain import delete_invitations, invitations_overdue


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
def retain(*, dry_run: bool) -> None:
    """Delete settled obstacles that nobody changed for as long as their programme's settings say.

    Workarounds stay; so does in the log that things were done, and no words of them. Invitations
    that nobody accepted go 90 days after they expired.
    """
    with change():
        is_any, files = False, list[str]()
        for found in overdue(now()):
            click.echo(_said(found, dry_run=dry_run))
            if found.obstacles and not dry_run:
                is_any = True
                files += delete_overdue(found=found)
        is_any |= _delete_invitations(dry_run=dry_run)
        db.session.commit()
        forget(*files)
        if is_any:
            rewrite(db.engine)


def _delete_invitations(*, dry_run: bool) -> bool:
    """Delete invitations that had their time, and say how many; say whether any went."""
    invitations = invitations_overdue(now())
    if invitations:
        done = "would be deleted" if dry_run else "deleted"
        count = len(invitations)
        what = "invitation" if count == 1 else "invitations"
        click.echo(f"{count} {what} that nobody accepted {done}.")
    if dry_run or not invitations:
        return False
    delete_invitations(overdue=invitations)
    return True


def _said(found: Overdue, *, dry_run: bool) -> str:
    count, name = len(found.obstacles), found.programme.name
    done = "would be deleted" if dry_run else "deleted"
    references = "".join(f" {obstacle.reference}" for obstacle in found.obstacles)
    since = f"settled and unchanged since before {found.before:%Y-%m-%d}"
    return f"{name}: {count} {done}, {since}{':' if references else '.'}{references}"
