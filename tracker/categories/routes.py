"""Routes of categories: read them all; add, rename, retire and bring back one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.typed_again import typed_again
from tracker.categories.commands import (
    add_category,
    bring_back_category,
    rename_category,
    retire_category,
)
from tracker.categories.forms import CategoryForm
from tracker.categories.queries import find_category, shelves, uncategorised, upper_categories
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Category, Programme

bp = Blueprint("categories", __name__, url_prefix="/programmes/<slug:slug>")


@bp.get("/categories")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(_programme: Programme) -> ResponseReturnValue:
    """List the categories of both levels, with what belongs in each."""
    sight = this_sight()
    return render_template(
        "categories/index.html", shelves=shelves(sight), uncategorised=uncategorised(sight)
    )


@bp.route("/categories/add", methods=["GET", "POST"])
@guarded(Permission.CATEGORY_EDIT, on=find_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """Add a category."""
    form = CategoryForm(**_typed(), parents=upper_categories(this_sight()))
    if not form.validate_on_submit():
        return _page("add", form)
    try:
        add_category(
            programme=programme,
            name=form.name.data,
            definition=form.definition.data or "",
            parent=form.parent_chosen,
        )
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("add", form)
    db.session.commit()
    flash(_("Added."), "success")
    return _go_to_all()


def _typed() -> dict[str, Any]:
    typed = typed_again(request)
    return {} if typed is None else {"formdata": typed}


def _page(name: str, form: CategoryForm, **more: object) -> ResponseReturnValue:
    page = render_template(f"categories/{name}.html", form=form, **more)
    return page, 422 if form.is_submitted() else 200


@bp.route("/categories/<slug:category_slug>/edit", methods=["GET", "POST"])
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def edit(category: Category) -> ResponseReturnValue:
    """Rename a category or say anew what belongs in it."""
    form = CategoryForm(**_typed(), obj=category, parents=[])
    if not form.validate_on_submit():
        return _page("edit", form, category=category)
    try:
        rename_category(
            category=category, name=form.name.data, definition=form.definition.data or ""
        )
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", form, category=category)
    db.session.commit()
    flash(_("Saved."), "success")
    return _go_to_all()


@bp.post("/categories/<slug:category_slug>/retire")
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def retire(category: Category) -> ResponseReturnValue:
    """Offer a category no more."""
    retire_category(category=category)
    db.session.commit()
    flash(_("Retired. Obstacles that have it keep it."), "success")
    return _go_to_all()


@bp.post("/categories/<slug:category_slug>/bring-back")
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def bring_back(category: Category) -> ResponseReturnValue:
    """Offer a retired category again."""
    bring_back_category(category=category)
    db.session.commit()
    flash(_("It is offered again."), "success")
    return _go_to_all()


def _go_to_all() -> ResponseReturnValue:
    return redirect(url_for("categories.index", slug=this_sight().programme.slug), 303)
