"""Send the forms of pages as somebody does who fills in a few fields, and answer pages that ask."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from tests.integration.security.forms_of_pages import Field, Form, Reader

Fields = dict[str, str | list[str]]
GIVE_UP = frozenset({"back", "cancel", "change", "no", "unsigned"})
"""What a button of a page that asks holds where it does not go on."""


class FilledReader(Reader):
    """Collect forms with what stands in their long fields too."""

    _area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "textarea":
            self._area, self._held = dict(attrs).get("name") or "", ""
            return
        super().handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._held += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._add(self._area, "textarea", self._held.removeprefix("\n"))
            self._area = None
        super().handle_endtag(tag)


def form_to(page: str, text: str, action: str) -> Form | None:
    """Return the first form of the page that is sent to this address."""
    reader = FilledReader(page)
    reader.feed(text)
    ours = [form for form in reader.forms if _path(form.action) == _path(action)]
    return ours[0] if ours else None


def filled(form: Form, given: Fields) -> Fields:
    """Return what the form sends with these fields filled in, and no button pressed but given."""
    fields = _gathered(one for one in form.fields if one.kind != "submit")
    return fields | given


def answer_to(form: Form, *, is_declined: bool) -> Fields | None:
    """Return what a page that asks sends where somebody goes on, or declines; None: a way back.

    A page that declines by a link alone is left, as its link would.
    """
    fields = _gathered(one for one in form.fields if one.kind != "submit")
    buttons = [one for one in form.fields if one.kind == "submit"]
    wanted = [one for one in buttons if (one.value in GIVE_UP) == is_declined]
    if is_declined and not wanted:
        return None
    return fields | {one.name: one.value for one in wanted[:1]}


def asks(form: Form | None) -> bool:
    """Say whether a page that came back asks first: it holds all that was typed, unseen."""
    return form is not None and all(
        field.kind in {"checkbox", "hidden", "radio", "submit"} for field in form.fields
    )


def _gathered(fields: Iterable[Field]) -> Fields:
    found: dict[str, list[str]] = {}
    for one in fields:
        found.setdefault(one.name, []).append(one.value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _path(address: str) -> str:
    return urlsplit(address).path
