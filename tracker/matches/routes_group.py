"""Routes to group an obstacle under the barrier that causes it."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.barriers.commands import group_under_barrier
from tracker.barriers.queries import find_barrier
from tracker.extensions import db
from tracker.matches.blueprint import bp
from tracker.matches.queries_suggestions import barrier_titles, suggestions_for
from tracker.models import Barrier, Obstacle
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.get("/obstacles/<reference:reference>/group")
@guarded(Permission.OBSTACLE_GROUP, on=find_logged_obstacle)
def choose_barrier(obstacle: Obstacle) -> ResponseReturnValue:
    """Show the form to choose the barrier that causes the obstacle, the most similar ones first."""
    sight = this_sight()
    return render_template(
        "matches/choose_barrier.html",
        obstacle=obstacle,
        near=suggestions_for(sight, obstacle).barriers,
        barriers=sorted(barrier_titles(sight).values(), key=lambda barrier: barrier[1].casefold()),
    )


@bp.post("/obstacles/<reference:reference>/group")
@limited(WRITES)
@guarded(Permission.OBSTACLE_GROUP, on=find_logged_obstacle)
def group(obstacle: Obstacle) -> ResponseReturnValue:
    """Group the obstacle under a barrier within sight, or remove it from its barrier."""
    barrier, address = _barrier_chosen(), page_of(obstacle)
    group_under_barrier(obstacle=obstacle, barrier=barrier)
    if barrier:
        flash(_("Linked to barrier “%(barrier)s”.", barrier=barrier.title), "success")
    else:
        flash(_("Link to the barrier removed."), "success")
    db.session.commit()
    return redirect(address, 303)


def _barrier_chosen() -> Barrier | None:
    """Return the barrier that the form names, or None; abort with 404 if it is not visible."""
    reference = request.form.get("barrier", "").strip().upper()
    if not reference:
        return None
    return find_barrier(this_sight(), reference) or abort(404)
