"""Routes that show one obstacle: its story, and what is left to do once it is logged."""

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.auth.answers import kept_page
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.queries import find_logged_obstacle, find_obstacle
from tracker.obstacles.queries_nearby import barriers_near
from tracker.obstacles.queries_story import history_of, surroundings_of


@bp.get("/obstacles/<reference:reference>")
@guarded(Permission.OBSTACLE_READ, on=find_obstacle)
def show(obstacle: Obstacle) -> ResponseReturnValue:
    """Tell the obstacle's story; a draft's holds a form, and with it a token, so it is not kept."""
    if obstacle.is_draft:
        story = Markup(_story(obstacle))  # noqa: S704  A template's.
    else:
        story = kept_page(this_sight(), ("story", obstacle.id), lambda: _story(obstacle))
    return render_template("obstacles/show.html", obstacle=obstacle, story=story)


def _story(obstacle: Obstacle) -> str:
    sight = this_sight()
    return render_template(
        "obstacles/_story.html",
        around=surroundings_of(sight, obstacle),
        history=history_of(sight, obstacle),
        obstacle=obstacle,
    )


@bp.get("/obstacles/<reference:reference>/logged")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def logged(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that it is logged, and what to do next."""
    near = [] if obstacle.barrier_id else barriers_near(this_sight(), obstacle)
    return render_template("obstacles/logged.html", obstacle=obstacle, near=near)
