"""Say something to an obstacle, say it otherwise, take it back. Nothing here commits."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.auth.widening import narrower_of
from tracker.comments.queries import count_comments, may_speak_as_partner
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Comment, Obstacle
from tracker.models.checks import check_text
from tracker.models.comment import COMMENT_LENGTH
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.sight.catalogue import OrganisationEntry

PREFIX = "C"
MOST = 300
"""How many comments an obstacle takes from one organisation: others' tell nothing here."""


@dataclass(frozen=True)
class Words:
    """What somebody says, whether with their organisation's name, and in which opened form."""

    text: str
    is_named: bool = True
    form_key: UUID | None = None


def write_comment(
    *,
    obstacle: Obstacle,
    person_id: int,
    speaks_for: OrganisationEntry | None,
    words: Words,
) -> Comment:
    """Say something to a logged obstacle, for an organisation or as a lead of the programme.

    The obstacle's own organisation bears its name as the obstacle does; where that leaves it out,
    it speaks as whoever logged it, or as any partner once they read it too. Whoever reads the
    obstacle now reads the comment, and nobody who is let in later.
    Raises AlreadySubmitted where the same form of the person has made one already.
    """
    _check(words.text)
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    organisation_id = speaks_for.id if speaks_for else None
    if count_comments(obstacle, organisation_id) >= MOST:
        raise DomainError(
            ngettext(
                "You and your colleagues have reached the limit of %(num)s comment on this "
                "obstacle",
                "You and your colleagues have reached the limit of %(num)s comments on this "
                "obstacle",
                MOST,
            )
        )
    is_as_owner = organisation_id == obstacle.organisation_id and not may_speak_as_partner(obstacle)
    comment = Comment(
        programme_id=obstacle.programme_id,
        obstacle_id=obstacle.id,
        person_id=person_id,
        organisation_id=organisation_id,
        is_named=words.is_named or is_as_owner,
        text=words.text,
        visibility=obstacle.visibility,
        form_key=words.form_key,
    )
    return add_with_free_reference(comment, PREFIX)


def edit_comment(*, comment: Comment, text: str) -> Comment:
    """Put other words in place of a comment's; it says from then on that it was edited.

    They are read by those who could read it before and can read it now.
    """
    _check(text)
    if text != comment.text:
        comment.text = text
        comment.visibility = narrower_of(comment.visibility, comment.obstacle.visibility)
        comment.edited_at = now()
        db.session.flush()
    return comment


def widen_comment(*, comment: Comment) -> Comment:
    """Let everybody who reads the obstacle read the comment too."""
    comment.visibility = comment.obstacle.visibility
    db.session.flush()
    return comment


def delete_comment(*, comment: Comment) -> None:
    """Delete a comment and who was told of it; of its words nothing stays."""
    db.session.delete(comment)
    db.session.flush()


def _check(text: str) -> None:
    check_text(text, _l("Your comment"), COMMENT_LENGTH, missing=_l("Enter a comment"))
