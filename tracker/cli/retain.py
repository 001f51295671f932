"""`tracker retain`: delete data whose retention period has ended; to be run by cron."""

from collections.abc import Iterator
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app

from tracker.account.commands import has_expired
from tracker.attachments.files import delete_files
from tracker.cli.set_up import command_transaction
from tracker.database import vacuum
from tracker.extensions import db
from tracker.models import AddressChange, Digest, LimitCount, StoredSession
from tracker.models.moment import now
from tracker.notifications.commands_digests import is_expired_digest
from tracker.obstacles.commands_retention import OverdueObstacles, delete_overdue, overdue_obstacles
from tracker.people.commands_retain import delete_invitations, overdue_invitations
from tracker.sessions.store import is_expired
from tracker.web.rate_limit_storage import is_expired_window
from tracker.withdrawals.commands_retention import (
    PastRestoring,
    delete_past_restoring,
    past_restoring,
)


@click.command()
@click.option(
    "--dry-run", is_flag=True, help="Show what would be deleted, without deleting anything."
)
def retain(*, dry_run: bool) -> None:
    """Delete resolved or immovable obstacles that are past their programme’s retention period.

    Their workarounds stay. The audit log keeps what was done, without the texts. Also deleted:
    obstacles, workarounds and trials that were withdrawn 30 days ago; invitations that nobody
    accepted, 90 days after they expired; unconfirmed changes of email address; expired sessions
    and rate limit counts; and old digests.
    """
    with command_transaction():
        is_any, files = False, list[str]()
        for found in overdue_obstacles(now()):
            click.echo(_describe(found, dry_run=dry_run))
            if found.obstacles and not dry_run:
                is_any = True
                files += delete_overdue(overdue=found)
        withdrawn = past_restoring(now())
        for line in _describe_withdrawn(withdrawn, dry_run=dry_run):
            is_any |= not dry_run
            click.echo(line)
        if not dry_run:
            files += delete_past_restoring(found=withdrawn)
        is_any |= _delete_invitations(dry_run=dry_run)
        is_any |= _delete_expired(dry_run=dry_run)
        db.session.commit()
        delete_files(*files)
        if is_any:
            vacuum(db.engine)


def _describe_withdrawn(found: PastRestoring, *, dry_run: bool) -> Iterator[str]:
    """Yield a line for each kind of withdrawn thing that can no longer be restored."""
    done = "would be deleted" if dry_run else "deleted"
    for things, one, many in (
        (found.obstacles, "withdrawn obstacle", "withdrawn obstacles"),
        (found.workarounds, "withdrawn workaround", "withdrawn workarounds"),
        (found.trials, "withdrawn trial", "withdrawn trials"),
    ):
        if things:
            references = " ".join(thing.reference for thing in things)
            yield f"{len(things)} {one if len(things) == 1 else many} {done}: {references}"


def _delete_invitations(*, dry_run: bool) -> bool:
    """Delete overdue invitations and print their number; return whether any was deleted."""
    invitations = overdue_invitations(now())
    if invitations:
        done = "would be deleted" if dry_run else "deleted"
        count = len(invitations)
        noun = "invitation" if count == 1 else "invitations"
        click.echo(f"{count} {noun} that nobody accepted {done}.")
    if dry_run or not invitations:
        return False
    delete_invitations(overdue=invitations)
    return True


def _delete_expired(*, dry_run: bool) -> bool:
    """Delete expired rows and print their numbers; return whether personal data was deleted."""
    moment, done = now(), "would be deleted" if dry_run else "deleted"
    found = dict[type[Any], int]()
    for model, is_past, one, many in (
        (
            AddressChange,
            has_expired(moment),
            "change of email address that nobody confirmed",
            "changes of email address that nobody confirmed",
        ),
        (
            StoredSession,
            is_expired(current_app.config, moment),
            "expired session",
            "expired sessions",
        ),
        (
            LimitCount,
            is_expired_window(moment),
            "expired rate limit count",
            "expired rate limit counts",
        ),
        (Digest, is_expired_digest(moment), "old digest", "old digests"),
    ):
        counted = sa.select(sa.func.count()).select_from(model).where(is_past)
        found[model] = db.session.scalar(counted) or 0
        if found[model]:
            click.echo(f"{found[model]} {one if found[model] == 1 else many} {done}.")
        if not dry_run:
            gone = sa.delete(model).where(is_past)
            db.session.execute(gone, execution_options={"synchronize_session": False})
    return bool(found[AddressChange]) and not dry_run


def _describe(found: OverdueObstacles, *, dry_run: bool) -> str:
    count, name = len(found.obstacles), found.programme.name
    done = "would be deleted" if dry_run else "deleted"
    references = "".join(f" {obstacle.reference}" for obstacle in found.obstacles)
    since = f"resolved or immovable, not changed since before {found.before:%Y-%m-%d}"
    return f"{name}: {count} {done}, {since}{':' if references else '.'}{references}"
