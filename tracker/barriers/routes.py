"""Routes of barriers: list, show, add, edit."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import can, find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.barriers.commands import add_barrier, edit_barrier, group_under_barrier
from tracker.barriers.forms import BarrierForm, LinkObstacleForm, filled_barrier
from tracker.barriers.queries import (
    MAX_OBSTACLES,
    SORTS,
    WIDEST_FIRST,
    barrier_rows,
    categories_to_choose,
    decision_makers_to_choose,
    find_barrier,
    grouped_obstacles,
    neighbours_of,
    statuses_of_barrier,
    workarounds_of_barrier,
)
from tracker.barriers.sentences import not_linked_message
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.paging import requested_page
from tracker.forms.partial_lists import list_part
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Barrier, Obstacle, Programme
from tracker.sessions.form_replay import replayed
from tracker.sight.catalogue import catalogue_of
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.options import Scope
from tracker.sight.sharing import sharing
from tracker.text_index.near_search import NearPickList
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("barriers", __name__, url_prefix="/programmes/<slug:slug>")

PAGE_SIZE = 50
MAX_SHOWN = 25
"""The page size of each list on a barrier's page."""
MAX_REFERENCES = 10


@bp.get("/barriers")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the barriers, the most widely shared first."""
    requested_sort = request.args.get("sort", "")
    sort = requested_sort if requested_sort in SORTS else WIDEST_FIRST
    rows = barrier_rows(this_sight(), sort)
    page = requested_page(len(rows), PAGE_SIZE, request.args.get("page", ""))
    return render_template(
        "barriers/index.html",
        rows=page.of(rows),
        shared=sum(row.is_shared for row in rows),
        shared_and_cleared=sum(row.is_shared and row.cleared > 0 for row in rows),
        page=page,
        sort=sort,
        address=lambda number: url_for(".index", slug=programme.slug, sort=sort, page=number),
    )


@bp.get("/barriers/<reference:reference>")
@guarded(Permission.BARRIER_READ, on=find_barrier)
def show(barrier: Barrier) -> ResponseReturnValue:
    """Show a barrier with its obstacles, each organisation's status and its workarounds."""
    form = _link_form(barrier, formdata=None) if can(Permission.BARRIER_EDIT, barrier) else None
    return _show(barrier, form)


def _link_form(barrier: Barrier, **formdata: Any) -> LinkObstacleForm:
    sight = this_sight()
    find = partial(find_logged_obstacle, sight)
    pick_list = NearPickList(sight, Scope.UNGROUPED_FIRST, find, of=barrier.reference)
    return LinkObstacleForm(**formdata, pick_list=pick_list)


def _show(barrier: Barrier, form: LinkObstacleForm | None) -> ResponseReturnValue:
    sight = this_sight()
    found = sharing(sight)
    statuses = statuses_of_barrier(found, barrier.id)
    at = url_for(".show", slug=sight.programme.slug, reference=barrier.reference)
    page = render_template(
        "barriers/show.html",
        barrier=barrier,
        form=form,
        statuses=statuses,
        statuses_shown=list_part("standings", statuses, MAX_SHOWN, at),
        obstacles=list_part("obstacles", grouped_obstacles(sight, barrier), MAX_SHOWN, at),
        number=found.obstacles.get(barrier.id, 0),
        most=MAX_OBSTACLES,
        workarounds=list_part("workarounds", workarounds_of_barrier(sight, barrier), MAX_SHOWN, at),
        neighbours=neighbours_of(sight, barrier),
        organisation=catalogue_of(sight).organisation,
    )
    return page, 422 if form and form.errors else 200


@bp.post("/barriers/<reference:reference>/obstacles")
@limited(WRITES)
@guarded(Permission.BARRIER_EDIT, on=find_barrier)
def link_obstacle(barrier: Barrier) -> ResponseReturnValue:
    """Link an obstacle to the barrier; an obstacle of another barrier moves."""
    form = _link_form(barrier)
    if form.obstacle.is_search or not form.validate_on_submit():
        return _show(barrier, form)
    if (obstacle := form.obstacle.found) is None:
        return _show(barrier, form)
    if obstacle.barrier_id == barrier.id:
        form.obstacle.errors = [_("This obstacle is already linked to the barrier")]
        return _show(barrier, form)
    reference = barrier.reference
    before = obstacle.barrier.title if obstacle.barrier else None
    group_under_barrier(obstacle=obstacle, barrier=barrier)
    sentence = _linked_message(obstacle.title, before)
    db.session.commit()
    flash(sentence, "success")
    return _go_to(reference)


def _linked_message(title: str, before: str | None) -> str:
    if before is None:
        return str(_("“%(title)s” linked to this barrier.", title=title))
    return str(
        _(
            "“%(title)s” linked to this barrier. It was linked to “%(before)s” before.",
            title=title,
            before=before,
        )
    )


@bp.route("/barriers/add", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.BARRIER_EDIT, on=find_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """Add a barrier, and group the obstacles in the query string under it."""
    form, (together, waiting) = _form({}, None), _requested_obstacles()
    lists = {"together": together, "waiting": waiting}
    if not form.validate_on_submit():
        return _page("add", form, 422 if form.is_submitted() else 200, **lists)
    try:
        barrier = add_barrier(programme=programme, content=form.content())
        for obstacle in together:
            group_under_barrier(obstacle=obstacle, barrier=barrier)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("add", form, 422, **lists)
    db.session.commit()
    for obstacle in waiting:
        flash(not_linked_message(obstacle.reference), "info")
    if together:
        flash(_("Barrier added and linked to the obstacles."), "success")
    else:
        flash(_("Barrier added. To link an obstacle, open the obstacle’s page."), "success")
    return _go_to(barrier.reference)


def _requested_obstacles() -> tuple[list[Obstacle], list[Obstacle]]:
    """Return the visible obstacles in the query string: those to group now, and those to wait.

    An unnamed obstacle joins a barrier only by itself.
    """
    references = dict.fromkeys(one.upper() for one in request.args.getlist("of")[:MAX_REFERENCES])
    found = [find_logged_obstacle(this_sight(), reference) for reference in references]
    obstacles = [obstacle for obstacle in found if obstacle is not None]
    together = [obstacle for obstacle in obstacles if obstacle.is_named] or obstacles[:1]
    return together, [obstacle for obstacle in obstacles if obstacle not in together]


def _form(
    data: dict[str, str], current_category_id: int | None, edited: Barrier | None = None
) -> BarrierForm:
    sight = this_sight()
    return BarrierForm(
        **replayed(),
        data=data,
        categories=categories_to_choose(sight, current_category_id),
        decision_makers=decision_makers_to_choose(sight),
        edited=edited,
    )


def _page(name: str, form: BarrierForm, status: int, **more: object) -> ResponseReturnValue:
    return render_template(f"barriers/{name}.html", form=form, **more), status


@bp.route("/barriers/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.BARRIER_EDIT, on=find_barrier)
@retry_on_conflict
def edit(barrier: Barrier) -> ResponseReturnValue:
    """Edit a barrier."""
    reference = barrier.reference
    form = _form(filled_barrier(barrier), barrier.category_id, barrier)
    if not form.validate_on_submit():
        status = form.error_status if form.is_submitted() else 200
        return _page("edit", form, status, barrier=barrier)
    try:
        edit_barrier(barrier=barrier, version=form.version_read, content=form.content())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", form, 422, barrier=barrier)
    db.session.commit()
    flash(_("Saved."), "success")
    return _go_to(reference)


def _go_to(reference: str) -> ResponseReturnValue:
    slug = this_sight().programme.slug
    return redirect(url_for("barriers.show", slug=slug, reference=reference), 303)
