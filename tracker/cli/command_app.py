"""The app as commands use it: with a key that signs nothing, and mostly without pages."""

from typing import Any

from flask import Flask

from tracker.app import create_app, create_command_app

_NEVER_USED = "never used: nothing is signed here"


def command_app(**settings: Any) -> Flask:
    """Return the app for a command; see `create_command_app`."""
    return create_command_app(SECRET_KEY=_NEVER_USED, **settings)


def app_with_links() -> Flask:
    """Return the app for a command that prints or sends links to pages."""
    return create_app(SECRET_KEY=_NEVER_USED)
