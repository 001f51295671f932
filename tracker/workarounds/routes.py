"""Routes of workarounds: list, show, log, edit, link, unlink."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirm_ties import (
    PlannedChange,
    confirm_change_of_readers,
    confirm_creation,
    confirm_linking,
    is_without_name_chosen,
    owner_of,
    unnamed_source,
)
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    check_first_readers,
    confirm_widening,
    is_change_chosen,
)
from tracker.auth.guards import can, find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.ties import initial_values_from, without_name
from tracker.auth.widening import Readers
from tracker.barriers.queries import find_barrier
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.forms.paging import requested_page
from tracker.forms.parsing import one_line
from tracker.forms.partial_lists import list_part
from tracker.forms.pick_list import PickList
from tracker.forms.readers import blank_readers
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Barrier, Obstacle, Organisation, Programme, Workaround
from tracker.models.moment import now
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.catalogue import OrganisationEntry
from tracker.sight.obstacles import find_logged_obstacle, logging_organisations
from tracker.sight.options import Scope
from tracker.sight.repeated import LoggedBefore, LoggedText, workaround_logged_before
from tracker.sight.sight import Sight
from tracker.sight.withdrawn import (
    WithdrawnWorkaround,
    find_withdrawn_workaround,
    restorable_until,
)
from tracker.text_index.near_search import NearPickList
from tracker.web.rate_limits import SEARCH, WRITES, limited
from tracker.workarounds import routes_options, routes_quick_actions, routes_trials
from tracker.workarounds.blueprint import bp, go_to_obstacle, go_to_workaround
from tracker.workarounds.commands import (
    WorkaroundInput,
    WorkaroundSource,
    edit_workaround,
    link_workaround,
    log_workaround,
    unlink_workaround,
)
from tracker.workarounds.commands_trials import start_trial
from tracker.workarounds.forms import LinkForm, WorkaroundForm, filled_workaround
from tracker.workarounds.queries import (
    NEWEST_FIRST,
    SORTS,
    count_outcomes,
    find_workaround,
    group_entries,
    linked_obstacles,
    own_blocked_obstacles,
    trial_entries,
    workaround_rows,
    workarounds_matching,
)
from tracker.workarounds.strategies import Advice, find_advice

__all__ = ["bp", "routes_options", "routes_quick_actions", "routes_trials"]

PAGE_SIZE = 25
MAX_SHOWN = 20
"""The number of trials, or obstacles without one, on one page of a workaround's list."""
MAX_QUERY_LENGTH = 200


@bp.get("/workarounds")
@limited(SEARCH)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the workarounds."""
    sight = this_sight()
    q, requested_sort = request.args.get("q", "")[:MAX_QUERY_LENGTH], request.args.get("sort", "")
    sort = requested_sort if requested_sort in SORTS else NEWEST_FIRST
    workarounds, found = workaround_rows(sight), workarounds_matching(sight, q, sort)
    page = requested_page(len(found), PAGE_SIZE, request.args.get("page", ""))

    def address(number: int) -> str:
        return url_for(".index", slug=programme.slug, q=q or None, sort=sort, page=number)

    return render_template(
        "workarounds/index.html",
        found=page.of(found),
        total=len(workarounds),
        helped=sum(row.worked > 0 for row in workarounds),
        page=page,
        address=address,
        q=q,
        sort=sort,
    )


def find_workaround_page(sight: Sight, reference: str) -> Workaround | WithdrawnWorkaround | None:
    """Return the workaround with this reference, or the notice that it was withdrawn, or None."""
    return find_workaround(sight, reference) or find_withdrawn_workaround(sight, reference)


@bp.get("/workarounds/<reference:reference>")
@guarded(Permission.WORKAROUND_READ, on=find_workaround_page)
def show(workaround: Workaround | WithdrawnWorkaround) -> ResponseReturnValue:
    """Show a workaround and its trials, or that it was withdrawn."""
    if isinstance(workaround, WithdrawnWorkaround):
        moment = workaround.workaround.withdrawn_at or now()
        return render_template(
            "workarounds/withdrawn.html", withdrawn=workaround, until=restorable_until(moment)
        )
    return _show(workaround, LinkForm(formdata=None, pick_list=_pick_list_to_link()))


def _requested_barrier() -> Barrier | None:
    """Return the barrier in the query string, from whose page or row the person came."""
    return find_barrier(this_sight(), _normalise_reference(request.args.get("barrier", "")))


def _show(workaround: Workaround, link_form: LinkForm) -> ResponseReturnValue:
    obstacles = linked_obstacles(this_sight(), workaround)
    at = url_for(".show", slug=this_sight().programme.slug, reference=workaround.reference)
    trials = list_part("trials", trial_entries(obstacles), MAX_SHOWN, at)
    barrier = _requested_barrier()
    page = render_template(
        "workarounds/show.html",
        workaround=workaround,
        obstacles=group_entries(trials.rows),
        trials=trials,
        outcomes=count_outcomes(obstacles),
        barrier=barrier,
        own_obstacles=own_blocked_obstacles(this_sight(), barrier, workaround) if barrier else [],
        link_form=link_form,
    )
    return page, 422 if link_form.errors else 200


def _find_obstacle_to_link(reference: str) -> Obstacle | None:
    """Return the obstacle if the person may link workarounds to it, else None."""
    obstacle = find_logged_obstacle(this_sight(), reference)
    return obstacle if obstacle and can(Permission.WORKAROUND_LINK, obstacle) else None


def _pick_list_to_link() -> PickList:
    """Return the obstacles that the person may link: a programme lead all, others their own."""
    sight = this_sight()
    scope = Scope.VISIBLE if sight.is_programme_lead else Scope.OWN
    return NearPickList(sight, scope, _find_obstacle_to_link)


@bp.route("/workarounds/log", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log a workaround and link it to the obstacle in the query string."""
    organisations = logging_organisations(this_sight())
    advice = find_advice(request.args.get("strategy", ""))
    obstacle = _find_obstacle_to_link(_normalise_reference(request.args.get("obstacle", "")))
    source = unnamed_source(obstacle)
    form = _form(organisations, _initial_values(organisations, source, advice))
    if not form.validate_on_submit() or is_change_chosen():
        return _log_page(form, organisations, obstacle)
    content = _content(form, source)
    try:
        before = _find_logged_before(form, content)
        question = before and _log_page(form, organisations, obstacle, before)
        if question := question or _confirm_before_logging(form, content, source):
            return question
        workaround = log_workaround(
            programme=programme,
            organisation_id=form.chosen_organisation.id,
            author_id=this_person().id,
            content=content,
            source=_source_of(advice),
            form_key=form.form_key.key,
        )
        _link_obstacle(workaround, obstacle, advice)
    except AlreadySubmitted as duplicate:
        db.session.rollback()
        if duplicate.is_same:
            return go_to_workaround(duplicate.reference)
        form.title.errors = [form.form_key.renew(duplicate.reference)]
        before = LoggedBefore(duplicate.reference, is_answered=True)
        return _log_page(form, organisations, obstacle, before)
    except DomainError as error:
        db.session.rollback()
        _refuse(form, error)
        return _log_page(form, organisations, obstacle)
    db.session.commit()
    flash(
        _("Workaround added. Everyone who can see it can try it and record how it goes."), "success"
    )
    return _go_to_logged(workaround, obstacle if advice else None)


def _initial_values(
    organisations: Sequence[OrganisationEntry], source: Obstacle | None, advice: Advice | None
) -> dict[str, Any]:
    """Return the form's initial data; `source` is an own unnamed obstacle, or None."""
    owner = owner_of(source, organisations)
    title = {"title": advice.strategy} if advice else {}
    return blank_readers(owner) | initial_values_from(source, owner.default_visibility) | title


def _content(form: WorkaroundForm, source: Obstacle | None) -> WorkaroundInput:
    content = form.content()
    if is_without_name_chosen():
        return replace(content, **without_name(source, content.visibility))
    return content


def _find_logged_before(form: WorkaroundForm, content: WorkaroundInput) -> LoggedBefore | None:
    """Return what the person added in these words, unless they were asked about just that."""
    text = LoggedText(
        form.chosen_organisation.id, content.title, content.details, form.form_key.key
    )
    before = workaround_logged_before(this_sight(), text)
    if before is None or request.form.get("again") == before.reference:
        return None
    return before


def _confirm_before_logging(
    form: WorkaroundForm, content: WorkaroundInput, source: Obstacle | None
) -> str | None:
    """Return the confirmation page, or None; raise NotTheirsToWiden if not allowed."""
    readers = Readers(content.visibility, content.is_named)
    check_first_readers(form.chosen_organisation, readers, Permission.WORKAROUND_WIDEN)
    return confirm_creation(source, PlannedChange("workaround", form.chosen_organisation, readers))


def _refuse(form: WorkaroundForm, error: DomainError) -> None:
    """Show the error at the field that has to change."""
    if isinstance(error, NotTheirsToWiden):
        form.visibility.errors = [str(error)]
    else:
        form.refuse(error)


def _go_to_logged(workaround: Workaround, obstacle: Obstacle | None) -> ResponseReturnValue:
    return (
        go_to_obstacle(obstacle.reference) if obstacle else go_to_workaround(workaround.reference)
    )


def _source_of(advice: Advice | None) -> WorkaroundSource | None:
    """Return the published source of a strategy, or None."""
    if advice is None:
        return None
    label = _("Published strategy: %(name)s", name=advice.strategy)
    return WorkaroundSource(f"{label}. {advice.source.label}", advice.source.address)


def _link_obstacle(
    workaround: Workaround, obstacle: Obstacle | None, advice: Advice | None
) -> None:
    """Link a new workaround to the obstacle; start a trial if it is a published strategy."""
    if obstacle is None:
        return
    link_workaround(workaround=workaround, obstacle=obstacle, sight=this_sight())
    if advice and can(Permission.TRIAL_RECORD, obstacle):
        start_trial(workaround=workaround, obstacle=obstacle, author_id=this_person().id)


def _normalise_reference(text: str) -> str:
    """Return a submitted reference as it is stored."""
    return (one_line(text) or "").upper()


def _form(
    organisations: Sequence[OrganisationEntry | Organisation],
    data: dict[str, object],
    edited: Workaround | None = None,
) -> WorkaroundForm:
    return WorkaroundForm(**replayed(), data=data, organisations=organisations, edited=edited)


def _log_page(
    form: WorkaroundForm,
    organisations: list[OrganisationEntry],
    obstacle: Obstacle | None,
    logged_before: LoggedBefore | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "workarounds/log.html",
        form=form,
        organisations=organisations,
        obstacle=obstacle,
        advice=find_advice(request.args.get("strategy", "")),
        logged_before=logged_before,
    )
    return page, 422 if form.errors or logged_before else 200


@bp.route("/workarounds/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_EDIT, on=find_workaround)
@retry_on_conflict
def edit(workaround: Workaround) -> ResponseReturnValue:
    """Edit a workaround."""
    reference, organisations = workaround.reference, [workaround.organisation]
    form = _form(organisations, filled_workaround(workaround), workaround)
    if not form.validate_on_submit():
        return _edit_page(workaround, form, form.error_status if form.is_submitted() else 200)
    if (confirmation := _confirm_first(workaround, form)) is not None:
        return confirmation
    try:
        edit_workaround(workaround=workaround, version=form.version_read, content=form.content())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _edit_page(workaround, form, 422)
    db.session.commit()
    flash(_("Saved."), "success")
    return go_to_workaround(reference)


def _confirm_first(workaround: Workaround, form: WorkaroundForm) -> ResponseReturnValue | None:
    """Return the page to show before a valid form is saved, or None."""
    if is_change_chosen():
        return _edit_page(workaround, form, 200)
    after = Readers(form.content().visibility, form.content().is_named)
    try:
        return confirm_widening(
            workaround, after, Permission.WORKAROUND_WIDEN, "workarounds/widen.html"
        ) or confirm_change_of_readers(workaround, after)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _edit_page(workaround, form, 422)


def _edit_page(workaround: Workaround, form: WorkaroundForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "workarounds/edit.html",
        form=form,
        workaround=workaround,
        organisations=[workaround.organisation],
    )
    return page, status


@bp.post("/workarounds/<reference:reference>/link")
@limited(WRITES)
@guarded(Permission.WORKAROUND_READ, on=find_workaround)
def link(workaround: Workaround) -> ResponseReturnValue:
    """Link the workaround to an obstacle."""
    form = LinkForm(pick_list=_pick_list_to_link())
    if form.obstacle.is_search or not form.validate_on_submit() or form.found is None:
        return _show(workaround, form)
    back = url_for(".show", slug=this_sight().programme.slug, reference=workaround.reference)
    if (confirmation := confirm_linking(workaround, form.found, back=back)) is not None:
        return confirmation
    try:
        link_workaround(workaround=workaround, obstacle=form.found, sight=this_sight())
    except DomainError as error:
        form.obstacle.errors = [str(error)]
        return _show(workaround, form)
    db.session.commit()
    flash(_("Linked to %(code)s.", code=form.found.reference), "success")
    return go_to_workaround(workaround.reference)


@bp.post("/obstacles/<reference:reference>/unlink")
@limited(WRITES)
@guarded(Permission.WORKAROUND_LINK, on=find_logged_obstacle)
def unlink(obstacle: Obstacle) -> ResponseReturnValue:
    """Unlink a workaround from an obstacle."""
    workaround = find_workaround(
        this_sight(), _normalise_reference(request.form.get("workaround", ""))
    )
    try:
        if workaround is None:
            raise DomainError(_("This workaround is no longer linked here"))
        unlink_workaround(workaround=workaround, obstacle=obstacle)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Link to %(code)s removed.", code=obstacle.reference), "success")
    if workaround is not None:
        return go_to_workaround(workaround.reference)
    slug, reference = this_sight().programme.slug, obstacle.reference
    return redirect(url_for("obstacles.show", slug=slug, reference=reference), 303)
