"""Routes to edit an obstacle, to log a draft and to delete one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import ask_before_changing
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    ask_before_widening,
    check_first_readers,
    goes_back_to_the_form,
)
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.reader_labels import widened
from tracker.auth.widening import Readers
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import discard_draft, edit_obstacle, publish_draft
from tracker.obstacles.differences import differences
from tracker.obstacles.forms import ObstacleForm, filled_form
from tracker.sessions.form_replay import typed_again
from tracker.sight.obstacles import category_choices, category_ids_of, find_obstacle


@bp.route("/obstacles/<reference:reference>/edit", methods=["GET", "POST"])
@guarded(Permission.OBSTACLE_EDIT, on=find_obstacle)
def edit(obstacle: Obstacle) -> ResponseReturnValue:
    """Change what an obstacle says, or log a draft."""
    reference, before = obstacle.reference, obstacle.visibility
    form = _form(obstacle)
    if not form.validate_on_submit():
        return _page("edit", obstacle, form, 422 if form.is_submitted() else 200)
    if (first := _to_answer_first(obstacle, form)) is not None:
        return first
    logs_it = obstacle.is_draft and request.form.get("act") == "log"
    try:
        edit_obstacle(obstacle=obstacle, version=form.version_read, told=form.told())
        if logs_it:
            publish_draft(obstacle=obstacle)
    except EditConflict:
        db.session.rollback()
        return _show_both(reference, form)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", obstacle, form, 422)
    address = page_of(obstacle, "logged" if logs_it else "show")
    if not logs_it:
        now_read = widened(obstacle.visibility, before)
        flash(" ".join(filter(None, [_("Saved."), now_read])), "success")
    db.session.commit()
    return redirect(address, 303)


def _to_answer_first(obstacle: Obstacle, form: ObstacleForm) -> ResponseReturnValue | None:
    """Return what stands between a valid form and its saving, or None; a draft nobody reads."""
    if goes_back_to_the_form():
        return _page("edit", obstacle, form, 200)
    if obstacle.version != form.version_read:
        return None
    told = form.told()
    after = Readers(told.visibility, told.is_named)
    try:
        if obstacle.is_draft:
            if request.form.get("act") == "log":
                check_first_readers(obstacle.organisation, after, Permission.OBSTACLE_WIDEN)
            return None
        return ask_before_widening(
            obstacle, after, Permission.OBSTACLE_WIDEN, "auth/widen.html"
        ) or ask_before_changing(obstacle, after)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _page("edit", obstacle, form, 422)


def _form(obstacle: Obstacle) -> ObstacleForm:
    typed, held = typed_again(request), category_ids_of(obstacle)
    offered = category_choices(this_sight(), held)
    return ObstacleForm(
        **({} if typed is None else {"formdata": typed}),
        data=filled_form(obstacle, [one for one in offered if one.id in held]),
        organisations=[obstacle.organisation],
        categories=offered,
    )


def _page(
    name: str, obstacle: Obstacle, form: ObstacleForm, status: int, **more: object
) -> ResponseReturnValue:
    page = render_template(
        f"obstacles/{name}.html",
        obstacle=obstacle,
        form=form,
        organisations=[obstacle.organisation],
        **more,
    )
    return page, status


def _show_both(reference: str, form: ObstacleForm) -> ResponseReturnValue:
    """Show what was saved meanwhile beside what was typed, which can then be saved over it."""
    sight = this_sight()
    obstacle = find_obstacle(sight, reference)
    if obstacle is None:
        abort(404)
    held = category_ids_of(obstacle)
    found = differences(obstacle, held, form.told(), category_choices(sight, held))
    if not found:
        return redirect(page_of(obstacle), 303)
    form.version.data = str(obstacle.version)
    return _page("conflict", obstacle, form, 409, differences=found)


@bp.post("/obstacles/<reference:reference>/delete-draft")
@guarded(Permission.OBSTACLE_EDIT, on=find_obstacle)
def discard(obstacle: Obstacle) -> ResponseReturnValue:
    """Delete a draft."""
    address = url_for("register.index", slug=this_sight().programme.slug)
    try:
        discard_draft(obstacle=obstacle)
    except DomainError as error:
        flash(str(error), "error")
        return redirect(page_of(obstacle), 303)
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(address, 303)
