"""The ends of the calendar and of numbers, in every parameter and field that is read.

Which parameters an address reads is recorded while it answers, which fields hold a day or a number
is asked of the forms' classes: there is no list to keep.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, request
from flask_wtf import FlaskForm

from tests.browsing import SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, make_things
from tests.integration.security.forms_of_pages import Form, forms_of, make_leader, pages, send
from tracker.forms.fields import (
    DayField,
    MeasureField,
    MoneyField,
    SinceField,
    WholeNumberField,
)
from tracker.web.sanitising import SanitisedRequest, StorableParameters

pytestmark = [pytest.mark.unmeasured, pytest.mark.on_postgresql]

FULL_WIDTH = "\uff12\uff10\uff12\uff16"
ENDS = f"0001-01-01 2000-02-29 9999-12-31 0 {2**31} {2**63 - 1} {2**63} {10**30}".split()
"""Days and numbers that are well formed, so that a parser without bounds hands them on."""
MALFORMED = f"2023-02-29 {FULL_WIDTH}-01-01 ½ {'9' * 100_000}".split()
"""One for each way to be refused; that no text breaks a parser is tested with the parsers."""


@pytest.fixture
def values(database_url: str) -> list[str]:
    """What is sent; what the parser refuses never reaches a database, so one of them is enough."""
    return ENDS if database_url.startswith("postgresql") else ENDS + MALFORMED


@pytest.fixture
def things(make: Factory) -> Things:
    return make_things(make)


@pytest.fixture
def leader(things: Things, make: Factory, open_browser: Callable[..., Browser]) -> Browser:
    """The browser of somebody who may do most of what there is to do."""
    assert things
    return open_browser(make_leader(make))


@pytest.fixture
def read(served: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The parameters that each path has read from its address so far."""
    found: dict[str, set[str]] = {}

    class Recording(StorableParameters):
        def _note(self, name: str) -> None:
            if self is request.args:
                found.setdefault(request.path, set()).add(name)

        def get(self, name, *given, **more):
            self._note(name)
            return super().get(name, *given, **more)

        def getlist(self, name, *given, **more):
            self._note(name)
            return super().getlist(name, *given, **more)

        def __contains__(self, name):
            self._note(name)
            return super().__contains__(name)

    class RecordingRequest(SanitisedRequest):
        parameter_storage_class = Recording

    monkeypatch.setattr(served, "request_class", RecordingRequest)
    return found


def test_no_address_fails_on_the_ends_of_what_it_is_asked(
    leader: Browser, things: Things, read: dict[str, set[str]], values: list[str]
) -> None:
    assert list(pages(leader, things))
    asked = {path: sorted(names) for path, names in read.items()}

    failed = [
        (path, value[:20])
        for path, names in asked.items()
        for value in values
        if fails(leader, path, dict.fromkeys(names, value))
    ]

    assert len(asked) >= 10
    assert leader.is_signed_in()
    assert failed == []


def fails(browser: Browser, path: str, query: dict[str, str]) -> bool:
    answer = browser.client.get(path, base_url=SITE, query_string=query, buffered=True)
    return answer.status_code >= 500


def forms_declared(of: type[FlaskForm] = FlaskForm) -> Iterator[type[FlaskForm]]:
    for form in of.__subclasses__():
        yield form
        yield from forms_declared(form)


def fields_of(kinds: tuple[type, ...]) -> set[str]:
    """Return the names of all fields of these kinds, in any form."""
    return {
        name
        for form in forms_declared()
        for name in dir(form)
        if getattr(getattr(form, name), "field_class", object) in kinds
    }


def with_value(form: Form, names: set[str], value: str) -> list[tuple[str, str]]:
    return [
        (one.name, value if one.name in names else was)
        for one, (_, was) in zip(form.fields, form.filled("Words"), strict=True)
    ]


def test_no_form_fails_on_the_ends_of_what_is_typed(
    leader: Browser, things: Things, values: list[str]
) -> None:
    days = fields_of((DayField, MeasureField, MoneyField, SinceField, WholeNumberField))
    forms, failed = forms_of(leader, things), []

    for names in (days, {"version", "page"}):
        for form in (one for one in forms if names & {each.name for each in one.fields}):
            for value in values:
                answer = send(leader, form, with_value(form, names, value))
                if answer.status_code >= 500:
                    failed.append((form.action, value[:20]))

    assert len(days) >= 8
    assert failed == []
