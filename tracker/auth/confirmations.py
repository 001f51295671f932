"""Confirmation pages before an act with consequences: the same form is sent again, as confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

CONFIRMATION_FIELDS = frozenset({"confirmed", "csrf_token"})
"""Fields of the confirmation page itself; all others are passed on unchanged."""


@dataclass(frozen=True)
class Confirmation:
    """The title, consequences and button of a confirmation page, and the URL to go back to."""

    title: str
    consequences: Sequence[str]
    button: str
    back: str


def is_confirmed() -> bool:
    """Return whether this request comes from the confirmation page."""
    return request.form.get("confirmed") == "yes"


def confirmation_page(confirmation: Confirmation) -> str:
    """Return the confirmation page; its button submits the same form again, as confirmed."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in CONFIRMATION_FIELDS]
    return render_template("auth/confirm.html", confirmation=confirmation, fields=fields)
