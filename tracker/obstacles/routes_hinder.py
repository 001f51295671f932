"""Routes to say that an obstacle holds up another, and to take it back."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Hindrance, Obstacle
from tracker.obstacles import commands
from tracker.obstacles.blueprint import bp
from tracker.obstacles.forms import Direction, HindranceForm
from tracker.obstacles.queries import find_logged_obstacle
from tracker.obstacles.routes_show import story_page


@bp.post("/obstacles/<reference:reference>/hinder")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def hinder(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that the obstacle holds up another within sight, or is held up by it."""
    return _change(obstacle, commands.hinder)


@bp.post("/obstacles/<reference:reference>/stop-hindering")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def stop_hindering(obstacle: Obstacle) -> ResponseReturnValue:
    """Take back that one of two obstacles holds up the other."""
    return _change(obstacle, commands.stop_hindering)


def _change(obstacle: Obstacle, command: Callable[..., Hindrance | None]) -> ResponseReturnValue:
    form = HindranceForm()
    other = form.validate_on_submit() and find_logged_obstacle(
        this_sight(), form.other.data.upper()
    )
    if not other:
        if not form.errors:
            form.other.errors = [_("No obstacle that you can see has this code")]
        return story_page(obstacle, hindrance_form=form), 422
    holds = form.direction.data == Direction.HOLDS_UP
    try:
        command(holding=obstacle if holds else other, held_up=other if holds else obstacle)
    except DomainError as error:
        form.other.errors = [str(error)]
        return story_page(obstacle, hindrance_form=form), 422
    db.session.commit()
    flash(_("Saved."), "success")
    slug = this_sight().programme.slug
    return redirect(url_for("obstacles.show", slug=slug, reference=obstacle.reference), 303)
