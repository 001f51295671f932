"""Route to change the status of an obstacle."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.guards import guarded
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.models.labels import label
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands_status import change_status as change
from tracker.obstacles.forms import StatusForm
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/<reference:reference>/status", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def change_status(obstacle: Obstacle) -> ResponseReturnValue:
    """Change the status of the obstacle, with a reason."""
    address = page_of(obstacle)
    form = StatusForm(**replayed())
    if not form.validate_on_submit():
        return _page(obstacle, form)
    status = form.new_status()
    if status.status is obstacle.status and not (form.is_immovable or status.reason):
        return redirect(address, 303)  # A repeated request: nothing changes.
    try:
        change(obstacle=obstacle, person_id=this_person().id, to=status)
    except DomainError as error:
        form.status.errors = [*form.status.errors, str(error)]
        return _page(obstacle, form)
    db.session.commit()
    flash(_("Status changed to “%(status)s”.", status=label(status.status)), "success")
    return redirect(address, 303)


def _page(obstacle: Obstacle, form: StatusForm) -> ResponseReturnValue:
    page = render_template("obstacles/change_status.html", obstacle=obstacle, form=form)
    return page, 422 if form.is_submitted() else 200
