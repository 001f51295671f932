"""Routes to record and edit trials."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirm_ties import confirm_linking
from tracker.auth.confirm_widening import is_change_chosen
from tracker.auth.guards import can, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Obstacle, Workaround
from tracker.models.vocabulary import BLOCKING_STATUSES, HELPFUL_OUTCOMES, Outcome
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.options import Scope
from tracker.sight.withdrawn import restorable_until
from tracker.text_index.near_search import NearPickList
from tracker.web.rate_limits import WRITES, limited
from tracker.workarounds.blueprint import bp
from tracker.workarounds.commands import TrialInput, edit_trial, record_trial
from tracker.workarounds.forms import EditTrialForm, TrialForm, filled_trial
from tracker.workarounds.queries import (
    TrialOfObstacle,
    find_trial,
    find_trial_to_withdraw,
    find_workaround,
)


@bp.route("/workarounds/<reference:reference>/trials/new", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_LOG, on=find_workaround)
def try_it(workaround: Workaround) -> ResponseReturnValue:
    """Record a trial of the workaround against an own obstacle."""
    form = TrialForm(
        **replayed(),
        data={"obstacle": request.args.get("obstacle", "")[:20]},
        pick_list=NearPickList(this_sight(), Scope.OWN, _find_own_obstacle),
    )
    if form.obstacle.is_search or is_change_chosen():
        return _try_page(workaround, form)
    if not form.validate_on_submit() or form.found is None:
        return _try_page(workaround, form)
    if (confirmation := confirm_linking(workaround, form.found)) is not None:
        return confirmation
    try:
        record_trial(
            workaround=workaround,
            obstacle=form.found,
            author_id=this_person().id,
            content=form.content(),
            form_key=form.form_key.key,
            sight=this_sight(),
        )
    except AlreadySubmitted as duplicate:
        db.session.rollback()
        if not duplicate.is_same:
            form.outcome.errors = [form.form_key.renew(duplicate.reference)]
            return _try_page(workaround, form)
    except DomainError as error:
        db.session.rollback()
        form.obstacle.errors = [str(error)]
        return _try_page(workaround, form)
    else:
        db.session.commit()
    return _go_back(form.found, form.content().outcome)


def _try_page(workaround: Workaround, form: TrialForm) -> ResponseReturnValue:
    page = render_template("workarounds/try_it.html", workaround=workaround, form=form)
    return page, 422 if form.errors else 200


def _find_own_obstacle(reference: str) -> Obstacle | None:
    obstacle = find_logged_obstacle(this_sight(), reference)
    return obstacle if obstacle and can(Permission.TRIAL_RECORD, obstacle) else None


@bp.route("/trials/<reference:reference>/edit", endpoint="edit_trial", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_trial_to_withdraw)
@retry_on_conflict
def edit(entry: TrialOfObstacle) -> ResponseReturnValue:
    """Edit an own trial, or show that it was withdrawn."""
    withdrawn_at = entry.trial.withdrawn_at
    if withdrawn_at is not None:
        until = restorable_until(withdrawn_at)
        return render_template("workarounds/withdrawn_trial.html", entry=entry, until=until)
    form = EditTrialForm(**replayed(), data=filled_trial(entry.trial))
    if not form.validate_on_submit():
        return _page(entry, form, form.error_status if form.is_submitted() else 200)
    edit_trial(trial=entry.trial, version=form.version_read, content=form.content())
    db.session.commit()
    return _go_back(entry.obstacle, form.content().outcome)


@bp.post("/trials/<reference:reference>/outcome", endpoint="say_outcome")
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_trial)
def set_outcome(entry: TrialOfObstacle) -> ResponseReturnValue:
    """Quick action: set the outcome of an own trial; its other fields stay."""
    trial, value = entry.trial, request.form.get("outcome")
    if value not in set(Outcome):
        abort(400)
    db.session.refresh(trial, with_for_update=True)  # A concurrent second request waits.
    content = TrialInput(Outcome(value), trial.started_on, trial.ended_on, trial.what_it_took)
    edit_trial(trial=trial, version=trial.version, content=content)
    db.session.commit()
    return _go_back(entry.obstacle, content.outcome)


def _page(entry: TrialOfObstacle, form: EditTrialForm, status: int) -> ResponseReturnValue:
    return render_template("workarounds/edit_trial.html", entry=entry, form=form), status


def _go_back(obstacle: Obstacle, outcome: Outcome) -> ResponseReturnValue:
    """Redirect to the obstacle; suggest to update its status if the trial helped."""
    helped = outcome in HELPFUL_OUTCOMES and obstacle.status in BLOCKING_STATUSES
    if helped:
        flash(
            _(
                "Saved. The status of the obstacle has not changed. If it is no longer in the way, "
                "update the status here."
            ),
            "success",
        )
    else:
        flash(_("Saved. Everyone who can see this obstacle can see how the trial goes."), "success")
    slug, reference = this_sight().programme.slug, obstacle.reference
    anchor = "change-status" if helped else None
    return redirect(url_for("obstacles.show", slug=slug, reference=reference, _anchor=anchor), 303)
