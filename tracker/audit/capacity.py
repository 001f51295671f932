"""Find the capacity in which somebody does something in a request, for the audit to keep."""

from collections.abc import Iterable

from flask import g
from flask_login import current_user

from tracker.audit.acts import Act
from tracker.audit.notes import Note, Standing
from tracker.models.vocabulary import Capacity
from tracker.sight.sight import Sight

LEADS_OWN = ("assignment", "barrier", "category", "decision-maker", "participation", "programme")
"""What only a programme lead may change within a programme, whomever else they belong to."""


def find_capacity(one: Note) -> Standing:
    """Return as what, and for which organisation, whose request this is did what is noted."""
    if one.act is Act.INVITATION_ACCEPT or _is_about_oneself(one):
        return Standing(Capacity.ONESELF)
    sight: Sight | None = g.get("sight")
    if sight is None:
        is_administrator = getattr(current_user, "is_administrator", False)
        return Standing(Capacity.ADMINISTRATOR if is_administrator else Capacity.ONESELF)
    return _in_programme(one, sight)


def _is_about_oneself(one: Note) -> bool:
    return one.thing_kind == "person" and one.thing_id == one.person_id


def _in_programme(one: Note, sight: Sight) -> Standing:
    """Return the capacity within a programme: for one's own side, where there is one, or as lead.

    Somebody of several organisations, none or more than one of which has a side in it, acts for
    none that could be told.
    """
    is_export = one.act.endswith(":export")
    if sight.is_programme_lead and one.act.startswith(LEADS_OWN) and not is_export:
        return Standing(Capacity.PROGRAMME_LEAD)
    own = sight.organisation_ids.intersection(one.sides or (one.organisation_id,))
    if own:
        return Standing(Capacity.MEMBER, _only(own))
    may_as_member = one.act is Act.OBSTACLE_MATCH and sight.logging_organisation_ids
    if sight.is_programme_lead and not may_as_member:
        return Standing(Capacity.PROGRAMME_LEAD)
    if not sight.organisation_ids:
        return Standing(Capacity.FUNDER_OR_OBSERVER)
    return Standing(Capacity.MEMBER, _only(sight.logging_organisation_ids))


def _only(organisation_ids: Iterable[int]) -> int | None:
    one, *more = [*organisation_ids, None]
    return one if len(more) == 1 else None
