"""Route to say that an obstacle is still so."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import guarded
from tracker.auth.own_paths import page_sent_from
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.obstacles.addresses import page_of
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands_reminders import confirm_still_so
from tracker.obstacles.queries import find_logged_obstacle


@bp.post("/obstacles/<reference:reference>/still-so")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def still_so(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that the obstacle is still so, and go back to where one was asked."""
    back = page_sent_from() or page_of(obstacle)
    try:
        confirm_still_so(obstacle=obstacle)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        flash(_("Saved: “%(title)s” is still in the way.", title=obstacle.title), "success")
        db.session.commit()
    return redirect(back, 303)
