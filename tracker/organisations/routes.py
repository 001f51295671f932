"""Routes of organisations: list, read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.models import Programme
from tracker.organisations.queries import NEWEST, Part, barriers_met_by, find_part, newest_of, parts

bp = Blueprint("organisations", __name__, url_prefix="/programmes/<slug:slug>")


@bp.get("/organisations")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the organisations that take part."""
    return render_template("organisations/index.html", parts=parts(this_sight()))


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
    )
