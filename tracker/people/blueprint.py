"""The blueprint of a programme's people, on which each routes module registers its views."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.guards import this_sight

bp = Blueprint("people", __name__, url_prefix="/programmes/<slug:slug>")


def people_page() -> str:
    """Return the URL of the page of the programme's people."""
    return url_for("people.index", slug=this_sight().programme.slug)


def go_to_people() -> ResponseReturnValue:
    """Redirect to the page of the programme's people."""
    return redirect(people_page(), 303)
