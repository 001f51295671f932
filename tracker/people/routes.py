"""Routes of a programme's people: who they are, and what ends or changes their places."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.paging import Row
from tracker.forms.partial_lists import ListPart, list_part
from tracker.models import Participation, Person, Programme
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.organisations.commands import leave_programme
from tracker.organisations.queries import find_participation
from tracker.people import routes_invite
from tracker.people.blueprint import bp, go_to_people
from tracker.people.commands import NotAMember, change_role, end_assignment, leave_organisation
from tracker.people.confirmations import (
    Question,
    about_ending_membership,
    about_ending_part,
    about_ending_role,
    about_leading_no_more,
    about_leaving,
    about_stepping_down,
    is_confirmed,
    page_that_asks,
)
from tracker.people.queries_people import find_holder, find_member, own_roles, people_of
from tracker.sessions.person import this_person
from tracker.web.rate_limits import WRITES, limited

__all__ = ["bp", "routes_invite"]

Word = TypeVar("Word", bound=StrEnum)
Done = TypeVar("Done")

MOST_SHOWN = 25
"""How many people or invitations of a list are shown at once."""


@bp.get("/people")
@guarded(Permission.PEOPLE_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the people of one's own organisations, and what else one's role lets one know."""
    sight = this_sight()
    houses, programmewide = people_of(sight)
    return render_template(
        "people/index.html",
        houses=[
            (
                house,
                _part(f"members-{house.organisation.slug}", house.members),
                _part(f"invitations-{house.organisation.slug}", house.invitations),
            )
            for house in houses
        ],
        holders=_part("holders", programmewide.holders) if programmewide else None,
        partners=_part("partners", programmewide.partners) if programmewide else None,
        invitations=_part("invitations", programmewide.invitations) if programmewide else None,
        own_roles=own_roles(sight),
    )


def _part(name: str, rows: Sequence[Row]) -> ListPart[Row]:
    at = url_for("people.index", slug=this_sight().programme.slug)
    return list_part(name, rows, MOST_SHOWN, at)


@bp.post("/organisations/<slug:organisation_slug>/members/change-role")
@limited(WRITES)
@guarded(Permission.MEMBER_EDIT, on=find_participation)
def change_members_role(part: Participation) -> ResponseReturnValue:
    """Give a member another role; a lead who gives up their own is asked first."""
    role = _word_of(OrganisationRole)
    gives_up = role is not OrganisationRole.LEAD and _address() == this_person().email
    return _do(
        lambda: change_role(person=_member_of(part), organisation=part.organisation, role=role),
        _("Role changed."),
        ask=about_leading_no_more if gives_up else None,
    )


@bp.post("/organisations/<slug:organisation_slug>/members/end")
@limited(WRITES)
@guarded(Permission.MEMBER_EDIT, on=find_participation)
def end_membership(part: Participation) -> ResponseReturnValue:
    """End a membership."""
    return _do(
        lambda: leave_organisation(person=_member_of(part), organisation=part.organisation),
        _("Member removed. What they wrote stays."),
        ask=about_ending_membership,
    )


@bp.post("/organisations/<slug:organisation_slug>/members/leave")
@limited(WRITES)
@guarded(Permission.PEOPLE_READ, on=find_participation)
def leave(part: Participation) -> ResponseReturnValue:
    """End one's own membership."""
    return _do(
        lambda: leave_organisation(person=this_person(), organisation=part.organisation),
        _("You have left %(name)s.", name=part.organisation.name),
        ask=about_leaving,
        is_ones_own=True,
    )


@bp.post("/organisations/<slug:organisation_slug>/end-part")
@limited(WRITES)
@guarded(Permission.PROGRAMME_EDIT, on=find_participation)
def end_part(part: Participation) -> ResponseReturnValue:
    """End an organisation's part in the programme."""
    return _do(
        lambda: leave_programme(organisation=part.organisation, programme=part.programme),
        _(
            "%(name)s removed from the programme. Its members can no longer see the programme.",
            name=part.organisation.name,
        ),
        ask=about_ending_part,
    )


@bp.post("/people/end-role")
@limited(WRITES)
@guarded(Permission.PROGRAMME_EDIT, on=find_programme)
def end_role(programme: Programme) -> ResponseReturnValue:
    """End somebody's role in the programme."""
    role = _word_of(ProgrammeRole)
    return _do(
        lambda: end_assignment(person=_holder(), programme=programme, role=role),
        _("Role removed."),
        ask=about_ending_role,
    )


@bp.post("/people/step-down")
@limited(WRITES)
@guarded(Permission.PEOPLE_READ, on=find_programme)
def step_down(programme: Programme) -> ResponseReturnValue:
    """End a role of one's own in the programme."""
    role = _word_of(ProgrammeRole)
    return _do(
        lambda: end_assignment(person=this_person(), programme=programme, role=role),
        _("You have given up your role."),
        ask=about_stepping_down,
        is_ones_own=True,
    )


def _do(
    act: Callable[[], Done],
    told: str,
    *,
    ask: Callable[[Done], Question] | None = None,
    is_ones_own: bool = False,
) -> ResponseReturnValue:
    """Do what a button says, or say why not; whoever ended their own place goes home.

    Where there is something to ask, it is only tried at first, so that nobody is asked in vain.
    """
    home = redirect(url_for("programmes.index"), 303) if is_ones_own else go_to_people()
    try:
        done = act()
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return go_to_people()
    if ask is not None and not is_confirmed():
        db.session.rollback()
        return page_that_asks(ask(done))
    db.session.commit()
    flash(told, "success")
    return home


def _word_of(words: type[Word]) -> Word:
    """Return the word of the vocabulary that the form's role holds."""
    typed = request.form.get("role", "")
    if typed not in set(words):
        abort(400)
    return words(typed)


def _member_of(part: Participation) -> Person:
    return _there(find_member(part.organisation, _address()))


def _holder() -> Person:
    return _there(find_holder(this_sight(), _address()))


def _address() -> str:
    return request.form.get("email", "").strip().lower()


def _there(person: Person | None) -> Person:
    if person is None:
        raise NotAMember(_("This person is no longer in this programme."))
    return person
