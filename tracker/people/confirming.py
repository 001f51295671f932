"""Ask before something ends that is not taken back as easily, and say in words what will happen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

OF_THE_PAGE = frozenset({"confirmed", "csrf_token"})
"""Fields that the page asks for itself; all others say what is to end, and go on as they are."""


@dataclass(frozen=True)
class Question:
    """What is asked, what will happen, the words of the button that goes on, and the way back."""

    title: str
    told: Sequence[str]
    button: str
    back: str


def is_confirmed() -> bool:
    """Say whether this request comes from the page that asks."""
    return request.form.get("confirmed") == "yes"


def page_that_asks(question: Question) -> str:
    """Return the page that asks; its button sends the same form once more, as confirmed."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in OF_THE_PAGE]
    return render_template("people/confirm.html", question=question, typed=typed)
