"""Find every form that the pages offer, and fill it in: tests that use this know no form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser

from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, calls
from tracker.models import Membership, Person
from tracker.models.vocabulary import OrganisationRole

TYPED = frozenset({"", "email", "number", "search", "tel", "text", "textarea", "url"})
LEADS_AWAY = ("/logout", "/account/sign-out")


@dataclass(frozen=True)
class Field:
    """A field as it stands in a page."""

    name: str
    kind: str
    value: str


@dataclass(frozen=True)
class Form:
    """A form as it stands in a page, with what it would send if nobody touched it."""

    page: str
    action: str
    fields: tuple[Field, ...] = ()

    def filled(self, text: str) -> list[tuple[str, str]]:
        """Return what is sent where `text` is typed wherever one can type."""
        return [
            (one.name, text if one.kind in TYPED or one.name == "q" else one.value)
            for one in self.fields
        ]


@dataclass
class Reader(HTMLParser):
    """Collect the forms of a page that post."""

    page: str
    forms: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: Form | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._open = Form(self.page, given.get("action") or self.page) if is_post else None
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, "select", given.get("value", ""))
        elif tag == "textarea":
            self._add(given.get("name", ""), "textarea", "")
        elif tag in {"input", "button"} and "name" in given:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        kind = "submit" if tag == "button" else given.get("type", "")
        if kind not in {"checkbox", "radio"} or "checked" in given:
            self._add(given["name"], kind, given.get("value", "on"))

    def _add(self, name: str, kind: str, value: str) -> None:
        if self._open and name:
            fields = (*self._open.fields, Field(name, kind, value))
            self._open = replace(self._open, fields=fields)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "form" and self._open:
            self.forms.append(self._open)
            self._open = None


def make_leader(make: Factory) -> Person:
    """Make somebody who leads both the first programme and the first organisation."""
    person = make.programme_lead(name="Eve Smith", email="eve@kent.example", password=PASSWORD)
    make._save(
        Membership(
            person_id=person.id,
            organisation_id=make._the_organisation({}).id,
            role=OrganisationRole.LEAD,
        )
    )
    return person


def pages(browser: Browser, things: Things, query: str = "") -> Iterator[tuple[str, TestResponse]]:
    """Open the address of every rule of the product; yield it with its answer."""
    for call in calls(browser.client.application, things, frozenset({"GET"})):
        if not call.endpoint.startswith("desk."):
            yield call.path, browser.client.get(call.path + query, base_url=SITE, buffered=True)


def forms_of(browser: Browser, things: Things) -> list[Form]:
    """Open every page and return each form that can be sent, once."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for path, answer in pages(browser, things):
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in forms_in(path, answer.text):
                names = tuple(sorted(one.name for one in form.fields))
                found.setdefault((form.action, names), form)
    return [form for form in found.values() if not form.action.startswith(LEADS_AWAY)]


def forms_in(page: str, text: str) -> list[Form]:
    """Return the forms of a page that post."""
    reader = Reader(page)
    reader.feed(text)
    return reader.forms


def opened_form(text: str) -> dict[str, str]:
    """Return what the first form of a page's main part sends if nobody touches it.

    Its texts are read as they stand; of several values of a name the last one counts.
    """
    main = text.partition("<main")[2]
    fields = {field.name: field.value for field in forms_in("", main)[0].fields}
    texts = re.findall(r"<textarea[^>]*name=\"([^\"]+)\"[^>]*>\r?\n?([^<]*)</textarea>", main)
    return fields | {name: unescape(value) for name, value in texts}


def send(browser: Browser, form: Form, fields: list[tuple[str, str]]) -> TestResponse:
    """Send a form from its page."""
    body: dict[str, list[str]] = {}
    for name, value in fields:
        body.setdefault(name, []).append(value)
    headers = {"Referer": SITE + form.page, "Sec-Fetch-Site": "same-origin"}
    return browser.client.post(form.action, base_url=SITE, data=body, headers=headers)


def sent(
    browser: Browser, things: Things, fill: Callable[[Form], list[tuple[str, str]]]
) -> Iterator[tuple[Form, TestResponse]]:
    """Send every form, filled in by `fill`."""
    for form in forms_of(browser, things):
        yield form, send(browser, form, fill(form))
