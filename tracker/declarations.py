"""Declarations of routes, stored as attributes of the view functions and read by hooks."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def declare(view: View, **declarations: Any) -> View:
    """Set attributes on the view; a decorator that uses `functools.wraps` copies them on."""
    for name, value in declarations.items():
        setattr(view, name, value)
    return view


def declared(name: str) -> Any:
    """Return the declaration of this request's view under the name, or None."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, name, None)
