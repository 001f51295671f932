"""What is asked before a place or an account ends: in words, what will happen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _

from tracker.auth.guards import this_sight
from tracker.models import Assignment, Membership, Participation, Person
from tracker.models.labels import label
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
            "From their next page on they read nothing that only %(name)s reads, and nothing of a "
            "programme that they are in through %(name)s alone.",
            name=name,
        ),
        _(
            "What they wrote stays with %(name)s. Their drafts stay theirs: nobody opens them "
            "until they are back.",
            name=name,
        ),
    ]
    if membership.role is OrganisationRole.LEAD:
        told.append(_their_invitations(name))
    return Question(
        _("End the membership of %(person)s in %(name)s?", person=person, name=name),
        [*told, _("They come back only by a new invitation.")],
        _("End the membership"),
        _people(),
    )


def about_leaving(membership: Membership) -> Question:
    """Ask before somebody leaves an organisation."""
    name = membership.organisation.name
    told = [
        _(
            "From your next page on you read nothing that only %(name)s reads, and nothing of a "
            "programme that you are in through %(name)s alone.",
            name=name,
        ),
        _(
            "What you wrote stays with %(name)s. Your drafts stay yours: nobody opens them, nor "
            "do you, until you are back.",
            name=name,
        ),
    ]
    if membership.role is OrganisationRole.LEAD:
        told.append(_your_invitations(name))
    return Question(
        _("Leave %(name)s?", name=name),
        [*told, _("You come back only by a new invitation.")],
        _("Leave"),
        _people(),
    )


def about_leading_no_more(membership: Membership) -> Question:
    """Ask before a lead makes a contributor of themselves, which only another lead can undo."""
    name = membership.organisation.name
    return Question(
        _("Lead %(name)s no more?", name=name),
        [
            _("From your next page on you invite nobody into it and change none of its settings."),
            _your_invitations(name),
            _("You stay a contributor. Only another lead makes you lead again."),
        ],
        _("Be a contributor"),
        _people(),
    )


def about_ending_part(part: Participation) -> Question:
    """Ask before an organisation's part in the programme ends."""
    names = {"name": part.organisation.name, "programme": part.programme.name}
    return Question(
        _("End the part of %(name)s in %(programme)s?", **names),
        [
            _(
                "From their next page on its members read nothing of %(programme)s, unless they "
                "have another place in it.",
                **names,
            ),
            _(
                "What %(name)s logged stays, for whoever else may read it now. Its members change "
                "nothing of it any more.",
                **names,
            ),
            _("It comes back only by a new invitation."),
        ],
        _("End its part"),
        _people(),
    )


def about_ending_role(assignment: Assignment) -> Question:
    """Ask before somebody else's role in the programme ends."""
    names = _named(assignment)
    told = [_("From their next page on they read of %(name)s what another place allows.", **names)]
    if assignment.role is ProgrammeRole.LEAD:
        told.append(_their_invitations(names["name"]))
    return Question(
        _("End the role of %(person)s in %(name)s: %(role)s?", **names),
        [*told, _("They get it back only by a new invitation.")],
        _("End the role"),
        _people(),
    )


def about_stepping_down(assignment: Assignment) -> Question:
    """Ask before somebody gives up a role of their own in the programme."""
    names = _named(assignment)
    told = [_("From your next page on you read of %(name)s what another place allows.", **names)]
    if assignment.role is ProgrammeRole.LEAD:
        told.append(_your_invitations(names["name"]))
    return Question(
        _("Give up your role in %(name)s: %(role)s?", **names),
        [*told, _("You get it back only by a new invitation.")],
        _("Step down"),
        _people(),
    )


def about_closing(person: Person, leaderless: list[str]) -> Question:
    """Ask before an account is closed; `leaderless` is what nobody would lead then."""
    told = [
        _("Whoever has it is signed out everywhere at once, and cannot sign in."),
        _("Their places and what they wrote stay. An administrator can open the account again."),
    ]
    if leaderless:
        told.append(_("Nobody leads these then: %(names)s.", names=", ".join(leaderless)))
    if _is_self(person):
        told.insert(0, _("This is your own account. Only another administrator opens it again."))
    return Question(
        _("Close the account of %(person)s, %(address)s?", **_called(person)),
        told,
        _("Close the account"),
        url_for("administration.index"),
    )


def about_administering_no_more(person: Person) -> Question:
    """Ask before somebody administers the installation no more."""
    if _is_self(person):
        title = _("Administer this tracker no more?")
        told = _(
            "From your next page on you add no programme and close no account. Only another "
            "administrator makes you one again."
        )
    else:
        title = _("Let %(person)s, %(address)s, administer no more?", **_called(person))
        told = _("From their next page on they add no programme and close no account.")
    return Question(title, [told], _("Withdraw"), url_for("administration.index"))


def _their_invitations(name: str) -> str:
    told: str = _(
        "An invitation of theirs that nobody has accepted yet opens nothing while they do not "
        "lead %(name)s.",
        name=name,
    )
    return told


def _your_invitations(name: str) -> str:
    told: str = _(
        "An invitation of yours that nobody has accepted yet opens nothing while you do not lead "
        "%(name)s.",
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
