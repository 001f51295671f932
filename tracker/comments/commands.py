"""Add, edit and delete comments on an obstacle. The caller commits."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.auth.widening import narrower_of
from tracker.comments.queries import count_comments, may_post_as_partner
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Comment, Obstacle
from tracker.models.checks import check_text
from tracker.models.comment import COMMENT_LENGTH
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.sight.catalogue import OrganisationEntry

PREFIX = "C"
MAX_COMMENTS = 300
"""The maximum number of comments of one organisation on an obstacle."""


@dataclass(frozen=True)
class CommentContent:
    """A comment's text, whether it shows the organisation's name, and the form key."""

    text: str
    is_named: bool = True
    form_key: UUID | None = None


def write_comment(
    *,
    obstacle: Obstacle,
    person_id: int,
    on_behalf_of: OrganisationEntry | None,
    content: CommentContent,
) -> Comment:
    """Add a comment to a logged obstacle, for an organisation or as a programme lead.

    The obstacle's owner shows its name if the obstacle does; otherwise it posts as the owner, or as
    a partner if partners can read the obstacle. The comment gets the obstacle's current visibility.
    Raises AlreadySubmitted if the person's form with this key has made a comment already.
    """
    _check(content.text)
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    organisation_id = on_behalf_of.id if on_behalf_of else None
    if count_comments(obstacle, organisation_id) >= MAX_COMMENTS:
        raise DomainError(
            ngettext(
                "You and your colleagues have reached the limit of %(num)s comment on this "
                "obstacle",
                "You and your colleagues have reached the limit of %(num)s comments on this "
                "obstacle",
                MAX_COMMENTS,
            )
        )
    is_as_owner = organisation_id == obstacle.organisation_id and not may_post_as_partner(obstacle)
    comment = Comment(
        programme_id=obstacle.programme_id,
        obstacle_id=obstacle.id,
        person_id=person_id,
        organisation_id=organisation_id,
        is_named=content.is_named or is_as_owner,
        text=content.text,
        visibility=obstacle.visibility,
        form_key=content.form_key,
    )
    return add_with_free_reference(comment, PREFIX)


def edit_comment(*, comment: Comment, text: str) -> Comment:
    """Replace a comment's text and mark the comment as edited.

    Its visibility becomes the narrower of its own and the obstacle's.
    """
    _check(text)
    if text != comment.text:
        comment.text = text
        comment.visibility = narrower_of(comment.visibility, comment.obstacle.visibility)
        comment.edited_at = now()
        db.session.flush()
    return comment


def widen_comment(*, comment: Comment) -> Comment:
    """Increase the comment's visibility to the obstacle's."""
    comment.visibility = comment.obstacle.visibility
    db.session.flush()
    return comment


def delete_comment(*, comment: Comment) -> None:
    """Delete a comment with its mentions."""
    db.session.delete(comment)
    db.session.flush()


def _check(text: str) -> None:
    check_text(text, _l("Your comment"), COMMENT_LENGTH, missing=_l("Enter a comment"))
