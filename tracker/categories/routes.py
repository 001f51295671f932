"""Routes of categories: read them all; add, rename, move, retire and bring back one."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.categories import routes_merge, routes_queue
from tracker.categories.blueprint import bp, go_to_all
from tracker.categories.commands import (
    add_category,
    bring_back_category,
    rename_category,
    retire_category,
)
from tracker.categories.commands_scheme import Way, move_category, start_with_scheme
from tracker.categories.forms import CategoryForm, filled_category
from tracker.categories.queries import find_category, shelves, uncategorised, upper_categories
from tracker.categories.scheme import starting_scheme
from tracker.errors import DomainError, EditConflict
from tracker.extensions import db
from tracker.models import Category, Programme
from tracker.sessions.form_replay import typed_again

__all__ = ["bp", "routes_merge", "routes_queue"]


@bp.get("/categories")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the categories of both levels, with what belongs in each."""
    sight = this_sight()
    return render_template(
        "categories/index.html",
        shelves=shelves(sight),
        uncategorised=uncategorised(sight),
        scheme=starting_scheme(),
    )


@bp.post("/categories/start")
@guarded(Permission.CATEGORY_EDIT, on=find_programme)
def start(programme: Programme) -> ResponseReturnValue:
    """Give a programme without categories those of the starting scheme."""
    try:
        added = len(start_with_scheme(programme=programme))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return go_to_all()
    db.session.commit()
    flash(_("%(number)s categories are there. Change them as you like.", number=added), "success")
    return go_to_all()


@bp.route("/categories/add", methods=["GET", "POST"])
@guarded(Permission.CATEGORY_EDIT, on=find_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """Add a category."""
    form = _form({}, upper_categories(this_sight()))
    if not form.validate_on_submit():
        return _page("add", form)
    try:
        add_category(programme=programme, meaning=form.meaning(), parent=form.parent_chosen)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("add", form)
    db.session.commit()
    flash(_("Added."), "success")
    return go_to_all()


def _form(data: dict[str, object], parents: Sequence[Category] = ()) -> CategoryForm:
    typed = typed_again(request)
    given = {} if typed is None else {"formdata": typed}
    return CategoryForm(**given, data=data, parents=parents)


def _page(name: str, form: CategoryForm, **more: object) -> ResponseReturnValue:
    page = render_template(f"categories/{name}.html", form=form, **more)
    return page, 422 if form.is_submitted() else 200


@bp.route("/categories/<slug:category_slug>/edit", methods=["GET", "POST"])
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def edit(category: Category) -> ResponseReturnValue:
    """Rename a category or say anew what belongs in it; a merged one leads to the other."""
    slug, form = category.slug, _form(filled_category(category))
    if category.merged_into_id is not None and not form.is_submitted():
        into = db.session.get_one(Category, category.merged_into_id)
        programme = this_sight().programme.slug
        return redirect(url_for(".edit", slug=programme, category_slug=into.slug))
    if not form.validate_on_submit():
        return _page("edit", form, category=category, found=[])
    try:
        rename_category(category=category, version=form.version_read, meaning=form.meaning())
    except EditConflict:
        db.session.rollback()
        return _show_both(slug, form)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", form, category=category, found=[])
    db.session.commit()
    flash(_("Saved."), "success")
    return go_to_all(slug)


def _show_both(slug: str, form: CategoryForm) -> ResponseReturnValue:
    """Show what was saved meanwhile beside what was typed, which can then be saved over it."""
    category = find_category(this_sight(), slug)
    if category is None:
        abort(404)
    found = form.differences_from(filled_category(category))
    if not found:
        return go_to_all(slug)
    form.version.data = str(category.version)
    return render_template("categories/edit.html", form=form, category=category, found=found), 409


@bp.post("/categories/<slug:category_slug>/move")
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def move(category: Category) -> ResponseReturnValue:
    """Put a category before the one above it, or after the one below."""
    way, slug = request.form.get("way", ""), category.slug
    if way not in set(Way):
        abort(400)
    try:
        move_category(category=category, way=Way(way))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
    return go_to_all(slug)


@bp.post("/categories/<slug:category_slug>/retire")
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def retire(category: Category) -> ResponseReturnValue:
    """Offer a category no more."""
    try:
        retire_category(category=category)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Retired. Obstacles that have it keep it."), "success")
    return go_to_all()


@bp.post("/categories/<slug:category_slug>/bring-back")
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def bring_back(category: Category) -> ResponseReturnValue:
    """Offer a retired category again."""
    try:
        bring_back_category(category=category)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("It is offered again."), "success")
    return go_to_all()
