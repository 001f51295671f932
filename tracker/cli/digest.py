"""`tracker digest`: send due email digests and create reminders; to be run by cron."""

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask_babel import lazy_gettext as _l

from tracker.cli.command_app import app_with_links
from tracker.cli.demo import demo_app
from tracker.cli.set_up import command_transaction
from tracker.extensions import db
from tracker.mail.sending import can_send_mail, link_to, send_mail
from tracker.models.moment import now
from tracker.notifications.commands_digests import Claim, claim_digest, people_due, settle_claim
from tracker.notifications.commands_reminders import create_reminders

LAG = timedelta(minutes=2)
"""Newer changes are left for the next digest, because they may not be committed yet."""


@click.command()
@click.option(
    "--dry-run", is_flag=True, help="Show who would get an email, without sending anything."
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of a demo; the emails are written to it.",
)
@click.option("--site", default="http://localhost:5000", help="Base URL of a demo, for links.")
def digest(*, dry_run: bool, data: Path | None, site: str) -> None:
    """Send email digests that are due. Safe to run more than once a day.

    Run the command at least once a day. It also asks whether obstacles that nobody has updated
    are still in the way.
    """
    with command_transaction(demo_app(data) if data else app_with_links()):
        moment, base = now() - LAG, str(current_app.config["PUBLIC_URL"] or site)
        reminders = len(create_reminders(moment=moment))
        click.echo(f"Reminders: {reminders}.")
        if dry_run:
            _print_recipients(moment)
            db.session.rollback()
            return
        db.session.commit()
        if not can_send_mail():
            click.echo("No email was sent: this tracker cannot send email yet.")
            return
        mail_all(moment, base)


def _print_recipients(moment: datetime) -> None:
    for person_id in people_due(moment):
        claim = claim_digest(person_id=person_id, moment=moment)
        if claim is not None:
            click.echo(f"Would send to {claim.address}.")


def mail_all(moment: datetime, base: str) -> None:
    """Send to each person: claim, commit, send, record the result, commit."""
    sent, failed, due = 0, 0, people_due(moment)
    for person_id in due:
        claim = claim_digest(person_id=person_id, moment=moment)
        db.session.commit()
        if claim is None:
            continue
        is_sent = _mail(claim, base)
        settle_claim(claim=claim, is_sent=is_sent)
        db.session.commit()
        sent, failed = sent + is_sent, failed + (not is_sent)
    click.echo(f"Sent: {sent}.")
    if failed:
        raise click.ClickException(f"Not sent, will be tried again at the next run: {failed}.")


def _mail(claim: Claim, base: str) -> bool:
    stop = link_to("digests.stop", base=base, token=claim.token)
    names = ", ".join(news.programme for news in claim.news)
    return send_mail(
        claim.address,
        _l("What is new in the obstacle tracker: %(programmes)s", programmes=names),
        "digest",
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        account=link_to("account.show", base=base) + "#digest",
        news=claim.news,
        rhythm=claim.rhythm,
        site=base,
        since=claim.window.since,
        stop=stop,
    )
