"""Route that shows what others did about similar obstacles."""

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
    """Show what is similar to the obstacle, with the workarounds that helped there."""
    similar = similar_to(this_sight(), obstacle)
    return render_template("matches/near.html", obstacle=obstacle, found=similar)
