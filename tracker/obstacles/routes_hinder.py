"""Routes to add and remove hindrances between obstacles."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import confirm_linking
from tracker.auth.confirm_widening import is_change_chosen
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.partial_lists import list_part
from tracker.forms.pick_list import PickList
from tracker.models import Hindrance, Obstacle
from tracker.obstacles import commands
from tracker.obstacles.blueprint import bp
from tracker.obstacles.forms import Direction, HindranceForm
from tracker.obstacles.queries_relations import neighbours_of
from tracker.obstacles.queries_totals import MAX_HINDRANCES, has_all_hindrances
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.options import Scope
from tracker.text_index.near_search import NearPickList
from tracker.web.rate_limits import WRITES, limited

MAX_SHOWN = 20


@bp.route("/obstacles/<reference:reference>/hinder", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def hinder(obstacle: Obstacle) -> ResponseReturnValue:
    """Add a hindrance between the obstacle and another within sight."""
    form = HindranceForm(**replayed(), pick_list=_pick_list(obstacle))
    return _change(obstacle, form, commands.hinder)


@bp.post("/obstacles/<reference:reference>/stop-hindering")
@limited(WRITES)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def stop_hindering(obstacle: Obstacle) -> ResponseReturnValue:
    """Remove the hindrance between two obstacles."""
    form = HindranceForm(pick_list=_pick_list(obstacle))
    return _change(obstacle, form, commands.stop_hindering)


def _pick_list(obstacle: Obstacle) -> PickList:
    sight = this_sight()
    return NearPickList(
        sight, Scope.VISIBLE, partial(find_logged_obstacle, sight), of=obstacle.reference
    )


def _change(
    obstacle: Obstacle, form: HindranceForm, command: Callable[..., Hindrance | None]
) -> ResponseReturnValue:
    if form.other.is_search or not form.validate_on_submit() or is_change_chosen():
        return _page(obstacle, form)
    if (other := form.other.found) is None:
        return _page(obstacle, form)
    if (
        command is commands.hinder
        and (confirmation := confirm_linking(obstacle, other)) is not None
    ):
        return confirmation
    holds, address = form.direction.data == Direction.HOLDS_UP, page_of(obstacle)
    try:
        if command is commands.hinder and has_all_hindrances(this_sight(), obstacle, holds=holds):
            raise DomainError(
                ngettext(
                    "There is already %(num)s link. Remove a link first",
                    "There are already %(num)s links. Remove a link first",
                    MAX_HINDRANCES,
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
        holds_up=list_part("holds-up", holds_up, MAX_SHOWN, at),
        held_up_by=list_part("held-up-by", held_up_by, MAX_SHOWN, at),
    )
    return page, 422 if form.errors else 200
