"""Routes to say that an obstacle holds up another, and to take it back."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import ask_before_linking
from tracker.auth.confirm_widening import goes_back_to_the_form
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.partial_lists import part_of
from tracker.models import Hindrance, Obstacle
from tracker.obstacles import commands
from tracker.obstacles.blueprint import bp
from tracker.obstacles.forms import Direction, HindranceForm
from tracker.obstacles.queries_story import neighbours_of
from tracker.obstacles.queries_totals import MOST_HINDRANCES, has_all_hindrances
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited

MOST_SHOWN = 20


@bp.route("/obstacles/<reference:reference>/hinder", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def hinder(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that the obstacle holds up another within sight, or is held up by it."""
    form = HindranceForm(**replayed())
    return _change(obstacle, form, commands.hinder)


@bp.post("/obstacles/<reference:reference>/stop-hindering")
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def stop_hindering(obstacle: Obstacle) -> ResponseReturnValue:
    """Take back that one of two obstacles holds up the other."""
    return _change(obstacle, HindranceForm(), commands.stop_hindering)


def _change(
    obstacle: Obstacle, form: HindranceForm, command: Callable[..., Hindrance | None]
) -> ResponseReturnValue:
    if not form.validate_on_submit() or goes_back_to_the_form():
        return _page(obstacle, form)
    other = find_logged_obstacle(this_sight(), form.other.data.upper())
    if other is None:
        form.other.errors = [
            _("There is no obstacle with this reference that you can see. Check the reference")
        ]
        return _page(obstacle, form)
    if command is commands.hinder and (first := ask_before_linking(obstacle, other)) is not None:
        return first
    holds, address = form.direction.data == Direction.HOLDS_UP, page_of(obstacle)
    try:
        if command is commands.hinder and has_all_hindrances(this_sight(), obstacle, holds=holds):
            raise DomainError(
                ngettext(
                    "There is already %(num)s link. Remove a link first",
                    "There are already %(num)s links. Remove a link first",
                    MOST_HINDRANCES,
                )
            )
        command(holding=obstacle if holds else other, held_up=other if holds else obstacle)
    except DomainError as error:
        form.other.errors = [str(error)]
        return _page(obstacle, form)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(address, 303)


def _page(obstacle: Obstacle, form: HindranceForm) -> ResponseReturnValue:
    holds_up, held_up_by = neighbours_of(this_sight(), obstacle)
    at = page_of(obstacle, "hinder")
    page = render_template(
        "obstacles/hinder.html",
        obstacle=obstacle,
        form=form,
        holds_up=part_of("holds-up", holds_up, MOST_SHOWN, at),
        held_up_by=part_of("held-up-by", held_up_by, MOST_SHOWN, at),
    )
    return page, 422 if form.errors else 200
