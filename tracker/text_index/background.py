"""Caches of one process of the app, and work in a background thread."""

from collections.abc import Callable, MutableMapping
from threading import Thread
from typing import Any, ParamSpec, cast

from flask import Flask, current_app

P = ParamSpec("P")


def extensions_here() -> MutableMapping[str, Any]:
    """Return the extensions of the current app, where caches of this process are stored."""
    return current_app.extensions


def run_in_background(act: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run the function in a thread of its own, within this app."""
    app = cast("Any", current_app)._get_current_object()  # noqa: SLF001  The proxy's own API.
    Thread(target=lambda: _run(app, lambda: act(*args, **kwargs)), daemon=True).start()


def _run(app: Flask, act: Callable[[], None]) -> None:
    with app.app_context():
        act()
