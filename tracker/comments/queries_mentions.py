"""Whom a comment can be brought before, by what its writer may know of them; and who was."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.extensions import db
from tracker.models import (
    Assignment,
    Comment,
    Membership,
    Mention,
    Obstacle,
    Participation,
    Person,
)
from tracker.models.vocabulary import (
    PARTNER_KINDS,
    OrganisationRole,
    ProgrammeRole,
    Visibility,
)
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import VIEWER, Sight, reads_comment, sees

MOST = 20
"""How many mentions a first page tells."""
OWNER, LEADS, ORGANISATION = "owner", "leads", "organisation"


@dataclass(frozen=True)
class Choice:
    """A colleague, or a group of people elsewhere, whose names are not told."""

    value: str
    label: str | LazyString
    person_ids: frozenset[int]


@dataclass(frozen=True)
class Mentioned:
    """A comment that mentions the reader, and what it is about."""

    comment: str
    reference: str
    title: str
    written_at: datetime


def choices_to_tell(sight: Sight, obstacle: Obstacle) -> list[Choice]:
    """Return who sees a logged obstacle and may write there: colleagues by name, others by group.

    Names of people are not told outside their organisation. Where the obstacle bears no name, no
    organisation is offered by its own, so that none stands out by being missing.
    """
    rows = db.session.execute(_members(obstacle)).all()
    others = [row for row in rows if row.organisation_id not in sight.organisation_ids]
    choices = _colleagues(sight, rows)
    if sight.may_name(obstacle):
        choices += _organisations(sight, others)
    else:
        owners = [row for row in others if row.organisation_id == obstacle.organisation_id]
        choices.append(
            Choice(OWNER, _l("The organisation that logged the obstacle"), _first_of(owners))
        )
    if obstacle.visibility is not Visibility.ORGANISATION:
        leads = frozenset(db.session.scalars(LEADS_OF, {"programme_id": obstacle.programme_id}))
        choices.append(Choice(LEADS, _l("Programme leads"), leads))
    return choices


LEADS_OF = (
    sa.select(Person.id)
    .join(Assignment, Assignment.person_id == Person.id)
    .where(
        Assignment.programme_id == sa.bindparam("programme_id"),
        Assignment.role == ProgrammeRole.LEAD,
        Assignment.ended_at.is_(None),
        Person.active,
    )
)


def _members(obstacle: Obstacle) -> sa.Select[*tuple[int, str, str, int, bool]]:
    """Select the members of organisations that see the obstacle and log in its programme."""
    members = (
        sa.select(
            Person.id,
            Person.fs_uniquifier,
            Person.name,
            Membership.organisation_id,
            (Membership.role == OrganisationRole.LEAD).label("leads"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Participation, Participation.organisation_id == Membership.organisation_id)
        .where(
            Participation.programme_id == obstacle.programme_id,
            Participation.kind.in_(PARTNER_KINDS),
            Participation.left_on.is_(None),
            Membership.ended_at.is_(None),
            Person.active,
        )
        .order_by(Person.name, Person.id)
    )
    if obstacle.visibility is Visibility.ORGANISATION:
        return members.where(Membership.organisation_id == obstacle.organisation_id)
    return members


def _colleagues(sight: Sight, rows: Iterable[Any]) -> list[Choice]:
    found = {
        row.id: Choice(f"person:{handle_of(row.fs_uniquifier)}", row.name, frozenset({row.id}))
        for row in rows
        if row.organisation_id in sight.organisation_ids and row.id != sight.person_id
    }
    return list(found.values())


def handle_of(uniquifier: str) -> str:
    """Return what a form calls a person: no number of a row, and nothing to sign in by."""
    return hashlib.sha256(f"to tell {uniquifier}".encode()).hexdigest()[:16]


def _organisations(sight: Sight, rows: list[Any]) -> list[Choice]:
    ids = {row.organisation_id for row in rows}
    return [
        Choice(
            f"{ORGANISATION}:{one.slug}",
            one.name,
            _first_of([row for row in rows if row.organisation_id == one.id]),
        )
        for one in catalogue_of(sight).organisations
        if one.id in ids
    ]


def _first_of(rows: list[Any]) -> frozenset[int]:
    """Return the leads among members, or all of them where nobody leads."""
    leads = frozenset(row.id for row in rows if row.leads)
    return leads or frozenset(row.id for row in rows)


MENTIONED = (
    sa.select(Comment.reference, Obstacle.reference, Obstacle.title, Comment.written_at)
    .join(Mention, Mention.comment_id == Comment.id)
    .join(Obstacle, Obstacle.id == Comment.obstacle_id)
    .where(
        Mention.person_id == VIEWER.person_id,
        Mention.seen_at.is_(None),
        sees(VIEWER),
        reads_comment(VIEWER),
        Obstacle.is_draft.is_(False),
    )
    .order_by(Comment.written_at.desc(), Comment.id.desc())
    .limit(MOST)
)


def mentions_of(sight: Sight) -> tuple[Mentioned, ...]:
    """Return the comments within sight that mention the person and were not put aside."""
    return tuple(Mentioned(*row) for row in db.session.execute(MENTIONED, sight.parameters))
