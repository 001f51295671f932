"""Route to say how an obstacle stands."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import guarded, this_person, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.models.labels import label
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands_status import change_status as change
from tracker.obstacles.forms import StatusForm
from tracker.obstacles.queries import find_logged_obstacle
from tracker.obstacles.routes_show import story_page


@bp.post("/obstacles/<reference:reference>/status")
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def change_status(obstacle: Obstacle) -> ResponseReturnValue:
    """Say how the obstacle stands now, and why."""
    form = StatusForm()
    if not form.validate_on_submit():
        return story_page(obstacle, status_form=form), 422
    try:
        change(obstacle=obstacle, person_id=this_person().id, to=form.new_status())
    except DomainError as error:
        form.status.errors = [*form.status.errors, str(error)]
        return story_page(obstacle, status_form=form), 422
    db.session.commit()
    flash(_("It stands as “%(status)s” now.", status=label(obstacle.status)), "success")
    slug = this_sight().programme.slug
    return redirect(url_for("obstacles.show", slug=slug, reference=obstacle.reference), 303)
