"""Routes to edit an obstacle, to log a draft and to delete one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import confirm_change_of_readers
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    check_first_readers,
    confirm_widening,
    is_change_chosen,
)
from tracker.auth.confirmations import Confirmation, confirmation_page, is_confirmed
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.reader_labels import new_readers_sentence
from tracker.auth.widening import Readers
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Obstacle
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import discard_draft, edit_obstacle, publish_draft
from tracker.obstacles.forms import ObstacleForm, filled_form
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import category_choices, category_ids_of, find_obstacle
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_obstacle)
@retry_on_conflict
def edit(obstacle: Obstacle) -> ResponseReturnValue:
    """Edit an obstacle, or log a draft."""
    before = obstacle.visibility
    form = _form(obstacle)
    if not form.validate_on_submit():
        name = "conflict" if form.conflicts else "edit"
        return _page(name, obstacle, form, form.error_status if form.is_submitted() else 200)
    if (confirmation := _confirm_first(obstacle, form)) is not None:
        return confirmation
    is_logging = obstacle.is_draft and request.form.get("act") == "log"
    try:
        edit_obstacle(obstacle=obstacle, version=form.version_read, content=form.content())
        if is_logging:
            publish_draft(obstacle=obstacle)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", obstacle, form, 422)
    address = page_of(obstacle, "logged" if is_logging else "show")
    if not is_logging:
        readers_sentence = new_readers_sentence(obstacle.visibility, before)
        flash(" ".join(filter(None, [_("Saved."), readers_sentence])), "success")
    db.session.commit()
    return redirect(address, 303)


def _confirm_first(obstacle: Obstacle, form: ObstacleForm) -> ResponseReturnValue | None:
    """Return the page to show before a valid form is saved, or None; drafts need none."""
    if is_change_chosen():
        return _page("edit", obstacle, form, 200)
    content = form.content()
    after = Readers(content.visibility, content.is_named)
    try:
        if obstacle.is_draft:
            if request.form.get("act") == "log":
                check_first_readers(obstacle.organisation, after, Permission.OBSTACLE_WIDEN)
            return None
        return confirm_widening(
            obstacle, after, Permission.OBSTACLE_WIDEN, "auth/widen.html"
        ) or confirm_change_of_readers(obstacle, after)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _page("edit", obstacle, form, 422)


def _form(obstacle: Obstacle) -> ObstacleForm:
    category_ids = category_ids_of(obstacle)
    categories = category_choices(this_sight(), category_ids)
    return ObstacleForm(
        **replayed(),
        data=filled_form(obstacle, [one for one in categories if one.id in category_ids]),
        organisations=[obstacle.organisation],
        categories=categories,
        edited=obstacle,
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


@bp.post("/obstacles/<reference:reference>/delete-draft")
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_obstacle)
def discard(obstacle: Obstacle) -> ResponseReturnValue:
    """Delete a draft; the person confirms first."""
    address = url_for("register.index", slug=this_sight().programme.slug)
    confirmation = Confirmation(
        _("Delete the draft “%(title)s”?", title=obstacle.title),
        [_("You cannot undo this.")],
        _("Delete draft"),
        page_of(obstacle),
    )
    try:
        discard_draft(obstacle=obstacle)
    except DomainError as error:
        flash(str(error), "error")
        return redirect(page_of(obstacle), 303)
    if not is_confirmed():
        db.session.rollback()
        return confirmation_page(confirmation)
    db.session.commit()
    flash(_("Draft deleted."), "success")
    return redirect(address, 303)
