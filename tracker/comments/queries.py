"""Read an obstacle's comments within the viewer's sight, and the person's possible authors."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.auth.widening import is_narrower
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Comment, Obstacle, Person
from tracker.models.checks import check_web_address
from tracker.models.vocabulary import Visibility
from tracker.sight.catalogue import OrganisationEntry, catalogue_of
from tracker.sight.sight import VIEWER, Sight, reads_comment, sees

_LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]’”])")


class AuthorRole(StrEnum):
    """The role shown as a comment's author if the organisation's name is not shown."""

    LEAD = "lead"
    OWNER = "owner"
    PARTNER = "partner"


@dataclass(frozen=True)
class CommentView:
    """A comment as the viewer may see it."""

    reference: str
    text: str
    organisation: OrganisationEntry | None
    author_role: AuthorRole
    """Shown if `organisation` is None."""
    person: str | None
    """The author's name, or None for viewers of other organisations."""
    written_at: datetime
    is_edited: bool
    is_mine: bool
    """Whether the viewer may edit it: they wrote it, in a role that they still have."""
    is_signed: bool
    """Whether it shows the organisation's name to all its readers."""
    read_by: Visibility | None
    """Its visibility if that is narrower than the obstacle's, else None."""
    may_widen: bool
    """Whether the viewer may increase its visibility to the obstacle's."""

    @property
    def lines(self) -> list[list[str]]:
        """The text's lines, each split at its web addresses."""
        return [split_at_links(line) for line in self.text.split("\n") if line.strip()]


def split_at_links(line: str) -> list[str]:
    """Return a line's parts, every second one a web address that is safe to link to.

    >>> split_at_links("See https://example.org/a, and say.")
    ['See ', 'https://example.org/a', ', and say.']
    >>> split_at_links("See javascript:alert(1)")
    ['See javascript:alert(1)']
    """
    parts = _LINK.split(line)
    return parts if all(_is_safe(link) for link in parts[1::2]) else [line]


def _is_safe(address: str) -> bool:
    try:
        check_web_address(address)
    except DomainError:
        return False
    return True


COMMENTS = (
    sa.select(
        Comment.reference,
        Comment.text,
        Comment.organisation_id,
        Comment.is_named,
        Comment.person_id,
        Person.name,
        Comment.written_at,
        Comment.edited_at,
        Comment.visibility,
    )
    .join(Obstacle, Obstacle.id == Comment.obstacle_id)
    .outerjoin(Person, Person.id == Comment.person_id)
    .where(Comment.obstacle_id == sa.bindparam("obstacle_id"), reads_comment(VIEWER))
    .order_by(Comment.written_at, Comment.id)
)


def comments_on(sight: Sight, obstacle: Obstacle) -> tuple[CommentView, ...]:
    """Return the obstacle's comments that the person may read, oldest first."""
    found = db.session.execute(COMMENTS, {**sight.parameters, "obstacle_id": obstacle.id})
    return tuple(_comment_view(sight, obstacle, row) for row in found)


def _comment_view(sight: Sight, obstacle: Obstacle, row: Any) -> CommentView:
    is_colleague = row.organisation_id in sight.organisation_ids
    is_narrower_than_obstacle = is_narrower(row.visibility, obstacle.visibility)
    return CommentView(
        reference=row.reference,
        text=row.text,
        organisation=shown_organisation(sight, obstacle, row.organisation_id, row.is_named),
        author_role=author_role_of(obstacle, row.organisation_id, row.is_named),
        person=row.name if is_colleague else None,
        written_at=row.written_at,
        is_edited=row.edited_at is not None,
        is_mine=is_granted(Permission.COMMENT_EDIT, sight, row),
        is_signed=shows_organisation_name(obstacle, row.organisation_id, row.is_named),
        read_by=row.visibility if is_narrower_than_obstacle else None,
        may_widen=is_narrower_than_obstacle and _may_widen(sight, row.organisation_id),
    )


@dataclass(frozen=True)
class _Author:
    """The organisation of a comment, as an argument of the policy."""

    organisation_id: int | None
    organisation: OrganisationEntry | None


def _may_widen(sight: Sight, organisation_id: int | None) -> bool:
    organisations = catalogue_of(sight).organisation
    organisation = None if organisation_id is None else organisations[organisation_id]
    return is_granted(Permission.COMMENT_WIDEN, sight, _Author(organisation_id, organisation))


def shown_organisation(
    sight: Sight, obstacle: Obstacle, organisation_id: int | None, is_named: object
) -> OrganisationEntry | None:
    """Return the comment's organisation, or None if the person may not see its name.

    The obstacle's owner is shown only if the obstacle shows its name.
    """
    if organisation_id is None:
        return None
    may_name = shows_organisation_name(obstacle, organisation_id, is_named)
    if not may_name and organisation_id not in sight.organisation_ids:
        return None
    return catalogue_of(sight).organisation[organisation_id]


def shows_organisation_name(
    obstacle: Obstacle, organisation_id: int | None, is_named: object
) -> bool:
    """Return whether a comment shows its organisation's name to all its readers."""
    is_by_owner = organisation_id == obstacle.organisation_id
    return organisation_id is not None and bool(is_named) and (obstacle.is_named or not is_by_owner)


def author_role_of(obstacle: Obstacle, organisation_id: int | None, is_named: object) -> AuthorRole:
    """Return the author's role; an unnamed owner has the role of any other partner."""
    if organisation_id is None:
        return AuthorRole.LEAD
    is_owner = organisation_id == obstacle.organisation_id and bool(is_named)
    return AuthorRole.OWNER if is_owner else AuthorRole.PARTNER


def may_post_as_partner(obstacle: Obstacle) -> bool:
    """Return whether the obstacle's owner may post as a partner.

    Not before partners can read the obstacle: the date of the comment would reveal the owner.
    """
    return not obstacle.is_named and obstacle.visibility is not Visibility.ORGANISATION


def possible_authors(sight: Sight, own_id: int | None) -> list[OrganisationEntry | None]:
    """Return for whom the person may comment on an obstacle: its own organisation first.

    None stands for a programme lead. `own_id` is the id of the obstacle's organisation if the
    person belongs to it.
    """
    ids = sight.logging_organisation_ids
    own = [one for one in catalogue_of(sight).organisations if one.id in ids]
    own.sort(key=lambda one: one.id != own_id)
    return [*own, *([None] if sight.is_programme_lead else [])]


COMMENT_BY_REFERENCE = (
    sa.select(Comment)
    .join(Obstacle, Obstacle.id == Comment.obstacle_id)
    .where(
        sees(VIEWER),
        reads_comment(VIEWER),
        Obstacle.is_draft.is_(False),
        Comment.reference == sa.bindparam("reference"),
    )
    .options(contains_eager(Comment.obstacle))
)


def find_comment(sight: Sight, reference: str) -> Comment | None:
    """Return the comment with this reference, its obstacle loaded, or None if not within sight."""
    return db.session.scalar(COMMENT_BY_REFERENCE, {**sight.parameters, "reference": reference})


def count_comments(obstacle: Obstacle, organisation_id: int | None) -> int:
    """Return how many comments an organisation wrote; None counts those of programme leads."""
    count = sa.select(sa.func.count()).where(
        Comment.obstacle_id == obstacle.id,
        Comment.organisation_id.is_not_distinct_from(organisation_id),
    )
    return db.session.scalars(count).one()
