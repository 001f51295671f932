"""Routes of a programme's people: list them, change and end memberships and roles."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirmations import Confirmation, confirmation_page, is_confirmed
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.paging import Row
from tracker.forms.partial_lists import ListPart, list_part
from tracker.models import Membership, Participation, Person, Programme
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.organisations.commands import leave_programme
from tracker.organisations.queries import find_participation
from tracker.people import routes_invite
from tracker.people.blueprint import bp, go_to_people
from tracker.people.commands import NotAMember, change_role, end_assignment, leave_organisation
from tracker.people.confirmations import (
    confirmation_of_ending_membership,
    confirmation_of_ending_own_lead,
    confirmation_of_ending_participation,
    confirmation_of_ending_role,
    confirmation_of_leaving,
    confirmation_of_making_lead,
    confirmation_of_stepping_down,
)
from tracker.people.queries_people import find_member, find_role_holder, own_roles, people_of
from tracker.sessions.person import this_person
from tracker.web.rate_limits import WRITES, limited

__all__ = ["bp", "routes_invite"]

Role = TypeVar("Role", bound=StrEnum)
Result = TypeVar("Result")

PAGE_SIZE = 25
"""The number of people or invitations on a page of a list."""


@bp.get("/people")
@guarded(Permission.PEOPLE_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the people of one's organisations; for a programme lead those of the programme too."""
    sight = this_sight()
    organisations, of_programme = people_of(sight)
    return render_template(
        "people/index.html",
        own_organisations=[
            (
                own,
                _part(f"members-{own.organisation.slug}", own.members),
                _part(f"invitations-{own.organisation.slug}", own.invitations),
            )
            for own in organisations
        ],
        holders=_part("holders", of_programme.holders) if of_programme else None,
        partners=_part("partners", of_programme.partners) if of_programme else None,
        invitations=_part("invitations", of_programme.invitations) if of_programme else None,
        own_roles=own_roles(sight),
    )


def _part(name: str, rows: Sequence[Row]) -> ListPart[Row]:
    url = url_for("people.index", slug=this_sight().programme.slug)
    return list_part(name, rows, PAGE_SIZE, url)


@bp.post("/organisations/<slug:organisation_slug>/members/change-role")
@limited(WRITES)
@guarded(Permission.MEMBER_EDIT, on=find_participation)
def change_members_role(part: Participation) -> ResponseReturnValue:
    """Change a member's role; making a lead, or giving up one's own lead, is confirmed first."""
    role = _chosen_role(OrganisationRole)
    return _perform(
        lambda: change_role(person=_member_of(part), organisation=part.organisation, role=role),
        _("Role changed."),
        confirm=_confirmation_of(role),
    )


def _confirmation_of(role: OrganisationRole) -> Callable[[Membership], Confirmation] | None:
    """Return how to confirm that the member of the form gets this role; None for no need."""
    if role is OrganisationRole.LEAD:
        return confirmation_of_making_lead
    return confirmation_of_ending_own_lead if _address() == this_person().email else None


@bp.post("/organisations/<slug:organisation_slug>/members/end")
@limited(WRITES)
@guarded(Permission.MEMBER_EDIT, on=find_participation)
def end_membership(part: Participation) -> ResponseReturnValue:
    """End a membership."""
    return _perform(
        lambda: leave_organisation(person=_member_of(part), organisation=part.organisation),
        _("Member removed. What they wrote stays."),
        confirm=confirmation_of_ending_membership,
    )


@bp.post("/organisations/<slug:organisation_slug>/members/leave")
@limited(WRITES)
@guarded(Permission.PEOPLE_READ, on=find_participation)
def leave(part: Participation) -> ResponseReturnValue:
    """End one's own membership."""
    return _perform(
        lambda: leave_organisation(person=this_person(), organisation=part.organisation),
        _("You have left %(name)s.", name=part.organisation.name),
        confirm=confirmation_of_leaving,
        is_ones_own=True,
    )


@bp.post("/organisations/<slug:organisation_slug>/end-part")
@limited(WRITES)
@guarded(Permission.PEOPLE_EDIT, on=find_participation)
def end_part(part: Participation) -> ResponseReturnValue:
    """End an organisation's part in the programme."""
    return _perform(
        lambda: leave_programme(organisation=part.organisation, programme=part.programme),
        _(
            "%(name)s removed from the programme. Its members can no longer see the programme.",
            name=part.organisation.name,
        ),
        confirm=confirmation_of_ending_participation,
    )


@bp.post("/people/end-role")
@limited(WRITES)
@guarded(Permission.PEOPLE_EDIT, on=find_programme)
def end_role(programme: Programme) -> ResponseReturnValue:
    """End somebody's role in the programme."""
    role = _chosen_role(ProgrammeRole)
    return _perform(
        lambda: end_assignment(person=_holder(), programme=programme, role=role),
        _("Role removed."),
        confirm=confirmation_of_ending_role,
    )


@bp.post("/people/step-down")
@limited(WRITES)
@guarded(Permission.PEOPLE_READ, on=find_programme)
def step_down(programme: Programme) -> ResponseReturnValue:
    """End a role of one's own in the programme."""
    role = _chosen_role(ProgrammeRole)
    return _perform(
        lambda: end_assignment(person=this_person(), programme=programme, role=role),
        _("You have given up your role."),
        confirm=confirmation_of_stepping_down,
        is_ones_own=True,
    )


def _perform(
    act: Callable[[], Result],
    message: str,
    *,
    confirm: Callable[[Result], Confirmation] | None = None,
    is_ones_own: bool = False,
) -> ResponseReturnValue:
    """Perform the act and redirect, or flash its error; one's own role leads to one's programmes.

    If it needs a confirmation, the act is tried and rolled back first, so that nobody confirms
    what fails.
    """
    home = redirect(url_for("programmes.index"), 303) if is_ones_own else go_to_people()
    try:
        result = act()
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return go_to_people()
    if confirm is not None and not is_confirmed():
        db.session.rollback()
        return confirmation_page(confirm(result))
    db.session.commit()
    flash(message, "success")
    return home


def _chosen_role(roles: type[Role]) -> Role:
    """Return the role from the form; abort with 400 if it is unknown."""
    value = request.form.get("role", "")
    if value not in set(roles):
        abort(400)
    return roles(value)


def _member_of(part: Participation) -> Person:
    return _require_person(find_member(part.organisation, _address()))


def _holder() -> Person:
    return _require_person(find_role_holder(this_sight(), _address()))


def _address() -> str:
    return request.form.get("email", "").strip().lower()


def _require_person(person: Person | None) -> Person:
    if person is None:
        raise NotAMember(_("This person is no longer in this programme."))
    return person
