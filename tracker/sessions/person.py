"""The person who is signed in, from the session of this request."""

from typing import cast

from flask_login import current_user

from tracker.models import Person


def find_person() -> Person | None:
    """Return the person who is signed in, or None."""
    if not current_user.is_authenticated:
        return None
    return cast("Person", current_user._get_current_object())  # noqa: SLF001  The proxy's own API.


def this_person() -> Person:
    """Return the person who is signed in; only behind a guard."""
    return cast("Person", find_person())
