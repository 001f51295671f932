"""Route that shows what others did about something like an obstacle."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.matches.blueprint import bp
from tracker.matches.queries_suggestions import similar_to
from tracker.models import Obstacle
from tracker.sight.obstacles import find_logged_obstacle


@bp.get("/obstacles/<reference:reference>/near")
@guarded(Permission.OBSTACLE_READ, on=find_logged_obstacle)
def near(obstacle: Obstacle) -> ResponseReturnValue:
    """Tell what lies near to its words, with what helped there."""
    found = similar_to(this_sight(), obstacle)
    return render_template("matches/near.html", obstacle=obstacle, found=found)
