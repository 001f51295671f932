"""Mails to people who are mentioned, with a link and without the comment's text."""

from flask_babel import lazy_gettext as _l

from tracker.comments.commands_mentions import claim_mention_mails
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.mail.sending import link_to, send_mail


def mail_mentions(comment_id: int, site: str) -> None:
    """Send a comment's mails, in the background; `site` is the base URL of links."""
    with write_transactions():
        mails = claim_mention_mails(comment_id=comment_id)
        db.session.commit()
    for mail in mails:
        page = link_to("obstacles.show", base=site, slug=mail.slug, reference=mail.reference)
        send_mail(
            mail.address,
            _l("You were mentioned in a comment on %(reference)s", reference=mail.reference),
            "mention",
            account=link_to("account.show", base=site),
            link=f"{page}#comments",
            reference=mail.reference,
            site=site,
        )
