"""Decide who may read who did it: by the part that the person played, not by who else they are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from tracker.audit.acts import WITH_EFFECTS, Act
from tracker.history.groups import DRAFTS, EXPORTS, OWNERS_ALONE, PROGRAMME_WIDE, acts_on
from tracker.models import Assignment, AuditEvent, Membership, Obstacle
from tracker.models.vocabulary import Capacity
from tracker.sight.sight import Sight

UNKNOWN = AuditEvent.capacity.is_(None)
"""The event is from before the capacity was kept, or nobody did it."""


def is_named_to(sight: Sight) -> ColumnElement[bool]:
    """Return the condition under which the person may read the name of whoever acted.

    A colleague is who acted for an organisation of theirs, whatever else that person belongs to:
    any other name could give away whose an obstacle is that bears none.
    """
    is_own_account = sa.and_(
        sa.or_(AuditEvent.capacity == Capacity.ONESELF, UNKNOWN),
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id == AuditEvent.person_id,
        AuditEvent.person_id.in_(members(sight.organisation_ids)),
    )
    for_the_programme = sa.and_(
        is_of_the_programme(sight),
        sa.func.coalesce(AuditEvent.capacity, "") != Capacity.MEMBER,
    )
    is_colleague = acted_for(sight, sight.organisation_ids, OWNERS_ALONE)
    return sa.and_(
        sa.not_(was_part_of_merge()), sa.or_(is_colleague, is_own_account, for_the_programme)
    )


def acted_for(
    sight: Sight, own: frozenset[int], surely: frozenset[Act] = frozenset()
) -> ColumnElement[bool]:
    """Return the condition that somebody acted as a member of one of these organisations.

    Where the capacity was not kept, they did if only its members may do so (`surely`), or if they
    never had another place from which they could have done it.
    """
    member = AuditEvent.capacity_organisation_id.in_(own)
    belonged = (
        sa.exists()
        .where(
            Membership.person_id == AuditEvent.person_id,
            Membership.organisation_id == AuditEvent.organisation_id,
        )
        .correlate(AuditEvent)
    )
    elsewhere = (
        sa.exists()
        .where(
            Membership.person_id == AuditEvent.person_id,
            Membership.organisation_id != AuditEvent.organisation_id,
        )
        .correlate(AuditEvent)
    )
    had_role = (
        sa.exists()
        .where(
            Assignment.person_id == AuditEvent.person_id,
            Assignment.programme_id == sight.programme.id,
        )
        .correlate(AuditEvent)
    )
    before = sa.and_(
        UNKNOWN,
        AuditEvent.organisation_id.in_(own),
        belonged,
        sa.or_(AuditEvent.act.in_(surely), sa.not_(sa.or_(elsewhere, had_role))),
    )
    return sa.or_(member, before)


def members(organisation_ids: frozenset[int]) -> sa.Select[int]:
    """Select who is or was a member."""
    return sa.select(Membership.person_id).where(Membership.organisation_id.in_(organisation_ids))


def is_of_the_programme(sight: Sight) -> ColumnElement[bool]:
    """Return the condition for what was done for the programme as a whole, which its leads read."""
    if not sight.is_programme_lead:
        return sa.false()
    no_organisations = AuditEvent.organisation_id.is_(None)
    return sa.and_(
        AuditEvent.programme_id == sight.programme.id,
        sa.or_(
            AuditEvent.act.in_(PROGRAMME_WIDE - EXPORTS),
            sa.and_(no_organisations, AuditEvent.act.in_(EXPORTS | acts_on("invitation"))),
        ),
    )


def was_part_of_merge() -> ColumnElement[bool]:
    """Return the condition that an event tells what a merge of categories did to an obstacle.

    Once it was noted as an act of whoever merged on each obstacle, in the same moment; now the
    programme has done it to the obstacle, and nobody in person.
    """
    merge = aliased(AuditEvent)
    merges = sa.select(merge.person_id, merge.at).where(
        merge.thing_kind == "category", merge.act == Act.CATEGORY_MERGE
    )
    return sa.and_(
        AuditEvent.thing_kind == "obstacle",
        AuditEvent.person_id.is_not(None),
        sa.tuple_(AuditEvent.person_id, AuditEvent.at).in_(merges),
    )


def is_no_strangers_draft(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that an event tells of no draft but the person's own.

    What the programme, or nobody, did to a draft is told to the author of the obstacle.
    """
    further = aliased(AuditEvent)
    effects = sa.select(further.at).where(
        further.person_id == sight.person_id, further.act.in_(WITH_EFFECTS)
    )
    written = sa.select(Obstacle.id).where(
        Obstacle.author_id == sight.person_id, Obstacle.programme_id == sight.programme.id
    )
    by_oneself = sa.and_(AuditEvent.person_id == sight.person_id, AuditEvent.at.not_in(effects))
    by_nobody = sa.and_(
        sa.or_(AuditEvent.person_id.is_(None), was_part_of_merge()),
        AuditEvent.thing_id.in_(written),
    )
    return sa.or_(AuditEvent.act.not_in(DRAFTS), by_oneself, by_nobody)


def read_as_merged() -> tuple[ColumnElement[Any], ...]:
    """Return act, person and capacity of an event, as if a merge had been noted as it is now."""
    merged = was_part_of_merge()
    return (
        sa.case(
            (sa.and_(merged, AuditEvent.act.in_(DRAFTS)), Act.DRAFT_CATEGORY_MERGED.value),
            (merged, Act.OBSTACLE_CATEGORY_MERGED.value),
            else_=AuditEvent.act,
        ).label("act"),
        sa.case((merged, sa.null()), else_=AuditEvent.person_id).label("person_id"),
        sa.case((merged, Capacity.PROGRAMME_LEAD.value), else_=AuditEvent.capacity).label(
            "capacity"
        ),
    )
