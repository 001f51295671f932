"""Routes that show one obstacle: its story, and what is left to do once it is logged."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from markupsafe import Markup

from tracker.auth.answers import kept_answer
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.queries import find_logged_obstacle, find_obstacle
from tracker.obstacles.queries_nearby import barriers_near
from tracker.obstacles.queries_story import history_of, surroundings_of

PARTS = ("notice", "main", "aside")
"""The parts of an obstacle's page that name nobody and hold no form, so that they can be kept."""


@bp.get("/obstacles/<reference:reference>")
@guarded(Permission.OBSTACLE_READ, on=find_obstacle)
def show(obstacle: Obstacle) -> ResponseReturnValue:
    """Tell the obstacle's story."""
    sight = this_sight()
    question = ("page of an obstacle", obstacle.id, str(get_locale()))
    return render_template(
        "obstacles/show.html",
        obstacle=obstacle,
        history=history_of(sight, obstacle),
        parts=kept_answer(sight, question, lambda: _parts(obstacle)),
    )


def _parts(obstacle: Obstacle) -> dict[str, Markup]:
    around = surroundings_of(this_sight(), obstacle)
    told = {
        part: render_template(f"obstacles/_show_{part}.html", obstacle=obstacle, around=around)
        for part in PARTS
    }
    return {part: Markup(html) for part, html in told.items()}  # noqa: S704  Escaped as rendered.


@bp.get("/obstacles/<reference:reference>/logged")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def logged(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that it is logged, and what to do next."""
    near = [] if obstacle.barrier_id else barriers_near(this_sight(), obstacle)
    return render_template("obstacles/logged.html", obstacle=obstacle, near=near)
