"""Routes of organisations: list, read, settings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.attachments.quotas import Room, room_of_organisation
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.forms.paging import paged
from tracker.models import Participation, Programme
from tracker.models.vocabulary import OrganisationRole, Visibility
from tracker.organisations.commands import choose_defaults
from tracker.organisations.forms import DefaultsForm, filled_defaults
from tracker.organisations.queries import (
    NEWEST,
    Part,
    barriers_met_by,
    find_part,
    find_participation,
    newest_of,
    parts,
)
from tracker.sessions.form_replay import replayed
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("organisations", __name__, url_prefix="/programmes/<slug:slug>")

A_PAGE = 100


@bp.get("/organisations")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the organisations that take part."""
    found = parts(this_sight())
    page = paged(len(found), A_PAGE, request.args.get("page", ""))
    return render_template(
        "organisations/index.html",
        parts=page.of(found),
        page=page,
        address=lambda number: url_for(".index", slug=programme.slug, page=number),
    )


@bp.get("/organisations/<slug:organisation_slug>")
@guarded(Permission.PROGRAMME_READ, on=find_part)
def show(part: Part) -> ResponseReturnValue:
    """Show an organisation: what it met and where it stands."""
    sight = this_sight()
    return render_template(
        "organisations/show.html",
        part=part,
        organisation=part.organisation,
        newest=newest_of(sight, part),
        most=NEWEST,
        barriers=barriers_met_by(sight, part),
        room=_room_for_leads(part),
    )


def _room_for_leads(part: Part) -> Room | None:
    """Return how much the organisation's files take, where the viewer leads it."""
    if part.organisation.id not in this_sight().led_organisation_ids:
        return None
    return room_of_organisation(part.organisation.id)


@bp.route("/organisations/<slug:organisation_slug>/settings", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.ORGANISATION_EDIT, on=find_participation)
def settings(part: Participation) -> ResponseReturnValue:
    """Choose what the organisation's obstacles begin with, and who may widen them."""
    organisation = part.organisation
    form = DefaultsForm(**replayed(), data=filled_defaults(organisation))
    if not form.validate_on_submit():
        page = render_template("organisations/settings.html", form=form, organisation=organisation)
        return page, 422 if form.is_submitted() else 200
    choose_defaults(
        organisation=organisation,
        default_visibility=Visibility(form.default_visibility.data),
        is_unnamed_by_default=form.is_unnamed_by_default.data,
        widened_by=OrganisationRole(form.widened_by.data),
    )
    db.session.commit()
    flash(_("Saved. Obstacles and workarounds that are already logged do not change."), "success")
    return redirect(url_for("people.index", slug=this_sight().programme.slug), 303)
