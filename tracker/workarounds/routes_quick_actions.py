"""Routes of quick actions: start a trial, answer its follow-up."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.confirm_ties import confirm_linking
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.forms.parsing import read_ordinal
from tracker.models import Obstacle
from tracker.models.vocabulary import Outcome
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited
from tracker.workarounds.blueprint import bp, go_to_obstacle
from tracker.workarounds.commands_trials import answer_follow_up, start_trial
from tracker.workarounds.queries import TrialOfObstacle, find_trial, find_workaround
from tracker.workarounds.queries_follow_up import FOLLOW_UP_WEEKS


@bp.post("/obstacles/<reference:reference>/try", endpoint="try_too")
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_logged_obstacle)
def begin(obstacle: Obstacle) -> ResponseReturnValue:
    """Start a trial of a workaround against an own obstacle."""
    reference = obstacle.reference
    workaround = find_workaround(this_sight(), request.form.get("workaround", "").strip().upper())
    if workaround is None:
        flash(_("This workaround is no longer linked here"), "error")
        return go_to_obstacle(reference)
    back = url_for("obstacles.show", slug=this_sight().programme.slug, reference=reference)
    if (confirmation := confirm_linking(workaround, obstacle, back=back)) is not None:
        return confirmation
    sight, author_id = this_sight(), this_person().id
    try:
        is_new = start_trial(
            workaround=workaround, obstacle=obstacle, author_id=author_id, sight=sight
        )
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return go_to_obstacle(reference)
    if is_new:
        db.session.commit()
        text = ngettext(
            "Trial started. In %(num)s week we will ask you once how it went.",
            "Trial started. In %(num)s weeks we will ask you once how it went.",
            FOLLOW_UP_WEEKS,
        )
        flash(text, "success")
    else:
        db.session.rollback()
        flash(_("You already have a trial of this workaround. Update it below."), "success")
    return go_to_obstacle(reference)


@bp.post("/trials/<reference:reference>/look-back", endpoint="look_back")
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_trial)
def answer(entry: TrialOfObstacle) -> ResponseReturnValue:
    """Store the outcome of a trial, or dismiss the question."""
    value = request.form.get("outcome", "")
    if value not in {*Outcome, "dismiss"}:
        abort(400)
    outcome, obstacle = Outcome(value) if value != "dismiss" else None, entry.obstacle.reference
    try:
        answer_follow_up(
            trial=entry.trial,
            version=read_ordinal(request.form.get("version", ""), 0),
            outcome=outcome,
        )
    except EditConflict:
        db.session.rollback()
        flash(
            _("Someone else has already updated this trial. See the trial on the obstacle’s page."),
            "error",
        )
        return go_to_obstacle(obstacle)
    db.session.commit()
    if outcome in {Outcome.WORKED, Outcome.PARTLY}:
        flash(
            _("Saved. If the obstacle is no longer in the way, update its status here."), "success"
        )
        return go_to_obstacle(obstacle, "history")
    flash(_("We will not ask again.") if outcome is None else _("Saved."), "success")
    return redirect(url_for("programmes.show", slug=this_sight().programme.slug), 303)
