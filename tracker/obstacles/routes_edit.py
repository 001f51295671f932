"""Routes to edit an obstacle, to log a draft and to delete one."""

from flask import flash, redirect, render_template, request, url_for
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
from tracker.forms.versioned import Difference, show_conflict
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import discard_draft, edit_obstacle, publish_draft
from tracker.obstacles.differences import differences
from tracker.obstacles.forms import ObstacleForm, filled_form
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import category_choices, category_ids_of, find_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
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
        return show_conflict(
            form,
            find_obstacle(this_sight(), reference),
            compare=lambda now: _differences(now, form),
            page=lambda now, found: _page("conflict", now, form, 409, differences=found),
            saved=lambda now: redirect(page_of(now), 303),
        )
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
    held = category_ids_of(obstacle)
    offered = category_choices(this_sight(), held)
    return ObstacleForm(
        **replayed(),
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


def _differences(obstacle: Obstacle, form: ObstacleForm) -> list[Difference]:
    held = category_ids_of(obstacle)
    return differences(obstacle, held, form.told(), category_choices(this_sight(), held))


@bp.post("/obstacles/<reference:reference>/delete-draft")
@limited(WRITES)
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
    flash(_("Draft deleted."), "success")
    return redirect(address, 303)
