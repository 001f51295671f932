"""Routes of workarounds: list, read, log, edit, put beside an obstacle, take away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_person, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.auth.typed_again import typed_again
from tracker.errors import DomainError, EditedMeanwhile
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Programme, Workaround
from tracker.obstacles.queries import find_logged_obstacle, logging_organisations
from tracker.workarounds import routes_trials
from tracker.workarounds.blueprint import bp, go_to_workaround
from tracker.workarounds.commands import (
    edit_workaround,
    link_workaround,
    log_workaround,
    unlink_workaround,
)
from tracker.workarounds.forms import LinkForm, WorkaroundForm, blank_way, filled_way
from tracker.workarounds.queries import SORTS, find_workaround, places_of, ways_in, ways_matching

__all__ = ["bp", "routes_trials"]

A_PAGE = 25


@bp.get("/workarounds")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the workarounds."""
    sight = this_sight()
    q, sort = request.args.get("q", "")[:200], request.args.get("sort", "newest")
    found = ways_matching(sight, q, sort)
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)

    def address(number: int) -> str:
        return url_for(".index", slug=programme.slug, q=q or None, sort=sort, page=number)

    return render_template(
        "workarounds/index.html",
        found=found[(page - 1) * A_PAGE : page * A_PAGE],
        total=len(found),
        known=len(ways_in(sight)),
        first=(page - 1) * A_PAGE + 1,
        page=page,
        pages=pages,
        address=address,
        q=q,
        sort=sort if sort in SORTS else "newest",
    )


@bp.get("/workarounds/<reference:reference>")
@guarded(Permission.WORKAROUND_READ, on=find_workaround)
def show(workaround: Workaround) -> ResponseReturnValue:
    """Show a workaround: its words, where it was tried and how it went."""
    return _show(workaround, LinkForm())


def _show(workaround: Workaround, link_form: LinkForm) -> ResponseReturnValue:
    page = render_template(
        "workarounds/show.html",
        workaround=workaround,
        places=places_of(this_sight(), workaround),
        link_form=link_form,
    )
    return page, 422 if link_form.errors else 200


@bp.route("/workarounds/log", methods=["GET", "POST"])
@guarded(Permission.WORKAROUND_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log a workaround, and put it beside the obstacle that the address names."""
    organisations = logging_organisations(this_sight())
    form = _form(organisations, blank_way(organisations[0]))
    beside = _obstacle_asked_for()
    if not form.validate_on_submit():
        return _page("log", form, beside=beside, organisations=organisations)
    try:
        workaround = log_workaround(
            programme=programme,
            organisation_id=form.organisation_id,
            author_id=this_person().id,
            way=form.way(),
        )
        if beside is not None:
            link_workaround(workaround=workaround, obstacle=beside)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("log", form, beside=beside, organisations=organisations)
    db.session.commit()
    flash(_("Logged. It can be tried anywhere now."), "success")
    return go_to_workaround(workaround.reference)


def _obstacle_asked_for() -> Obstacle | None:
    """Return the obstacle that `?obstacle=` names, where the person may put things beside it."""
    sight, reference = this_sight(), request.args.get("obstacle", "").upper()
    obstacle = find_logged_obstacle(sight, reference)
    if obstacle is None or not is_granted(Permission.WORKAROUND_LINK, sight, obstacle):
        return None
    return obstacle


def _form(organisations: list[Organisation], data: dict[str, object]) -> WorkaroundForm:
    typed = typed_again(request)
    given = {} if typed is None else {"formdata": typed}
    return WorkaroundForm(**given, data=data, organisations=organisations)


def _page(name: str, form: WorkaroundForm, **more: object) -> ResponseReturnValue:
    page = render_template(f"workarounds/{name}.html", form=form, **more)
    return page, 422 if form.is_submitted() else 200


@bp.route("/workarounds/<reference:reference>/edit", methods=["GET", "POST"])
@guarded(Permission.WORKAROUND_EDIT, on=find_workaround)
def edit(workaround: Workaround) -> ResponseReturnValue:
    """Change what a workaround says."""
    reference, organisations = workaround.reference, [workaround.organisation]
    form = _form(organisations, filled_way(workaround))
    if not form.validate_on_submit():
        return _page("edit", form, workaround=workaround, organisations=organisations)
    try:
        edit_workaround(workaround=workaround, version=form.version_read, way=form.way())
    except EditedMeanwhile:
        db.session.rollback()
        return _show_both(reference, form)
    db.session.commit()
    flash(_("Saved."), "success")
    return go_to_workaround(reference)


def _show_both(reference: str, form: WorkaroundForm) -> ResponseReturnValue:
    """Show what was saved meanwhile beside what was typed, which can then be saved over it."""
    workaround = find_workaround(this_sight(), reference)
    if workaround is None:
        abort(404)
    saved = filled_way(workaround)
    clash = [
        {"label": form[name].label.text, "theirs": saved[name], "mine": form[name].data}
        for name in ("title", "details", "visibility")
        if saved[name] != (form[name].data or "")
    ]
    form.version.data = str(workaround.version)
    page = render_template(
        "workarounds/edit.html",
        form=form,
        workaround=workaround,
        organisations=[workaround.organisation],
        clash=clash,
    )
    return page, 409


@bp.post("/workarounds/<reference:reference>/link")
@guarded(Permission.WORKAROUND_READ, on=find_workaround)
def link(workaround: Workaround) -> ResponseReturnValue:
    """Put the workaround beside an obstacle."""
    form, sight = LinkForm(), this_sight()
    if not form.validate_on_submit():
        return _show(workaround, form)
    obstacle = find_logged_obstacle(sight, form.obstacle.data.upper())
    if obstacle is None or not is_granted(Permission.WORKAROUND_LINK, sight, obstacle):
        form.obstacle.errors = [_("Write the code of one of your own obstacles")]
        return _show(workaround, form)
    link_workaround(workaround=workaround, obstacle=obstacle)
    db.session.commit()
    flash(_("It stands beside %(code)s now.", code=obstacle.reference), "success")
    return go_to_workaround(workaround.reference)


@bp.post("/obstacles/<reference:reference>/unlink")
@guarded(Permission.WORKAROUND_LINK, on=find_logged_obstacle)
def unlink(obstacle: Obstacle) -> ResponseReturnValue:
    """Take a workaround away from an obstacle."""
    asked = request.form.get("workaround", "").upper()
    workaround = find_workaround(this_sight(), asked)
    try:
        if workaround is None:
            raise DomainError(_("That workaround does not stand here any more"))
        unlink_workaround(workaround=workaround, obstacle=obstacle)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Taken away."), "success")
    slug, reference = this_sight().programme.slug, obstacle.reference
    return redirect(url_for("obstacles.show", slug=slug, reference=reference), 303)
