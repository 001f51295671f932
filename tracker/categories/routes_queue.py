"""Routes of the queue of obstacles without a category."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.categories.blueprint import bp
from tracker.categories.commands_queue import categorise_obstacle
from tracker.categories.forms import ChoiceForm
from tracker.categories.queries_queue import queue_of
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.parsing import read_ordinal
from tracker.models import Obstacle, Programme
from tracker.sight.obstacles import category_choices, find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.get("/categories/uncategorised")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def queue(programme: Programme) -> ResponseReturnValue:
    """List the obstacles without a category, each with a form to set it."""
    sight = this_sight()
    return render_template(
        "categories/queue.html",
        waiting=queue_of(sight, request.args.get("page", "")),
        form=ChoiceForm(formdata=None, categories=category_choices(sight)),
        address=lambda page: url_for(".queue", slug=programme.slug, page=page),
    )


@bp.post("/obstacles/<reference:reference>/categorise")
@limited(WRITES)
@guarded(Permission.OBSTACLE_CATEGORISE, on=find_logged_obstacle)
def categorise(obstacle: Obstacle) -> ResponseReturnValue:
    """Set the category of an obstacle that has none."""
    title, reference = obstacle.title, obstacle.reference
    form = ChoiceForm(categories=category_choices(this_sight()))
    if not form.validate_on_submit():
        flash(_("Choose a category from the list"), "error")
        return _redirect_back(reference)
    try:
        categorise_obstacle(obstacle=obstacle, category=form.chosen)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return _redirect_back(reference)
    db.session.commit()
    words = _("Category of “%(title)s” is now “%(name)s”.", title=title, name=form.chosen.name)
    flash(words, "success")
    return _redirect_back(reference)


def _redirect_back(reference: str) -> ResponseReturnValue:
    """Redirect to the page of the form: the page after logging, or the queue."""
    if request.form.get("back") == "logged":
        slug = this_sight().programme.slug
        return redirect(url_for("obstacles.logged", slug=slug, reference=reference), 303)
    page = read_ordinal(request.form.get("page", ""))
    slug = this_sight().programme.slug
    return redirect(url_for("categories.queue", slug=slug, page=page if page > 1 else None), 303)
