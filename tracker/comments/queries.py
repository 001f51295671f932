"""What is said to an obstacle, as its reader may see it, and who may say more."""

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


class Voice(StrEnum):
    """As whom somebody speaks, where their organisation's name is not told."""

    LEAD = "lead"
    OWNER = "owner"
    PARTNER = "partner"


@dataclass(frozen=True)
class Speaking:
    """A comment as its reader sees it."""

    reference: str
    text: str
    organisation: OrganisationEntry | None
    voice: Voice
    """Who it is, where no organisation is told."""
    person: str | None
    """The name of who wrote it, for members of the same organisation alone."""
    written_at: datetime
    is_edited: bool
    is_mine: bool
    """Whether the person may still change it: they wrote it, in a place that they still hold."""
    is_signed: bool
    """Whether everybody who reads it reads the organisation's name too."""
    read_by: Visibility | None
    """Who reads it, where they are fewer than those who read the obstacle."""
    may_widen: bool
    """Whether the reader may let as many read it as read the obstacle."""

    @property
    def lines(self) -> list[list[str]]:
        """The text line by line, each cut up so that every second part is a web address."""
        return [parts_of(line) for line in self.text.split("\n") if line.strip()]


def parts_of(line: str) -> list[str]:
    """Return a line cut up so that every second part is a web address that is safe to link to.

    >>> parts_of("See https://example.org/a, and say.")
    ['See ', 'https://example.org/a', ', and say.']
    >>> parts_of("See javascript:alert(1)")
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


def comments_on(sight: Sight, obstacle: Obstacle) -> tuple[Speaking, ...]:
    """Return what the person may read of what is said to an obstacle, oldest first."""
    found = db.session.execute(COMMENTS, {**sight.parameters, "obstacle_id": obstacle.id})
    return tuple(_as_seen(sight, obstacle, row) for row in found)


def _as_seen(sight: Sight, obstacle: Obstacle, row: Any) -> Speaking:
    is_colleague = row.organisation_id in sight.organisation_ids
    is_narrow = is_narrower(row.visibility, obstacle.visibility)
    return Speaking(
        reference=row.reference,
        text=row.text,
        organisation=shown_organisation(sight, obstacle, row.organisation_id, row.is_named),
        voice=voice_of(obstacle, row.organisation_id, row.is_named),
        person=row.name if is_colleague else None,
        written_at=row.written_at,
        is_edited=row.edited_at is not None,
        is_mine=is_granted(Permission.COMMENT_EDIT, sight, row),
        is_signed=bears_name(obstacle, row.organisation_id, row.is_named),
        read_by=row.visibility if is_narrow else None,
        may_widen=is_narrow and _may_widen(sight, row.organisation_id),
    )


@dataclass(frozen=True)
class _Writer:
    """For whom a comment speaks, as the policy looks at it."""

    organisation_id: int | None
    organisation: OrganisationEntry | None


def _may_widen(sight: Sight, organisation_id: int | None) -> bool:
    known = catalogue_of(sight).organisation
    organisation = None if organisation_id is None else known[organisation_id]
    return is_granted(Permission.COMMENT_WIDEN, sight, _Writer(organisation_id, organisation))


def shown_organisation(
    sight: Sight, obstacle: Obstacle, organisation_id: int | None, is_named: object
) -> OrganisationEntry | None:
    """Return the organisation that speaks, where the person may read its name.

    An obstacle's own organisation speaks by name only where the obstacle bears it.
    """
    if organisation_id is None:
        return None
    may_name = bears_name(obstacle, organisation_id, is_named)
    if not may_name and organisation_id not in sight.organisation_ids:
        return None
    return catalogue_of(sight).organisation[organisation_id]


def bears_name(obstacle: Obstacle, organisation_id: int | None, is_named: object) -> bool:
    """Say whether a comment shows the name of the organisation that speaks to all its readers."""
    of_owner = organisation_id == obstacle.organisation_id
    return organisation_id is not None and bool(is_named) and (obstacle.is_named or not of_owner)


def voice_of(obstacle: Obstacle, organisation_id: int | None, is_named: object) -> Voice:
    """Return as whom a comment speaks; who leaves out its name is not told from other partners."""
    if organisation_id is None:
        return Voice.LEAD
    is_owner = organisation_id == obstacle.organisation_id and bool(is_named)
    return Voice.OWNER if is_owner else Voice.PARTNER


def may_speak_as_partner(obstacle: Obstacle) -> bool:
    """Say whether the obstacle's own organisation may speak as any partner.

    Not before partners read it: by the day on which it was said it would be told apart.
    """
    return not obstacle.is_named and obstacle.visibility is not Visibility.ORGANISATION


def voices_for(sight: Sight, own_id: int | None) -> list[OrganisationEntry | None]:
    """Return for whom the person may speak of an obstacle: its own organisation first.

    None stands for speaking as a lead of the programme. `own_id` is the obstacle's organisation
    where it is the person's too.
    """
    ids = sight.logging_organisation_ids
    own = [one for one in catalogue_of(sight).organisations if one.id in ids]
    own.sort(key=lambda one: one.id != own_id)
    return [*own, *([None] if sight.is_programme_lead else [])]


ONE = (
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
    """Return the comment of this reference, its obstacle loaded, or None where it is unseen."""
    return db.session.scalar(ONE, {**sight.parameters, "reference": reference})


def count_comments(obstacle: Obstacle, organisation_id: int | None) -> int:
    """Return how many comments an organisation, or with None the programme's leads, wrote there."""
    count = sa.select(sa.func.count()).where(
        Comment.obstacle_id == obstacle.id,
        Comment.organisation_id.is_not_distinct_from(organisation_id),
    )
    return db.session.scalars(count).one()
