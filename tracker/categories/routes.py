"""Routes to list, add, edit, move, retire and restore categories."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.categories import routes_merge, routes_queue
from tracker.categories.blueprint import bp, redirect_to_index
from tracker.categories.commands import (
    add_category,
    rename_category,
    restore_category,
    retire_category,
)
from tracker.categories.commands_scheme import MoveDirection, move_category, start_with_scheme
from tracker.categories.forms import CategoryForm, category_form_data
from tracker.categories.queries import category_tree, find_category, main_categories, uncategorised
from tracker.categories.scheme import starting_scheme
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.versioned import retry_on_conflict
from tracker.models import Category, Programme
from tracker.sessions.form_replay import replayed
from tracker.web.rate_limits import BULK, WRITES, limited

__all__ = ["bp", "routes_merge", "routes_queue"]


@bp.get("/categories")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the categories of both levels, with what belongs in each."""
    sight = this_sight()
    return render_template(
        "categories/index.html",
        category_tree=category_tree(sight),
        uncategorised=uncategorised(sight),
        scheme=starting_scheme(),
    )


@bp.post("/categories/start")
@limited(BULK)
@guarded(Permission.CATEGORY_EDIT, on=find_programme)
def start(programme: Programme) -> ResponseReturnValue:
    """Add the starting scheme to a programme without categories."""
    try:
        added = len(start_with_scheme(programme=programme))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect_to_index()
    db.session.commit()
    words = ngettext(
        "%(num)s category added. You can edit it.",
        "%(num)s categories added. You can edit them.",
        added,
    )
    flash(words, "success")
    return redirect_to_index()


@bp.route("/categories/add", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.CATEGORY_EDIT, on=find_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """Add a category."""
    form = _form({}, main_categories(this_sight()))
    if not form.validate_on_submit():
        return _page("add", form)
    try:
        add_category(programme=programme, content=form.content(), parent=form.chosen_parent)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("add", form)
    db.session.commit()
    flash(_("Category added."), "success")
    return redirect_to_index()


def _form(
    data: dict[str, object], parents: Sequence[Category] = (), edited: Category | None = None
) -> CategoryForm:
    return CategoryForm(**replayed(), data=data, parents=parents, edited=edited)


def _page(
    name: str, form: CategoryForm, status: int | None = None, **more: object
) -> ResponseReturnValue:
    page = render_template(f"categories/{name}.html", form=form, **more)
    return page, status or (form.error_status if form.is_submitted() else 200)


@bp.route("/categories/<slug:category_slug>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.CATEGORY_EDIT, on=find_category)
@retry_on_conflict
def edit(category: Category) -> ResponseReturnValue:
    """Edit a category; redirect from a merged one to its target."""
    slug, form = category.slug, _form(category_form_data(category), edited=category)
    if category.merged_into_id is not None and not form.is_submitted():
        into = db.session.get_one(Category, category.merged_into_id)
        programme = this_sight().programme.slug
        return redirect(url_for(".edit", slug=programme, category_slug=into.slug))
    if not form.validate_on_submit():
        return _page("edit", form, category=category)
    try:
        rename_category(category=category, version=form.version_read, content=form.content())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", form, category=category)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect_to_index(slug)


@bp.post("/categories/<slug:category_slug>/move")
@limited(WRITES)
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def move(category: Category) -> ResponseReturnValue:
    """Move a category up or down by one."""
    way, slug = request.form.get("way", ""), category.slug
    if way not in set(MoveDirection):
        abort(400)
    try:
        move_category(category=category, direction=MoveDirection(way))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
    return redirect_to_index(slug)


@bp.post("/categories/<slug:category_slug>/retire")
@limited(WRITES)
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def retire(category: Category) -> ResponseReturnValue:
    """Retire a category."""
    try:
        retire_category(category=category)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Category retired. Obstacles that have the category keep it."), "success")
    return redirect_to_index()


@bp.post("/categories/<slug:category_slug>/bring-back")
@limited(WRITES)
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def bring_back(category: Category) -> ResponseReturnValue:
    """Restore a retired category."""
    try:
        restore_category(category=category)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Category restored."), "success")
    return redirect_to_index()
