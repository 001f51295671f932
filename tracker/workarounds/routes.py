"""Routes of workarounds: list, read, log, edit, put beside an obstacle, take away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirm_ties import (
    Change,
    ask_before_changing,
    ask_before_linking,
    ask_before_making,
    asks_without_name,
    owner_of,
    unnamed_source,
)
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    ask_before_widening,
    check_first_readers,
    goes_back_to_the_form,
)
from tracker.auth.guards import can, find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.ties import begun_from, without_name
from tracker.auth.widening import Readers
from tracker.errors import AlreadySubmitted, DomainError, EditConflict
from tracker.extensions import db
from tracker.forms.paging import paged
from tracker.forms.parsing import one_line
from tracker.forms.partial_lists import part_of
from tracker.forms.readers import blank_readers
from tracker.forms.versioned import Difference, show_conflict
from tracker.models import Obstacle, Organisation, Programme, Workaround
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.catalogue import OrganisationEntry
from tracker.sight.obstacles import find_logged_obstacle, logging_organisations
from tracker.web.rate_limits import SEARCH, WRITES, limited
from tracker.workarounds import routes_one_tap, routes_trials
from tracker.workarounds.blueprint import bp, go_to_obstacle, go_to_workaround
from tracker.workarounds.commands import (
    Source,
    Way,
    edit_workaround,
    link_workaround,
    log_workaround,
    unlink_workaround,
)
from tracker.workarounds.commands_trials import try_too
from tracker.workarounds.forms import LinkForm, WorkaroundForm, filled_way
from tracker.workarounds.queries import (
    NEWEST_FIRST,
    SORTS,
    entries_of,
    find_workaround,
    places_in,
    places_of,
    tally,
    ways_in,
    ways_matching,
)
from tracker.workarounds.strategies import Advice, find_advice

__all__ = ["bp", "routes_one_tap", "routes_trials"]

A_PAGE = 25
MOST_SHOWN = 20
"""How many trials, or obstacles without one, a workaround's page shows at once."""
LONGEST_QUESTION = 200


@bp.get("/workarounds")
@limited(SEARCH)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the workarounds."""
    sight = this_sight()
    q, asked = request.args.get("q", "")[:LONGEST_QUESTION], request.args.get("sort", "")
    sort = asked if asked in SORTS else NEWEST_FIRST
    known, found = ways_in(sight), ways_matching(sight, q, sort)
    page = paged(len(found), A_PAGE, request.args.get("page", ""))

    def address(number: int) -> str:
        return url_for(".index", slug=programme.slug, q=q or None, sort=sort, page=number)

    return render_template(
        "workarounds/index.html",
        found=page.of(found),
        known=len(known),
        helped=sum(way.worked > 0 for way in known),
        page=page,
        address=address,
        q=q,
        sort=sort,
    )


@bp.get("/workarounds/<reference:reference>")
@guarded(Permission.WORKAROUND_READ, on=find_workaround)
def show(workaround: Workaround) -> ResponseReturnValue:
    """Show a workaround: its words, where it was tried and how it went."""
    return _show(workaround, LinkForm(formdata=None, find=_find_obstacle_to_link))


def _show(workaround: Workaround, link_form: LinkForm) -> ResponseReturnValue:
    beside = places_of(this_sight(), workaround)
    at = url_for(".show", slug=this_sight().programme.slug, reference=workaround.reference)
    trials = part_of("trials", entries_of(beside), MOST_SHOWN, at)
    page = render_template(
        "workarounds/show.html",
        workaround=workaround,
        beside=places_in(trials.rows),
        trials=trials,
        outcomes=tally(beside),
        link_form=link_form,
    )
    return page, 422 if link_form.errors else 200


def _find_obstacle_to_link(reference: str) -> Obstacle | None:
    """Return the obstacle where the person may put workarounds beside it."""
    obstacle = find_logged_obstacle(this_sight(), reference)
    return obstacle if obstacle and can(Permission.WORKAROUND_LINK, obstacle) else None


@bp.route("/workarounds/log", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log a workaround, and put it beside the obstacle that the address names."""
    organisations = logging_organisations(this_sight())
    advice = find_advice(request.args.get("strategy", ""))
    beside = _find_obstacle_to_link(_code(request.args.get("obstacle", "")))
    source = unnamed_source(beside)
    form = _form(organisations, _begun(organisations, source, advice))
    if not form.validate_on_submit() or goes_back_to_the_form():
        return _log_page(form, organisations, beside)
    way = _way_told(form, source)
    try:
        if (first := _ask_before_logging(form, way, source)) is not None:
            return first
        workaround = log_workaround(
            programme=programme,
            organisation_id=form.chosen_organisation.id,
            author_id=this_person().id,
            way=way,
            source=_published(advice),
            form_key=form.form_key.key,
        )
        _put_beside(workaround, beside, advice)
    except AlreadySubmitted as before:
        db.session.rollback()
        if before.is_same:
            return go_to_workaround(before.reference)
        form.title.errors = [form.form_key.ask_again(before.reference)]
        return _log_page(form, organisations, beside)
    except DomainError as error:
        db.session.rollback()
        _refuse(form, error)
        return _log_page(form, organisations, beside)
    db.session.commit()
    flash(
        _("Workaround added. Everyone who can see it can try it and record how it goes."), "success"
    )
    return _show_what_was_logged(workaround, beside if advice else None)


def _begun(
    organisations: Sequence[OrganisationEntry], source: Obstacle | None, advice: Advice | None
) -> dict[str, Any]:
    """Return what stands in the form at first; `source` is an own obstacle without a name."""
    owner = owner_of(source, organisations)
    title = {"title": advice.strategy} if advice else {}
    return blank_readers(owner) | begun_from(source, owner.default_visibility) | title


def _way_told(form: WorkaroundForm, source: Obstacle | None) -> Way:
    way = form.way()
    if asks_without_name():
        return replace(way, **without_name(source, way.visibility))
    return way


def _ask_before_logging(form: WorkaroundForm, way: Way, source: Obstacle | None) -> str | None:
    """Return the page that asks first, or None; raises where they may let so many read nothing."""
    readers = Readers(way.visibility, way.is_named)
    check_first_readers(form.chosen_organisation, readers, Permission.WORKAROUND_WIDEN)
    return ask_before_making(source, Change("workaround", form.chosen_organisation, readers))


def _refuse(form: WorkaroundForm, error: DomainError) -> None:
    """Show why a command refused it, beside what has to be chosen otherwise."""
    if isinstance(error, NotTheirsToWiden):
        form.visibility.errors = [str(error)]
    else:
        form.refuse(error)


def _show_what_was_logged(workaround: Workaround, tried: Obstacle | None) -> ResponseReturnValue:
    return go_to_obstacle(tried.reference) if tried else go_to_workaround(workaround.reference)


def _published(advice: Advice | None) -> Source | None:
    """Return where the strategy behind a workaround is published."""
    if advice is None:
        return None
    label = _("Published strategy: %(name)s", name=advice.strategy)
    return Source(f"{label}. {advice.source.label}", advice.source.address)


def _put_beside(workaround: Workaround, obstacle: Obstacle | None, advice: Advice | None) -> None:
    """Put a new workaround beside the obstacle; what experts advise is tried there from now on."""
    if obstacle is None:
        return
    link_workaround(workaround=workaround, obstacle=obstacle, sight=this_sight())
    if advice and can(Permission.TRIAL_RECORD, obstacle):
        try_too(workaround=workaround, obstacle=obstacle, author_id=this_person().id)


def _code(typed: str) -> str:
    """Return a reference as somebody typed it the way the database has it."""
    return (one_line(typed) or "").upper()


def _form(
    organisations: Sequence[OrganisationEntry | Organisation], data: dict[str, object]
) -> WorkaroundForm:
    return WorkaroundForm(**replayed(), data=data, organisations=organisations)


def _log_page(
    form: WorkaroundForm, organisations: list[OrganisationEntry], beside: Obstacle | None
) -> ResponseReturnValue:
    page = render_template(
        "workarounds/log.html",
        form=form,
        organisations=organisations,
        beside=beside,
        advice=find_advice(request.args.get("strategy", "")),
    )
    return page, 422 if form.errors else 200


@bp.route("/workarounds/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.WORKAROUND_EDIT, on=find_workaround)
def edit(workaround: Workaround) -> ResponseReturnValue:
    """Change what a workaround says."""
    reference, organisations = workaround.reference, [workaround.organisation]
    form = _form(organisations, filled_way(workaround))
    if not form.validate_on_submit():
        return _edit_page(workaround, form, 422 if form.is_submitted() else 200)
    if (first := _to_answer_first(workaround, form)) is not None:
        return first
    try:
        edit_workaround(workaround=workaround, version=form.version_read, way=form.way())
    except EditConflict:
        db.session.rollback()
        return show_conflict(
            form,
            find_workaround(this_sight(), reference),
            compare=lambda now: form.differences_from(filled_way(now)),
            page=lambda now, found: _edit_page(now, form, 409, found),
            saved=lambda _now: go_to_workaround(reference),
        )
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _edit_page(workaround, form, 422)
    db.session.commit()
    flash(_("Saved."), "success")
    return go_to_workaround(reference)


def _to_answer_first(workaround: Workaround, form: WorkaroundForm) -> ResponseReturnValue | None:
    """Return what stands between a valid form and its saving, or None."""
    if goes_back_to_the_form():
        return _edit_page(workaround, form, 200)
    if workaround.version != form.version_read:
        return None
    after = Readers(form.way().visibility, form.way().is_named)
    try:
        return ask_before_widening(
            workaround, after, Permission.WORKAROUND_WIDEN, "workarounds/widen.html"
        ) or ask_before_changing(workaround, after)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _edit_page(workaround, form, 422)


def _edit_page(
    workaround: Workaround, form: WorkaroundForm, status: int, found: Sequence[Difference] = ()
) -> ResponseReturnValue:
    page = render_template(
        "workarounds/edit.html",
        form=form,
        workaround=workaround,
        organisations=[workaround.organisation],
        found=found,
    )
    return page, status


@bp.post("/workarounds/<reference:reference>/link")
@limited(WRITES)
@guarded(Permission.WORKAROUND_READ, on=find_workaround)
def link(workaround: Workaround) -> ResponseReturnValue:
    """Put the workaround beside an obstacle."""
    form = LinkForm(find=_find_obstacle_to_link)
    if not form.validate_on_submit() or form.found is None:
        return _show(workaround, form)
    back = url_for(".show", slug=this_sight().programme.slug, reference=workaround.reference)
    if (first := ask_before_linking(workaround, form.found, back=back)) is not None:
        return first
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
    """Take a workaround away from an obstacle."""
    workaround = find_workaround(this_sight(), _code(request.form.get("workaround", "")))
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
