"""The blueprint of workarounds, on which the route modules register themselves."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.guards import this_sight

bp = Blueprint("workarounds", __name__, url_prefix="/programmes/<slug:slug>")


def go_to_workaround(reference: str) -> ResponseReturnValue:
    """Redirect to a workaround's page."""
    slug = this_sight().programme.slug
    return redirect(url_for("workarounds.show", slug=slug, reference=reference), 303)


def go_to_obstacle(reference: str, part: str = "workarounds") -> ResponseReturnValue:
    """Redirect to an obstacle's page, to its workarounds or another part."""
    slug = this_sight().programme.slug
    return redirect(url_for("obstacles.show", slug=slug, reference=reference, _anchor=part), 303)
