"""Routes of trials: say that we try a workaround, and how it goes."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirm_ties import ask_before_linking
from tracker.auth.confirm_widening import goes_back_to_the_form
from tracker.auth.guards import can, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import AlreadySubmitted, DomainError, EditConflict
from tracker.extensions import db
from tracker.forms.versioned import Difference, show_conflict
from tracker.models import Obstacle, Workaround
from tracker.models.vocabulary import BLOCKING_STATUSES, HELPFUL_OUTCOMES, Outcome
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited
from tracker.workarounds.blueprint import bp
from tracker.workarounds.commands import Course, edit_trial, record_trial
from tracker.workarounds.forms import CourseForm, TrialForm, filled_course
from tracker.workarounds.queries import Tried, find_trial, find_workaround, own_obstacles


@bp.route("/workarounds/<reference:reference>/trials/new", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_LOG, on=find_workaround)
def try_it(workaround: Workaround) -> ResponseReturnValue:
    """Say that our organisation tries this against an obstacle of its own."""
    form = TrialForm(
        **replayed(),
        data={"obstacle": request.args.get("obstacle", "")[:20]},
        find=_find_own_obstacle,
    )
    if not form.validate_on_submit() or form.found is None or goes_back_to_the_form():
        return _try_page(workaround, form)
    if (first := ask_before_linking(workaround, form.found)) is not None:
        return first
    try:
        record_trial(
            workaround=workaround,
            obstacle=form.found,
            author_id=this_person().id,
            course=form.course(),
            form_key=form.form_key.key,
            sight=this_sight(),
        )
    except AlreadySubmitted as before:
        db.session.rollback()
        if not before.is_same:
            form.outcome.errors = [form.form_key.ask_again(before.reference)]
            return _try_page(workaround, form)
    except DomainError as error:
        db.session.rollback()
        form.obstacle.errors = [str(error)]
        return _try_page(workaround, form)
    else:
        db.session.commit()
    return _back_to(form.found, form.course().outcome)


def _try_page(workaround: Workaround, form: TrialForm) -> ResponseReturnValue:
    own = own_obstacles(this_sight())
    page = render_template("workarounds/try_it.html", workaround=workaround, form=form, own=own)
    return page, 422 if form.errors else 200


def _find_own_obstacle(reference: str) -> Obstacle | None:
    obstacle = find_logged_obstacle(this_sight(), reference)
    return obstacle if obstacle and can(Permission.TRIAL_RECORD, obstacle) else None


@bp.route("/trials/<reference:reference>/edit", endpoint="edit_trial", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_trial)
def say_how_it_goes(tried: Tried) -> ResponseReturnValue:
    """Say how our trial goes now."""
    reference = tried.trial.reference
    form = CourseForm(**replayed(), data=filled_course(tried.trial))
    if not form.validate_on_submit():
        return _page(tried, form, 422 if form.is_submitted() else 200)
    try:
        edit_trial(trial=tried.trial, version=form.version_read, course=form.course())
    except EditConflict:
        db.session.rollback()
        return show_conflict(
            form,
            find_trial(this_sight(), reference),
            compare=lambda now: form.differences_from(filled_course(now.trial)),
            page=lambda now, found: _page(now, form, 409, found),
            saved=lambda now: _back_to(now.obstacle, form.course().outcome),
        )
    db.session.commit()
    return _back_to(tried.obstacle, form.course().outcome)


@bp.post("/trials/<reference:reference>/outcome")
@limited(WRITES)
@guarded(Permission.TRIAL_RECORD, on=find_trial)
def say_outcome(tried: Tried) -> ResponseReturnValue:
    """Say how our trial goes, by one tap; what else was told of it stays."""
    trial, told = tried.trial, request.form.get("outcome")
    if told not in set(Outcome):
        abort(400)
    db.session.refresh(trial, with_for_update=True)  # Of two taps at once the second waits.
    course = Course(Outcome(told), trial.started_on, trial.ended_on, trial.what_it_took)
    edit_trial(trial=trial, version=trial.version, course=course)
    db.session.commit()
    return _back_to(tried.obstacle, course.outcome)


def _page(
    tried: Tried, form: CourseForm, status: int, found: Sequence[Difference] = ()
) -> ResponseReturnValue:
    page = render_template("workarounds/edit_trial.html", tried=tried, form=form, found=found)
    return page, status


def _back_to(obstacle: Obstacle, outcome: Outcome) -> ResponseReturnValue:
    """Lead back to the obstacle, and offer to say that it is past, where the trial helped."""
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
