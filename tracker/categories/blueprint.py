"""The blueprint of categories, which the routes of each act register themselves on."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.guards import this_sight

bp = Blueprint("categories", __name__, url_prefix="/programmes/<slug:slug>")


def redirect_to_index(category_slug: str | None = None) -> ResponseReturnValue:
    """Redirect to the list of categories, to the anchor of a category if one is given."""
    anchor = f"category-{category_slug}" if category_slug else None
    slug = this_sight().programme.slug
    return redirect(url_for("categories.index", slug=slug, _anchor=anchor), 303)
