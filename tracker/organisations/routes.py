"""Routes of organisations: list, read, settings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.attachments.quotas import Quota, organisation_quota
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.forms.paging import requested_page
from tracker.models import Participation, Programme
from tracker.models.vocabulary import OrganisationRole, Visibility
from tracker.organisations.commands import choose_defaults
from tracker.organisations.forms import DefaultsForm, filled_defaults
from tracker.organisations.queries import (
    Participant,
    barriers_faced_by,
    find_participant,
    find_participation,
    newest_obstacles,
    participants,
)
from tracker.sessions.form_replay import replayed
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("organisations", __name__, url_prefix="/programmes/<slug:slug>")

PAGE_SIZE = 100


@bp.get("/organisations")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the organisations that take part."""
    found = participants(this_sight())
    page = requested_page(len(found), PAGE_SIZE, request.args.get("page", ""))
    return render_template(
        "organisations/index.html",
        participants=page.of(found),
        page=page,
        address=lambda number: url_for(".index", slug=programme.slug, page=number),
    )


@bp.get("/organisations/<slug:organisation_slug>")
@guarded(Permission.PROGRAMME_READ, on=find_participant)
def show(participant: Participant) -> ResponseReturnValue:
    """Show an organisation with its obstacles and barriers."""
    sight = this_sight()
    return render_template(
        "organisations/show.html",
        participant=participant,
        organisation=participant.organisation,
        newest=newest_obstacles(sight, participant),
        barriers=barriers_faced_by(sight, participant),
        quota=_quota_for_leads(participant),
    )


def _quota_for_leads(participant: Participant) -> Quota | None:
    """Return the quota of the organisation's files, or None if the viewer does not lead it."""
    if participant.organisation.id not in this_sight().led_organisation_ids:
        return None
    return organisation_quota(participant.organisation.id)


@bp.route("/organisations/<slug:organisation_slug>/settings", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.ORGANISATION_EDIT, on=find_participation)
def settings(participant: Participation) -> ResponseReturnValue:
    """Edit the defaults of the organisation's obstacles, and who may increase visibility."""
    organisation = participant.organisation
    if request.method == "POST":
        db.session.refresh(organisation, with_for_update=True)  # Two who save at once are merged.
    form = DefaultsForm(**replayed(), data=filled_defaults(organisation), edited=organisation)
    if not form.validate_on_submit():
        page = render_template("organisations/settings.html", form=form, organisation=organisation)
        return page, form.error_status if form.is_submitted() else 200
    choose_defaults(
        organisation=organisation,
        default_visibility=Visibility(form.default_visibility.data),
        is_unnamed_by_default=form.is_unnamed_by_default.data,
        widened_by=OrganisationRole(form.widened_by.data),
    )
    db.session.commit()
    flash(_("Saved. Obstacles and workarounds that are already logged do not change."), "success")
    return redirect(url_for("people.index", slug=this_sight().programme.slug), 303)
