"""The people and groups that a comment can mention, and a person's unseen mentions."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.extensions import db
from tracker.fold import folded_words, searched_words
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

MAX_MENTIONS = 20
"""The maximum number of mentions on the programme's first page."""
MAX_MATCHING = 7
OWNER, LEADS, ORGANISATION = "owner", "leads", "organisation"


@dataclass(frozen=True)
class MentionChoice:
    """A colleague, or a group of people of other organisations, who are not named."""

    value: str
    label: str | LazyString
    person_ids: frozenset[int]


@dataclass(frozen=True)
class MentionView:
    """A comment that mentions the viewer, and its obstacle."""

    comment: str
    reference: str
    title: str
    written_at: datetime


def mention_choices(sight: Sight, obstacle: Obstacle) -> list[MentionChoice]:
    """Return who may see and comment on a logged obstacle: colleagues by name, others by group.

    Names of people are not shown outside their organisation. If the obstacle is unnamed, no other
    organisation is a choice by name: a missing one would stand out.
    """
    rows = db.session.execute(_members(obstacle)).all()
    others = [row for row in rows if row.organisation_id not in sight.organisation_ids]
    choices = _colleagues(sight, rows)
    if sight.may_name(obstacle):
        choices += _organisations(sight, others)
    else:
        owners = [row for row in others if row.organisation_id == obstacle.organisation_id]
        choices.append(
            MentionChoice(
                OWNER, _l("The organisation that logged the obstacle"), _leads_or_all(owners)
            )
        )
    if obstacle.visibility is not Visibility.ORGANISATION:
        leads = frozenset(db.session.scalars(LEADS_OF, {"programme_id": obstacle.programme_id}))
        choices.append(MentionChoice(LEADS, _l("Programme leads"), leads))
    return choices


def matching_choices(sight: Sight, obstacle: Obstacle, words: str) -> list[MentionChoice]:
    """Return the first choices in whose name each of the words begins a word; no words match all.

    Of all choices colleagues come first, then organisations, then the programme leads.
    """
    terms = searched_words(words)
    matching = (
        choice
        for choice in mention_choices(sight, obstacle)
        if _begins_each(terms, list(folded_words(str(choice.label))))
    )
    return list(islice(matching, MAX_MATCHING))


def _begins_each(terms: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(term) for word in words) for term in terms)


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
    """Select the members of organisations that see the obstacle and may log in its programme."""
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


def _colleagues(sight: Sight, rows: Iterable[Any]) -> list[MentionChoice]:
    choices = {
        row.id: MentionChoice(
            f"person:{person_handle(row.fs_uniquifier)}", row.name, frozenset({row.id})
        )
        for row in rows
        if row.organisation_id in sight.organisation_ids and row.id != sight.person_id
    }
    return list(choices.values())


def person_handle(uniquifier: str) -> str:
    """Return the form value of a person: a hash, neither a row id nor the session's identifier."""
    return hashlib.sha256(f"to tell {uniquifier}".encode()).hexdigest()[:16]


def _organisations(sight: Sight, rows: list[Any]) -> list[MentionChoice]:
    ids = {row.organisation_id for row in rows}
    return [
        MentionChoice(
            f"{ORGANISATION}:{one.slug}",
            one.name,
            _leads_or_all([row for row in rows if row.organisation_id == one.id]),
        )
        for one in catalogue_of(sight).organisations
        if one.id in ids
    ]


def _leads_or_all(rows: list[Any]) -> frozenset[int]:
    """Return the ids of the leads among members, or of all if there is no lead."""
    leads = frozenset(row.id for row in rows if row.leads)
    return leads or frozenset(row.id for row in rows)


MENTIONS = (
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
    .limit(MAX_MENTIONS)
)


def mentions_of(sight: Sight) -> tuple[MentionView, ...]:
    """Return the comments within sight that mention the person and are not marked as seen."""
    return tuple(MentionView(*row) for row in db.session.execute(MENTIONS, sight.parameters))
