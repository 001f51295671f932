"""Conditions for who may read an event's actor: by the capacity in which the actor acted."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from tracker.audit.acts import WITH_EFFECTS, Act
from tracker.history.groups import DRAFTS, EXPORTS, OWNER_ONLY_ACTS, PROGRAMME_WIDE, acts_on
from tracker.models import Assignment, AuditEvent, Membership, Obstacle
from tracker.models.vocabulary import Capacity
from tracker.sight.sight import Sight

CAPACITY_UNKNOWN = AuditEvent.capacity.is_(None)
"""The event is from before the capacity was stored, or has no actor."""


def is_named_to(sight: Sight) -> ColumnElement[bool]:
    """Return the condition under which the person may read the actor's name.

    A colleague is an actor who acted for one of the person's organisations, whatever their other
    memberships: any other name could reveal the owner of an unnamed obstacle.
    """
    is_own_account = sa.and_(
        sa.or_(AuditEvent.capacity == Capacity.ONESELF, CAPACITY_UNKNOWN),
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id == AuditEvent.person_id,
        AuditEvent.person_id.in_(members(sight.organisation_ids)),
    )
    for_the_programme = sa.and_(
        is_of_the_programme(sight),
        sa.func.coalesce(AuditEvent.capacity, "") != Capacity.MEMBER,
    )
    is_colleague = acted_for(sight, sight.organisation_ids, OWNER_ONLY_ACTS)
    return sa.and_(
        sa.not_(was_part_of_merge()), sa.or_(is_colleague, is_own_account, for_the_programme)
    )


def acted_for(
    sight: Sight, own: frozenset[int], member_only_acts: frozenset[Act] = frozenset()
) -> ColumnElement[bool]:
    """Return the condition that the actor acted as a member of one of these organisations.

    For events without a stored capacity, this holds if only members may do the act
    (`member_only_acts`), or if the actor never had another membership or role for it.
    """
    member = AuditEvent.capacity_organisation_id.in_(own)
    was_member = (
        sa.exists()
        .where(
            Membership.person_id == AuditEvent.person_id,
            Membership.organisation_id == AuditEvent.organisation_id,
        )
        .correlate(AuditEvent)
    )
    was_member_elsewhere = (
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
    before_capacity = sa.and_(
        CAPACITY_UNKNOWN,
        AuditEvent.organisation_id.in_(own),
        was_member,
        sa.or_(
            AuditEvent.act.in_(member_only_acts), sa.not_(sa.or_(was_member_elsewhere, had_role))
        ),
    )
    return sa.or_(member, before_capacity)


def members(organisation_ids: frozenset[int]) -> sa.Select[int]:
    """Select the ids of current and former members."""
    return sa.select(Membership.person_id).where(Membership.organisation_id.in_(organisation_ids))


def is_of_the_programme(sight: Sight) -> ColumnElement[bool]:
    """Return the condition for programme-wide events, which its leads may read."""
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
    """Return the condition that an event is the effect of a category merge on an obstacle.

    Old events record it as an act of the person who merged, at the same time as the merge; new
    ones as an act of the programme, without a person.
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


def is_not_others_draft(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that an event is on no draft but the person's own.

    The author of a draft may also read what the programme, or nobody, did to it.
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


def event_columns() -> tuple[ColumnElement[Any], ...]:
    """Return act, person and capacity of an event; old merge effects are read like new ones."""
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
