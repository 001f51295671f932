"""Confirmations before memberships, roles and accounts begin or end, with the consequences."""

from flask import url_for
from flask_babel import gettext as _

from tracker.auth.confirmations import Confirmation
from tracker.auth.guards import this_sight
from tracker.models import Assignment, Membership, Participation, Person
from tracker.models.labels import label, listed
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.sessions.person import this_person


def confirmation_of_ending_membership(membership: Membership) -> Confirmation:
    """Return the confirmation of ending somebody else's membership."""
    name, person = membership.organisation.name, membership.person.name
    consequences = [
        _(
            "They can no longer see what only %(name)s can see, or any programme "
            "they are in only through %(name)s. This takes effect at once.",
            name=name,
        ),
        _(
            "What they wrote stays with %(name)s. Nobody can open their drafts "
            "unless they come back.",
            name=name,
        ),
    ]
    if membership.role is OrganisationRole.LEAD:
        consequences.append(_their_invitations(name))
    return Confirmation(
        _("Remove %(person)s from %(organisation)s?", person=person, organisation=name),
        [*consequences, _("They need a new invitation to come back.")],
        _("Remove from organisation"),
        _people_page(),
    )


def confirmation_of_leaving(membership: Membership) -> Confirmation:
    """Return the confirmation of leaving an organisation."""
    name = membership.organisation.name
    consequences = [
        _(
            "You can no longer see what only %(name)s can see, or any programme you "
            "are in only through %(name)s. This takes effect at once.",
            name=name,
        ),
        _(
            "What you wrote stays with %(name)s. Nobody can open your drafts, not "
            "even you, unless you come back.",
            name=name,
        ),
    ]
    if membership.role is OrganisationRole.LEAD:
        consequences.append(_your_invitations(name))
    return Confirmation(
        _("Leave %(name)s?", name=name),
        [*consequences, _("You need a new invitation to come back.")],
        _("Leave organisation"),
        _people_page(),
    )


def confirmation_of_making_lead(membership: Membership) -> Confirmation:
    """Return the confirmation of making a member a lead."""
    name, person = membership.organisation.name, membership.person.name
    return Confirmation(
        _("Make %(person)s a lead of %(organisation)s?", person=person, organisation=name),
        [
            _(
                "They can invite and remove members, you included, and change the settings of "
                "%(name)s.",
                name=name,
            ),
            _("They can make what %(name)s logs visible to more people.", name=name),
            _("A lead can make them a contributor again."),
        ],
        _("Make lead"),
        _people_page(),
    )


def confirmation_of_ending_own_lead(membership: Membership) -> Confirmation:
    """Return the confirmation of giving up one's own lead, which only another lead can undo."""
    name = membership.organisation.name
    return Confirmation(
        _("Stop being a lead of %(name)s?", name=name),
        [
            _("You can no longer invite people or change settings. This takes effect at once."),
            _your_invitations(name),
            _("You stay a contributor. Only another lead can make you a lead again."),
        ],
        _("Become a contributor"),
        _people_page(),
    )


def confirmation_of_ending_participation(part: Participation) -> Confirmation:
    """Return the confirmation of removing an organisation from the programme."""
    names = {"name": part.organisation.name, "programme": part.programme.name}
    return Confirmation(
        _("Remove %(name)s from the programme %(programme)s?", **names),
        [
            _(
                "Its members can no longer see %(programme)s, unless they have "
                "another role in it. This takes effect at once.",
                **names,
            ),
            _(
                "What %(name)s logged stays visible to the others who can see it "
                "now. Its members can no longer edit it.",
                **names,
            ),
            _("The organisation needs a new invitation to come back."),
        ],
        _("Remove from programme"),
        _people_page(),
    )


def confirmation_of_ending_role(assignment: Assignment) -> Confirmation:
    """Return the confirmation of ending somebody else's role in the programme."""
    names = _names_in(assignment)
    consequences = [
        _(
            "They can see only what their other roles in %(name)s allow. This takes effect "
            "at once.",
            **names,
        )
    ]
    if assignment.role is ProgrammeRole.LEAD:
        consequences.append(_their_invitations(names["name"]))
    return Confirmation(
        _("Remove the role “%(role)s” of %(person)s in %(name)s?", **names),
        [*consequences, _("They need a new invitation to get the role back.")],
        _("Remove role"),
        _people_page(),
    )


def confirmation_of_stepping_down(assignment: Assignment) -> Confirmation:
    """Return the confirmation of giving up one's own role in the programme."""
    names = _names_in(assignment)
    consequences = [
        _(
            "You can see only what your other roles in %(name)s allow. This takes effect at once.",
            **names,
        )
    ]
    if assignment.role is ProgrammeRole.LEAD:
        consequences.append(_your_invitations(names["name"]))
    return Confirmation(
        _("Give up your role “%(role)s” in %(name)s?", **names),
        [*consequences, _("You need a new invitation to get the role back.")],
        _("Give up role"),
        _people_page(),
    )


def confirmation_of_closing_account(person: Person, leaderless: list[str]) -> Confirmation:
    """Return the confirmation of closing an account; `leaderless` names what would have no lead."""
    consequences = [
        _("This person is signed out at once and can no longer sign in."),
        _("Their roles and what they wrote stay. An administrator can reopen the account."),
    ]
    if leaderless:
        consequences.append(_("These will have no lead: %(names)s.", names=listed(leaderless)))
    if _is_self(person):
        consequences.insert(
            0, _("This is your own account. Only another administrator can reopen it.")
        )
    return Confirmation(
        _("Close the account of %(person)s (%(address)s)?", **_names_of(person)),
        consequences,
        _("Close account"),
        url_for("administration.index"),
    )


def confirmation_of_reopening_account(person: Person) -> Confirmation:
    """Return the confirmation of reopening an account."""
    consequences = [
        _("This person can sign in again."),
        _("They have the roles again that nobody has removed, and can see what those allow."),
    ]
    if person.is_administrator:
        consequences.append(_("They are an administrator again."))
    return Confirmation(
        _("Reopen the account of %(person)s (%(address)s)?", **_names_of(person)),
        consequences,
        _("Reopen account"),
        url_for("administration.index"),
    )


def confirmation_of_making_administrator(person: Person) -> Confirmation:
    """Return the confirmation of making somebody an administrator."""
    return Confirmation(
        _("Make %(person)s (%(address)s) an administrator?", **_names_of(person)),
        [
            _("They can add programmes and invite leads for programmes."),
            _("They can close every account, yours included."),
            _("They can make other people administrators, and remove them."),
            _("This role does not let them see obstacles."),
        ],
        _("Make administrator"),
        url_for("administration.index"),
    )


def confirmation_of_ending_administration(person: Person) -> Confirmation:
    """Return the confirmation of removing an administrator."""
    if _is_self(person):
        title = _("Stop being an administrator?")
        consequence = _(
            "You can no longer add programmes or close accounts. Only another "
            "administrator can make you an administrator again."
        )
    else:
        title = _("Remove %(person)s (%(address)s) as administrator?", **_names_of(person))
        consequence = _("They can no longer add programmes or close accounts.")
    return Confirmation(
        title, [consequence], _("Remove as administrator"), url_for("administration.index")
    )


def _their_invitations(name: str) -> str:
    sentence: str = _(
        "Invitations they sent stop working while they are not a lead of %(name)s.",
        name=name,
    )
    return sentence


def _your_invitations(name: str) -> str:
    sentence: str = _(
        "Invitations you sent stop working while you are not a lead of %(name)s.",
        name=name,
    )
    return sentence


def _names_in(assignment: Assignment) -> dict[str, str]:
    return {
        "name": assignment.programme.name,
        "person": assignment.person.name,
        "role": str(label(assignment.role)),
    }


def _names_of(person: Person) -> dict[str, str]:
    return {"address": person.email, "person": person.name}


def _is_self(person: Person) -> bool:
    return person.id == this_person().id


def _people_page() -> str:
    return url_for("people.index", slug=this_sight().programme.slug)
