"""Routes to withdraw obstacles, workarounds and trials, and to restore them."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.options import Scope
from tracker.sight.withdrawn import (
    find_obstacle_to_withdraw,
    find_workaround_to_withdraw,
    restorable_until,
)
from tracker.text_index.near_search import NearPickList
from tracker.web.rate_limits import WRITES, limited
from tracker.withdrawals import commands
from tracker.withdrawals.forms import WithdrawObstacleForm, WithdrawWorkaroundForm
from tracker.workarounds.pick_list import WorkaroundPickList
from tracker.workarounds.queries import (
    TrialOfObstacle,
    find_trial_to_withdraw,
    find_workaround,
)

bp = Blueprint("withdrawals", __name__, url_prefix="/programmes/<slug:slug>")


@bp.route("/obstacles/<reference:reference>/withdraw", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_WITHDRAW, on=find_obstacle_to_withdraw)
def withdraw_obstacle(obstacle: Obstacle) -> ResponseReturnValue:
    """Withdraw an obstacle that was logged by mistake or twice."""
    sight, page = this_sight(), _page_of("obstacles.show", obstacle.reference)
    if obstacle.withdrawn_at is not None:
        return page
    pick_list = NearPickList(
        sight, Scope.VISIBLE, partial(find_logged_obstacle, sight), of=obstacle.reference
    )
    form = WithdrawObstacleForm(**replayed(), thing=obstacle, pick_list=pick_list)
    if form.other.is_search or not form.validate_on_submit():
        return _question("withdrawals/withdraw_obstacle.html", form, obstacle=obstacle)
    commands.withdraw_obstacle(obstacle=obstacle, duplicate_of=form.duplicate_of)
    db.session.commit()
    flash(_("Obstacle withdrawn."), "success")
    return page


@bp.post("/obstacles/<reference:reference>/restore")
@limited(WRITES)
@guarded(Permission.OBSTACLE_WITHDRAW, on=find_obstacle_to_withdraw)
def restore_obstacle(obstacle: Obstacle) -> ResponseReturnValue:
    """Restore a withdrawn obstacle."""
    return _restore(
        obstacle, _page_of("obstacles.show", obstacle.reference), _("Obstacle restored.")
    )


@bp.route("/workarounds/<reference:reference>/withdraw", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_WITHDRAW, on=find_workaround_to_withdraw)
def withdraw_workaround(workaround: Workaround) -> ResponseReturnValue:
    """Withdraw a workaround that was added by mistake or twice."""
    sight, page = this_sight(), _page_of("workarounds.show", workaround.reference)
    if workaround.withdrawn_at is not None:
        return page
    pick_list = WorkaroundPickList(sight, partial(find_workaround, sight), of=workaround.reference)
    form = WithdrawWorkaroundForm(**replayed(), thing=workaround, pick_list=pick_list)
    if form.other.is_search or not form.validate_on_submit():
        return _question("withdrawals/withdraw_workaround.html", form, workaround=workaround)
    commands.withdraw_workaround(workaround=workaround, duplicate_of=form.duplicate_of)
    db.session.commit()
    flash(_("Workaround withdrawn."), "success")
    return page


@bp.post("/workarounds/<reference:reference>/restore")
@limited(WRITES)
@guarded(Permission.WORKAROUND_WITHDRAW, on=find_workaround_to_withdraw)
def restore_workaround(workaround: Workaround) -> ResponseReturnValue:
    """Restore a withdrawn workaround."""
    return _restore(
        workaround, _page_of("workarounds.show", workaround.reference), _("Workaround restored.")
    )


@bp.route("/trials/<reference:reference>/withdraw", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.TRIAL_WITHDRAW, on=find_trial_to_withdraw)
def withdraw_trial(entry: TrialOfObstacle) -> ResponseReturnValue:
    """Withdraw a trial that was recorded by mistake."""
    page = _page_of("workarounds.edit_trial", entry.trial.reference)
    if entry.trial.withdrawn_at is not None:
        return page
    form = FlaskForm()
    if not form.validate_on_submit():
        return _question("withdrawals/withdraw_trial.html", form, entry=entry)
    commands.withdraw_trial(trial=entry.trial)
    db.session.commit()
    flash(_("Trial withdrawn."), "success")
    return page


@bp.post("/trials/<reference:reference>/restore")
@limited(WRITES)
@guarded(Permission.TRIAL_WITHDRAW, on=find_trial_to_withdraw)
def restore_trial(entry: TrialOfObstacle) -> ResponseReturnValue:
    """Restore a withdrawn trial."""
    return _restore(
        entry.trial, _page_of("obstacles.show", entry.obstacle.reference), _("Trial restored.")
    )


def _restore(
    thing: Obstacle | Workaround | Trial, page: ResponseReturnValue, message: str
) -> ResponseReturnValue:
    if commands.restore(thing=thing):
        db.session.commit()
        flash(message, "success")
    return page


def _question(template: str, form: FlaskForm, **values: object) -> ResponseReturnValue:
    until = restorable_until(now())
    page = render_template(template, form=form, until=until, **values)
    return page, 422 if form.errors else 200


def _page_of(endpoint: str, reference: str) -> ResponseReturnValue:
    """Return the redirect to a thing's page; call before the commit, not after."""
    return redirect(url_for(endpoint, slug=this_sight().programme.slug, reference=reference), 303)
