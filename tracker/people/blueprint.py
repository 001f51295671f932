"""The blueprint of a programme's people, which the routes of each act register themselves on."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.guards import this_sight

bp = Blueprint("people", __name__, url_prefix="/programmes/<slug:slug>")


def people_page() -> str:
    """Return the address of the programme's people."""
    return url_for("people.index", slug=this_sight().programme.slug)


def go_to_people() -> ResponseReturnValue:
    """Lead to the programme's people."""
    return redirect(people_page(), 303)
