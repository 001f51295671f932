"""The capacity in which a person acts in a request, for the audit."""

from collections.abc import Iterable

from flask import g
from flask_login import current_user

from tracker.audit.acts import Act
from tracker.audit.notes import ActorCapacity, PendingEvent
from tracker.models.vocabulary import Capacity
from tracker.sight.sight import Sight

PROGRAMME_LEAD_ACTS = (
    "assignment",
    "barrier",
    "category",
    "decision-maker",
    "participation",
    "programme",
)
"""Prefixes of the acts that only a programme lead may do within a programme."""


def find_capacity(event: PendingEvent) -> ActorCapacity:
    """Return the capacity, and the organisation, in which this request's person did the act."""
    if event.act is Act.INVITATION_ACCEPT or _is_about_oneself(event):
        return ActorCapacity(Capacity.ONESELF)
    sight: Sight | None = g.get("sight")
    if sight is None:
        is_administrator = getattr(current_user, "is_administrator", False)
        return ActorCapacity(Capacity.ADMINISTRATOR if is_administrator else Capacity.ONESELF)
    return _in_programme(event, sight)


def _is_about_oneself(event: PendingEvent) -> bool:
    return event.thing_kind == "person" and event.thing_id == event.person_id


def _in_programme(event: PendingEvent, sight: Sight) -> ActorCapacity:
    """Return the capacity within a programme: member of an organisation concerned, or lead.

    The organisation is None if the person belongs to several and not exactly one is concerned.
    """
    is_export = event.act.endswith(":export")
    if sight.is_programme_lead and event.act.startswith(PROGRAMME_LEAD_ACTS) and not is_export:
        return ActorCapacity(Capacity.PROGRAMME_LEAD)
    own = sight.organisation_ids.intersection(event.sides or (event.organisation_id,))
    if own:
        return ActorCapacity(Capacity.MEMBER, _single_id(own))
    may_as_member = event.act is Act.OBSTACLE_MATCH and sight.logging_organisation_ids
    if sight.is_programme_lead and not may_as_member:
        return ActorCapacity(Capacity.PROGRAMME_LEAD)
    if not sight.organisation_ids:
        return ActorCapacity(Capacity.FUNDER_OR_OBSERVER)
    return ActorCapacity(Capacity.MEMBER, _single_id(sight.logging_organisation_ids))


def _single_id(organisation_ids: Iterable[int]) -> int | None:
    first, *others = [*organisation_ids, None]
    return first if len(others) == 1 else None
