"""Routes to merge a category into another."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.categories.blueprint import bp, redirect_to_index
from tracker.categories.commands_merge import merge_category
from tracker.categories.forms import ChoiceForm
from tracker.categories.queries import count_obstacles_in, find_category
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Category
from tracker.sessions.form_replay import replayed
from tracker.sight.obstacles import category_choices
from tracker.web.rate_limits import BULK, limited


@bp.route("/categories/<slug:category_slug>/merge", methods=["GET", "POST"])
@limited(BULK)
@guarded(Permission.CATEGORY_EDIT, on=find_category)
def merge(category: Category) -> ResponseReturnValue:
    """Merge the category into the one that is chosen."""
    sight, name = this_sight(), category.name
    if category.merged_into_id is not None:
        into = db.session.get_one(Category, category.merged_into_id)
        return redirect(url_for(".edit", slug=sight.programme.slug, category_slug=into.slug), 303)
    others = [one for one in category_choices(sight) if category.id not in {one.id, one.parent_id}]
    form = ChoiceForm(**replayed(), categories=others)
    if not form.validate_on_submit():
        return _page(category, form)
    into = db.session.get_one(Category, form.chosen.id)
    try:
        merge_category(category=category, into=into)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(category, form)
    into_name, into_slug = into.name, into.slug
    db.session.commit()
    flash(_("“%(name)s” merged into “%(into)s”.", name=name, into=into_name), "success")
    return redirect_to_index(into_slug)


def _page(category: Category, form: ChoiceForm) -> ResponseReturnValue:
    number = count_obstacles_in(this_sight(), category)
    page = render_template("categories/merge.html", category=category, form=form, number=number)
    return page, 422 if form.is_submitted() else 200
