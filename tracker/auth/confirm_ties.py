"""Ask before others see a named and an unnamed thing of one organisation together.

Only members of that organisation are asked: they alone know that both are theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _

from tracker.auth.confirm_widening import typed_before
from tracker.auth.guards import this_sight
from tracker.auth.queries_ties import own_tied_to
from tracker.auth.ties import tells_more
from tracker.auth.widening import Readers, is_wider, readers_of
from tracker.models import Obstacle, Organisation, Workaround
from tracker.sight.catalogue import OrganisationEntry

WITHOUT = "without"
"""What is pressed to add a thing without the name and for no more readers than its source has."""


@dataclass(frozen=True)
class Change:
    """What a thing of an organisation is to be: its kind, and who is to read it."""

    kind: str
    """obstacle or workaround."""
    organisation: OrganisationEntry | Organisation
    after: Readers
    before: Readers | None = None
    """None where the thing, or its tie, is new."""


@dataclass(frozen=True)
class Labels:
    """What the page's buttons say; without `back` one goes back to the form."""

    go_on: str
    without: str | None = None
    back: str | None = None


def asks_without_name() -> bool:
    """Return whether the page was answered with leaving out the name."""
    return request.form.get("act") == WITHOUT


def unnamed_source(obstacle: Obstacle | None) -> Obstacle | None:
    """Return the obstacle that something is made from where it is an own one without a name."""
    is_one = obstacle is not None and not obstacle.is_named and this_sight().is_own(obstacle)
    return obstacle if is_one else None


def owner_of(
    source: Obstacle | None, organisations: Sequence[OrganisationEntry]
) -> OrganisationEntry:
    """Return which of the organisations a form begins with: the source's, or the first."""
    owners = (one for one in organisations if source and one.id == source.organisation_id)
    return next(owners, organisations[0])


def ask_before_making(source: Obstacle | None, change: Change) -> str | None:
    """Return the page that asks before something made from an unnamed own obstacle tells of it.

    None where nothing is to be asked, or was answered.
    """
    if source is None or not _is_of(source, change):
        return None
    telling = [source] if tells_more(readers_of(source), change.after) else []
    wider = is_wider(change.after.visibility, source.visibility)
    if change.after.is_named:
        labels = Labels(_("Add with our name"), _("Add without our name"))
    else:
        labels = Labels(_("Add for more people"), _("Add for the same people"))
    return _ask(change, telling, labels, wider_than=source if wider else None)


def ask_before_linking(
    one: Obstacle | Workaround, other: Obstacle | Workaround, *, back: str | None = None
) -> str | None:
    """Return the page that asks before a named and an unnamed own thing are linked, or None.

    What is linked already is not asked about again. Without `back`, the address to leave it at,
    one goes back to the form.
    """
    change = _change_of(one, readers_of(one))
    if not _is_of(other, change) or not tells_more(readers_of(other), change.after):
        return None
    if any(tied.reference == other.reference for tied in own_tied_to(this_sight(), one)):
        return None
    return _ask(change, [other], Labels(_("Link obstacles"), back=back))


def ask_before_changing(thing: Obstacle | Workaround, after: Readers) -> str | None:
    """Return the page that asks before a change of name or readers shows a tie, or None."""
    before = readers_of(thing)
    if after.is_named == before.is_named and not is_wider(after.visibility, before.visibility):
        return None
    change = _change_of(thing, after, before)
    telling = [
        other
        for other in own_tied_to(this_sight(), thing)
        if tells_more(readers_of(other), after, before)
    ]
    return _ask(change, telling, Labels(_("Save")))


def _change_of(
    thing: Obstacle | Workaround, after: Readers, before: Readers | None = None
) -> Change:
    return Change(kind_of(thing), thing.organisation, after, before)


def kind_of(thing: Obstacle | Workaround) -> str:
    """Return what the thing is."""
    return "obstacle" if isinstance(thing, Obstacle) else "workaround"


def _is_of(thing: Obstacle | Workaround, change: Change) -> bool:
    return this_sight().is_own(thing) and thing.organisation_id == change.organisation.id


def _ask(
    change: Change,
    telling: Sequence[Obstacle | Workaround],
    labels: Labels,
    wider_than: Obstacle | None = None,
) -> str | None:
    told = [wider_than] if wider_than else telling
    answer = " ".join([change.after.word, *(thing.reference for thing in told)])
    if not told or request.form.get("tie") == answer:
        return None
    return render_template(
        "auth/tie.html",
        answer=answer,
        telling=[(thing, kind_of(thing), _conclusion(change, thing)) for thing in telling],
        wider_than=wider_than,
        is_named=change.after.is_named,
        name=change.organisation.name,
        kind=change.kind,
        labels=labels,
        typed=typed_before(request.form, "tie"),
    )


def _conclusion(change: Change, other: Obstacle | Workaround) -> str:
    """Return what partners will see of the two, and what they could conclude."""
    name = change.organisation.name
    if change.kind == kind_of(other):
        sentence = _(
            "Partners will see that an obstacle of %(name)s is linked to an obstacle logged "
            "without a name. They could conclude that %(name)s logged both.",
            name=name,
        )
    elif change.after.is_named == (change.kind == "workaround"):
        sentence = _(
            "Partners will see that a workaround of %(name)s is linked to an obstacle logged "
            "without a name. They could conclude that %(name)s logged the obstacle.",
            name=name,
        )
    else:
        sentence = _(
            "Partners will see that an obstacle of %(name)s is linked to a workaround logged "
            "without a name. They could conclude that %(name)s logged the workaround.",
            name=name,
        )
    return str(sentence)
