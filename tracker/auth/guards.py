"""Route guards: load the thing within the viewer's sight (404), check the policy (403)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_closed_to, is_granted
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


class ProgrammeClosed(Forbidden):
    """The programme is closed to this change; the error page says so."""

    is_programme_closed = True


def this_sight() -> Sight:
    """Return the sight that the guard has determined for this request."""
    return cast("Sight", g.sight)


def find_programme(sight: Sight) -> Programme:
    """Return the programme, as the thing that programme-wide acts are checked on."""
    return sight.programme


def guarded(permission: Permission, *, on: Finder) -> Callable[[View], View]:
    """Restrict a view to people who see the thing and have the permission on it.

    The path parameter `slug` is the programme; the others are passed to `on` by name, after the
    sight, and `on` returns the thing or None. Not signed in, or second factor pending: prompt to
    sign in. No role in the programme, or no such thing within sight: the same 404. Visible but
    not permitted, or the programme is closed to changes: 403. The view receives only the thing.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(slug: str, **path_args: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return require_sign_in()
            if requires_second_factor():
                return prompt_for_second_factor(this_person())
            g.sight = find_sight(this_person(), slug)
            if g.sight is None:
                abort(404)
            thing = on(g.sight, **path_args)
            if thing is None:
                abort(404)
            _require(permission, thing)
            return view(thing)

        return declare(cast("View", guarded_view), permission=permission)

    return wrap


def _require(permission: Permission, thing: Any) -> None:
    """Abort with 403 if the policy does not grant the permission on the thing."""
    if is_closed_to(permission, this_sight()):
        raise ProgrammeClosed
    if not is_granted(permission, this_sight(), thing):
        abort(403)


def signed_in(
    permission: Permission, *, before_second_factor: bool = False
) -> Callable[[View], View]:
    """Restrict a view to people who are signed in, for pages outside every programme.

    `before_second_factor` permits somebody who needs a second factor and has set up none yet, for
    the pages on which it is set up.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(**path_args: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return require_sign_in()
            if requires_second_factor() and not (
                before_second_factor and not has_second_factor(this_person())
            ):
                return prompt_for_second_factor(this_person())
            return view(**path_args)

        return declare(cast("View", guarded_view), permission=permission)

    return wrap


def administering(permission: Permission) -> Callable[[View], View]:
    """Restrict a view to administrators of the installation; others get a 404."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded_view(**path_args: Any) -> ResponseReturnValue:
            if not is_granted(permission, None, this_person()):
                abort(404)
            return view(**path_args)

        return signed_in(permission)(cast("View", guarded_view))

    return wrap


def can(permission: Permission, thing: Any) -> bool:
    """Return, for templates, whether to show an action; the guard checks it again."""
    sight = g.get("sight")
    return sight is not None and is_granted(permission, sight, thing)
