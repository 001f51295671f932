"""The blueprint of categories, which the routes of each act register themselves on."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.guards import this_sight

bp = Blueprint("categories", __name__, url_prefix="/programmes/<slug:slug>")


def go_to_all(slug_of_one: str | None = None) -> ResponseReturnValue:
    """Lead to the page of all categories, there to one of them."""
    anchor = f"category-{slug_of_one}" if slug_of_one else None
    slug = this_sight().programme.slug
    return redirect(url_for("categories.index", slug=slug, _anchor=anchor), 303)
