"""Routes that show one obstacle: its story, and what is left to do once it is logged."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.queries import find_logged_obstacle, find_obstacle
from tracker.obstacles.queries_nearby import barriers_near
from tracker.obstacles.queries_story import story_of


@bp.get("/obstacles/<reference:reference>")
@guarded(Permission.OBSTACLE_READ, on=find_obstacle)
def show(obstacle: Obstacle) -> ResponseReturnValue:
    """Tell the obstacle's story."""
    story = story_of(this_sight(), obstacle)
    return render_template("obstacles/show.html", obstacle=obstacle, story=story)


@bp.get("/obstacles/<reference:reference>/logged")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def logged(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that it is logged, and what to do next."""
    near = [] if obstacle.barrier_id else barriers_near(this_sight(), obstacle)
    return render_template("obstacles/logged.html", obstacle=obstacle, near=near)
