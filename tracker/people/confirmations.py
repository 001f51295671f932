"""What is asked before a place or an account ends: in words, what will happen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker.auth.guards import this_sight
from tracker.models import Assignment, Membership, Participation, Person
from tracker.models.labels import label, listed
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.sessions.person import this_person

OF_THE_PAGE = frozenset({"confirmed", "csrf_token"})
"""Fields that the page asks for itself; all others say what is to end, and go on as they are."""


@dataclass(frozen=True)
class Question:
    """What is asked, what will happen, the words of the button that goes on, and the way back."""

    title: str
    told: Sequence[str]
    button: str
    back: str


def is_confirmed() -> bool:
    """Say whether this request comes from the page that asks."""
    return request.form.get("confirmed") == "yes"


def page_that_asks(question: Question) -> str:
    """Return the page that asks; its button sends the same form once more, as confirmed."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in OF_THE_PAGE]
    return render_template("people/confirm.html", question=question, typed=typed)


def about_ending_membership(membership: Membership) -> Question:
    """Ask before somebody else's membership ends."""
    name, person = membership.organisation.name, membership.person.name
    told = [
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
        told.append(_their_invitations(name))
    return Question(
        _("Remove %(person)s from %(organisation)s?", person=person, organisation=name),
        [*told, _("They need a new invitation to come back.")],
        _("Remove from organisation"),
        _people(),
    )


def about_leaving(membership: Membership) -> Question:
    """Ask before somebody leaves an organisation."""
    name = membership.organisation.name
    told = [
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
        told.append(_your_invitations(name))
    return Question(
        _("Leave %(name)s?", name=name),
        [*told, _("You need a new invitation to come back.")],
        _("Leave organisation"),
        _people(),
    )


def about_leading_no_more(membership: Membership) -> Question:
    """Ask before a lead makes a contributor of themselves, which only another lead can undo."""
    name = membership.organisation.name
    return Question(
        _("Stop being a lead of %(name)s?", name=name),
        [
            _("You can no longer invite people or change settings. This takes effect at once."),
            _your_invitations(name),
            _("You stay a contributor. Only another lead can make you a lead again."),
        ],
        _("Become a contributor"),
        _people(),
    )


def about_ending_part(part: Participation) -> Question:
    """Ask before an organisation's part in the programme ends."""
    names = {"name": part.organisation.name, "programme": part.programme.name}
    return Question(
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
        _people(),
    )


def about_ending_role(assignment: Assignment) -> Question:
    """Ask before somebody else's role in the programme ends."""
    names = _named(assignment)
    told = [
        _(
            "They can see only what their other roles in %(name)s allow. This takes effect "
            "at once.",
            **names,
        )
    ]
    if assignment.role is ProgrammeRole.LEAD:
        told.append(_their_invitations(names["name"]))
    return Question(
        _("Remove the role “%(role)s” of %(person)s in %(name)s?", **names),
        [*told, _("They need a new invitation to get the role back.")],
        _("Remove role"),
        _people(),
    )


def about_stepping_down(assignment: Assignment) -> Question:
    """Ask before somebody gives up a role of their own in the programme."""
    names = _named(assignment)
    told = [
        _(
            "You can see only what your other roles in %(name)s allow. This takes effect at once.",
            **names,
        )
    ]
    if assignment.role is ProgrammeRole.LEAD:
        told.append(_your_invitations(names["name"]))
    return Question(
        _("Give up your role “%(role)s” in %(name)s?", **names),
        [*told, _("You need a new invitation to get the role back.")],
        _("Give up role"),
        _people(),
    )


def about_closing(person: Person, leaderless: list[str]) -> Question:
    """Ask before an account is closed; `leaderless` is what nobody would lead then."""
    told = [
        _("This person is signed out at once and can no longer sign in."),
        _("Their roles and what they wrote stay. An administrator can reopen the account."),
    ]
    if leaderless:
        told.append(_("These will have no lead: %(names)s.", names=listed(leaderless)))
    if _is_self(person):
        told.insert(0, _("This is your own account. Only another administrator can reopen it."))
    return Question(
        _("Close the account of %(person)s (%(address)s)?", **_called(person)),
        told,
        _("Close account"),
        url_for("administration.index"),
    )


def about_administering_no_more(person: Person) -> Question:
    """Ask before somebody administers the installation no more."""
    if _is_self(person):
        title = _("Stop being an administrator?")
        told = _(
            "You can no longer add programmes or close accounts. Only another "
            "administrator can make you an administrator again."
        )
    else:
        title = _("Remove %(person)s (%(address)s) as administrator?", **_called(person))
        told = _("They can no longer add programmes or close accounts.")
    return Question(title, [told], _("Remove as administrator"), url_for("administration.index"))


def _their_invitations(name: str) -> str:
    told: str = _(
        "Invitations they sent stop working while they are not a lead of %(name)s.",
        name=name,
    )
    return told


def _your_invitations(name: str) -> str:
    told: str = _(
        "Invitations you sent stop working while you are not a lead of %(name)s.",
        name=name,
    )
    return told


def _named(assignment: Assignment) -> dict[str, str]:
    return {
        "name": assignment.programme.name,
        "person": assignment.person.name,
        "role": str(label(assignment.role)),
    }


def _called(person: Person) -> dict[str, str]:
    return {"address": person.email, "person": person.name}


def _is_self(person: Person) -> bool:
    return person.id == this_person().id


def _people() -> str:
    return url_for("people.index", slug=this_sight().programme.slug)
