"""The door of each route: loads the thing within sight (404), asks the policy (403)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.declarations import View, declare
from tracker.models import Programme
from tracker.sessions.form_replay import require_sign_in
from tracker.sessions.person import this_person
from tracker.sessions.second_step import (
    has_second_factor,
    prompt_for_second_factor,
    requires_second_factor,
)
from tracker.sight.sight import Sight, find_sight

Finder = Callable[..., Any]


def this_sight() -> Sight:
    """Return the sight that the guard worked out for this request."""
    return cast("Sight", g.sight)


def find_programme(sight: Sight) -> Programme:
    """Return the programme itself: the thing that programme-wide acts are done on."""
    return sight.programme


def guarded(permission: Permission, *, on: Finder) -> Callable[[View], View]:
    """Let a view run only for a person who sees the thing and may do this to it.

    The address gives `slug`, the programme; what else it gives goes to `on` by name, after the
    sight, and `on` returns the thing or None. Nobody signed in, or by half: asked to sign in. No
    place in the programme, or no such thing within sight: 404, one and the same. Seen but not
    allowed: 403. The view gets the thing alone.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(slug: str, **found_by: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return require_sign_in()
            if requires_second_factor():
                return prompt_for_second_factor(this_person())
            g.sight = find_sight(this_person(), slug)
            if g.sight is None:
                abort(404)
            thing = on(g.sight, **found_by)
            if thing is None:
                abort(404)
            if not is_granted(permission, g.sight, thing):
                abort(403)
            return view(thing)

        return declare(cast("View", guarded_view), permission=permission)

    return wrap


def signed_in(
    permission: Permission, *, before_second_factor: bool = False
) -> Callable[[View], View]:
    """Let a view run for anybody signed in: pages that stand outside every programme.

    `before_second_factor` opens it to somebody who needs a second factor and has set up none yet,
    as the pages must be where that is done.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(**found_by: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return require_sign_in()
            if requires_second_factor() and not (
                before_second_factor and not has_second_factor(this_person())
            ):
                return prompt_for_second_factor(this_person())
            return view(**found_by)

        return declare(cast("View", guarded_view), permission=permission)

    return wrap


def administering(permission: Permission) -> Callable[[View], View]:
    """Let a view run only for an administrator of the installation; to others it is not there."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(**found_by: Any) -> ResponseReturnValue:
            if not is_granted(permission, None, this_person()):
                abort(404)
            return view(**found_by)

        return signed_in(permission)(cast("View", guarded_view))

    return wrap


def can(permission: Permission, thing: Any) -> bool:
    """Say, in a template, whether to offer an act; the guard decides when it is done."""
    sight = g.get("sight")
    return sight is not None and is_granted(permission, sight, thing)
