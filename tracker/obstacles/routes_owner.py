"""Route to assign the person who is responsible for an obstacle."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.guards import guarded
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands_owner import assign_owner
from tracker.obstacles.forms_owner import OwnerForm
from tracker.obstacles.queries_owner import colleagues_at
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/<reference:reference>/owner", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def look_after(obstacle: Obstacle) -> ResponseReturnValue:
    """Assign the person who is responsible for the obstacle."""
    form, address = OwnerForm(colleagues_at(obstacle), obstacle.owner_id), page_of(obstacle)
    if not form.validate_on_submit():
        page = render_template("obstacles/look_after.html", obstacle=obstacle, form=form)
        return page, 422 if form.is_submitted() else 200
    assign_owner(obstacle=obstacle, owner_id=form.owner_id)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(f"{address}#about", 303)
