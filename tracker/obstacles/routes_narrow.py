"""Routes to let fewer people see an obstacle, also in a closed programme."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import confirm_change_of_readers
from tracker.auth.confirm_widening import is_change_chosen
from tracker.auth.guards import guarded
from tracker.auth.permissions import Permission
from tracker.auth.reader_labels import new_readers_sentence
from tracker.extensions import db
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import narrow_obstacle
from tracker.obstacles.forms_narrow import NarrowForm
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/<reference:reference>/narrow", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_NARROW, on=find_logged_obstacle)
@retry_on_conflict
def narrow(obstacle: Obstacle) -> ResponseReturnValue:
    """Let fewer people see an obstacle, or hide its organisation's name."""
    address, before = page_of(obstacle), obstacle.visibility
    form = NarrowForm(**replayed(), obstacle=obstacle)
    if not form.validate_on_submit() or is_change_chosen():
        page = render_template("obstacles/narrow.html", obstacle=obstacle, form=form)
        return page, 422 if form.errors else 200
    if (confirmation := confirm_change_of_readers(obstacle, form.readers())) is not None:
        return confirmation
    narrow_obstacle(obstacle=obstacle, readers=form.readers())
    flash(
        " ".join(filter(None, [_("Saved."), new_readers_sentence(obstacle.visibility, before)])),
        "success",
    )
    db.session.commit()
    return redirect(address, 303)
