"""Odd characters in every form field, query parameter, path, cookie, JSON and file name.

Names come from the pages, their links and the code that reads a request: there is no list to keep.
Both databases are asked: PostgreSQL's driver refuses what SQLite takes.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import tracker
from tests.browsing import SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import UNSAFE, Things, calls, make_things
from tests.integration.security.forms_of_pages import Form, forms_of, make_leader, pages, send

pytestmark = pytest.mark.unmeasured
Open = Callable[..., Browser]

READ = re.compile(r"""request\.(?:args|form|values)(?:\.get(?:list)?\(|\[)\s*"(\w+)\"""")
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*? name="([\w-]+)"')
LINK = re.compile(r'href="([^"]*\?[^"]*)"')

ODD_TEXTS = ["\x00", "a\x00b\ud800\udfff", "\x01\x08\x0b\x1b\x7f\x85\u2028\ufeff\uffff"]


@pytest.fixture
def things(make: Factory) -> Things:
    return make_things(make)


@pytest.fixture
def leader(things: Things, make: Factory, open_browser: Open) -> Browser:
    """The browser of somebody who may do most of what there is to do."""
    assert things
    return open_browser(make_leader(make))


@pytest.fixture
def names(leader: Browser, things: Things) -> list[str]:
    """Every name that a request's form or query is read by, but for the form's token."""
    package = Path(tracker.__file__).parent
    found = {name for file in package.rglob("*.py") for name in READ.findall(file.read_text())}
    for _, answer in pages(leader, things):
        if answer.mimetype == "text/html":
            found |= set(FIELD.findall(answer.text))
            for link in LINK.findall(answer.text):
                query = urlsplit(link.replace("&amp;", "&")).query
                found |= {name for name, _ in parse_qsl(query)}
    return sorted(found - {"csrf_token"})


def failed(answers: list[TestResponse]) -> list[str]:
    return sorted({one.request.path for one in answers if one.status_code >= 500})


def stuffed(form: Form, names: list[str], text: str) -> list[tuple[str, str]]:
    """Return the form with `text` in each field and under every other name that is read."""
    token = [(one.name, one.value) for one in form.fields if one.name == "csrf_token"]
    named = {*names, *(one.name for one in form.fields)} - {"csrf_token"}
    return token + [(name, text) for name in sorted(named)]


def ask(leader: Browser, things: Things, names: list[str], text: str) -> list[TestResponse]:
    """Open every page with `text` under each name that is read from an address."""
    query = "?" + urlencode(dict.fromkeys(names, text), errors="surrogatepass")
    return [answer for _, answer in pages(leader, things, query)]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
@pytest.mark.each_on_postgresql
def test_nothing_fails_on_odd_characters(
    leader: Browser, things: Things, names: list[str], text: str
) -> None:
    forms, typed = forms_of(leader, things), text.encode("utf-8", "replace").decode()
    answers = [send(leader, form, form.filled(typed)) for form in forms]
    answers += [send(leader, form, stuffed(form, names, typed)) for form in forms]

    answers += ask(leader, things, names, text)

    assert len(answers) >= 80
    assert failed(answers) == []


@pytest.mark.on_postgresql
def test_nothing_fails_on_odd_characters_in_json(leader: Browser, things: Things) -> None:
    text = "a\\u0000b\\ud800"
    fields = ("email", "password", "code", "name", "credential", "next", "identity", "act", "of")
    sent = "{" + ",".join(f'"{name}": "{text}"' for name in fields) + "}"
    headers = {"Referer": SITE, "Sec-Fetch-Site": "same-origin", "X-CSRFToken": leader.token}
    sender = {"base_url": SITE, "content_type": "application/json", "headers": headers}

    answers = [
        leader.client.post(call.path, data=sent, **sender)
        for call in calls(leader.client.application, things, UNSAFE)
        if "sign-out" not in call.path and "logout" not in call.path
    ]

    assert leader.is_signed_in()
    assert failed(answers) == []


def test_nothing_fails_on_odd_characters_in_a_path(leader: Browser, things: Things) -> None:
    rules = {call.path for call in calls(leader.client.application, things)}
    paths = {
        path.replace(name, odd)
        for path in rules
        for name in (*things.names.values(), things.slug)
        for odd in ("%00", f"{name}%00", "%ED%A0%80", "%0A")
        if name in path
    }

    answers = [leader.client.get(path, base_url=SITE) for path in sorted(paths)]
    answers += [leader.client.get(f"/assets/{odd}", base_url=SITE) for odd in ("%00", "a%00.css")]

    assert len(answers) >= 100
    assert failed(answers) == []


def test_nothing_fails_on_odd_characters_in_cookies_and_headers(served: Flask) -> None:
    names = ("theme", served.config["SESSION_COOKIE_NAME"], "__Host-tracker-device")
    cookies = "; ".join(f'{name}="a\\000b\\200"' for name in names)
    heads = ("User-Agent", "Accept-Language", "If-None-Match", "Referer", "Origin", "Range")
    headers = {"Cookie": cookies, **dict.fromkeys(heads, "a\x00b\xff")}
    client = served.test_client(use_cookies=False)

    answers = [client.get(path, base_url=SITE, headers=headers) for path in ("/", "/login", "/x")]
    answers.append(client.post("/login", base_url=SITE, headers=headers, data={"email": "a\x00"}))

    assert failed(answers) == []


def test_a_file_name_with_odd_characters_is_taken(leader: Browser, things: Things) -> None:
    page = f"/programmes/{things.slug}/obstacles/{things.names['obstacles']}/attachments"
    leader.get(page)
    headers = {"Referer": SITE + page, "Sec-Fetch-Site": "same-origin"}
    data = {"csrf_token": leader.token, "file": (io.BytesIO(b"Words"), "no\x00tes\x01.txt")}

    answer = leader.client.post(page, base_url=SITE, data=data, headers=headers)

    assert answer.status_code == 303


def test_a_megabyte_in_a_form_is_answered(leader: Browser, things: Things) -> None:
    answers = []
    for form in forms_of(leader, things):
        large = stuffed(form, [], "9" * (400_000 // max(1, len(form.fields))))
        answers.append(send(leader, form, large))

    assert failed(answers) == []
