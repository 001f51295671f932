"""Route to confirm that an obstacle is still in the way."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.guards import guarded
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.notifications.commands_reminders import confirm_obstacle
from tracker.sessions.safe_redirects import referring_page
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("reminders", __name__, url_prefix="/programmes/<slug:slug>")


@bp.post("/obstacles/<reference:reference>/still-so")
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def still_so(obstacle: Obstacle) -> ResponseReturnValue:
    """Confirm that the obstacle is still in the way, and redirect back."""
    back = referring_page() or page_of(obstacle)
    try:
        confirm_obstacle(obstacle=obstacle)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        flash(_("Saved: “%(title)s” is still in the way.", title=obstacle.title), "success")
        db.session.commit()
    return redirect(back, 303)
