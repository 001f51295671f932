"""Confirmation before others see a named and an unnamed thing of one organisation together.

Only members of that organisation are prompted: they alone know that both are theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _

from tracker.auth.confirm_widening import fields_to_resend
from tracker.auth.guards import this_sight
from tracker.auth.queries_ties import own_tied_to
from tracker.auth.ties import reveals_more
from tracker.auth.widening import Readers, is_wider, readers_of
from tracker.models import Obstacle, Organisation, Workaround
from tracker.sight.catalogue import OrganisationEntry

WITHOUT_NAME = "without"
"""The button's value to add a thing without the name and for no more readers than its source."""


@dataclass(frozen=True)
class PlannedChange:
    """A planned change of a thing of an organisation: its kind, and its readers afterwards."""

    kind: str
    """obstacle or workaround."""
    organisation: OrganisationEntry | Organisation
    after: Readers
    before: Readers | None = None
    """None if the thing, or its tie, is new."""


@dataclass(frozen=True)
class ButtonLabels:
    """Labels of the page's buttons; without `back` the page leads back to the form."""

    go_on: str
    without: str | None = None
    back: str | None = None


def is_without_name_chosen() -> bool:
    """Return whether the person chose to leave out the name."""
    return request.form.get("act") == WITHOUT_NAME


def unnamed_source(obstacle: Obstacle | None) -> Obstacle | None:
    """Return the source obstacle if it is an own one without a name, else None."""
    is_unnamed = obstacle is not None and not obstacle.is_named and this_sight().is_own(obstacle)
    return obstacle if is_unnamed else None


def owner_of(
    source: Obstacle | None, organisations: Sequence[OrganisationEntry]
) -> OrganisationEntry:
    """Return the organisation preselected in a form: the source's, or the first."""
    owners = (each for each in organisations if source and each.id == source.organisation_id)
    return next(owners, organisations[0])


def confirm_creation(source: Obstacle | None, change: PlannedChange) -> str | None:
    """Return the confirmation page before a new thing reveals its unnamed source, an own obstacle.

    None if no confirmation is needed, or if it has been given.
    """
    if source is None or not _is_of(source, change):
        return None
    revealing = [source] if reveals_more(readers_of(source), change.after) else []
    wider = is_wider(change.after.visibility, source.visibility)
    if change.after.is_named:
        labels = ButtonLabels(_("Add with our name"), _("Add without our name"))
    else:
        labels = ButtonLabels(_("Add for more people"), _("Add for the same people"))
    return _confirmation_page(change, revealing, labels, wider_than=source if wider else None)


def confirm_linking(
    one: Obstacle | Workaround, other: Obstacle | Workaround, *, back: str | None = None
) -> str | None:
    """Return the confirmation page before a named and an unnamed own thing are linked, or None.

    Things that are linked already need no confirmation. `back` is the address to cancel to;
    without it the page leads back to the form.
    """
    change = _planned_change(one, readers_of(one))
    if not _is_of(other, change) or not reveals_more(readers_of(other), change.after):
        return None
    if any(tied.reference == other.reference for tied in own_tied_to(this_sight(), one)):
        return None
    return _confirmation_page(change, [other], ButtonLabels(_("Link obstacles"), back=back))


def confirm_change_of_readers(thing: Obstacle | Workaround, after: Readers) -> str | None:
    """Return the confirmation page before a change of name or readers reveals a tie, or None."""
    before = readers_of(thing)
    if after.is_named == before.is_named and not is_wider(after.visibility, before.visibility):
        return None
    change = _planned_change(thing, after, before)
    revealing = [
        other
        for other in own_tied_to(this_sight(), thing)
        if reveals_more(readers_of(other), after, before)
    ]
    return _confirmation_page(change, revealing, ButtonLabels(_("Save")))


def _planned_change(
    thing: Obstacle | Workaround, after: Readers, before: Readers | None = None
) -> PlannedChange:
    return PlannedChange(kind_of(thing), thing.organisation, after, before)


def kind_of(thing: Obstacle | Workaround) -> str:
    """Return the kind of the thing, "obstacle" or "workaround"."""
    return "obstacle" if isinstance(thing, Obstacle) else "workaround"


def _is_of(thing: Obstacle | Workaround, change: PlannedChange) -> bool:
    return this_sight().is_own(thing) and thing.organisation_id == change.organisation.id


def _confirmation_page(
    change: PlannedChange,
    revealing: Sequence[Obstacle | Workaround],
    labels: ButtonLabels,
    wider_than: Obstacle | None = None,
) -> str | None:
    shown = [wider_than] if wider_than else revealing
    answer = " ".join([change.after.code, *(thing.reference for thing in shown)])
    if not shown or request.form.get("tie") == answer:
        return None
    return render_template(
        "auth/tie.html",
        answer=answer,
        revealing=[(thing, kind_of(thing), _conclusion(change, thing)) for thing in revealing],
        wider_than=wider_than,
        is_named=change.after.is_named,
        name=change.organisation.name,
        kind=change.kind,
        labels=labels,
        typed=fields_to_resend(request.form, "tie"),
    )


def _conclusion(change: PlannedChange, other: Obstacle | Workaround) -> str:
    """Return the sentence on what partners will see of both things, and could conclude."""
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
