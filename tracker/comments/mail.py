"""Mail people that they are mentioned: that, where, and nothing of what is said there."""

from flask_babel import lazy_gettext as _l

from tracker.comments.commands_mentions import claim_letters
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.mail.sending import link_to, send_mail


def mail_mentions(comment_id: int, site: str) -> None:
    """Send a comment's mails; `site` is what links begin with. Give it to `send_later`."""
    with write_transactions():
        letters = claim_letters(comment_id=comment_id)
        db.session.commit()
    for letter in letters:
        page = link_to("obstacles.show", base=site, slug=letter.slug, reference=letter.reference)
        send_mail(
            letter.address,
            _l("You were mentioned in a comment on %(reference)s", reference=letter.reference),
            "mention",
            account=link_to("account.show", base=site),
            link=f"{page}#comments",
            reference=letter.reference,
            site=site,
        )
