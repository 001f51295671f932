"""Every form that a page offers, sent with what it does not ask for."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, make_things
from tests.integration.security.forms_of_pages import forms_of, make_leader, pages, send, sent
from tracker.extensions import db
from tracker.models import Person

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.unmeasured,
]
Open = Callable[..., Browser]

STAYS = re.compile(r"/(?![/\\])")
CANARY = "The canary sits elsewhere"
PLANTED = "424242"
MARKUP = "\"'><svg onload=alert(1)></textarea></script><script>alert(2)</script>{{7*'7'}}"
NAMED_BY_NOBODY = ["admin", "is_admin", "org", "permissions", "roles", "user", "user_id"]


@pytest.fixture
def things(make: Factory) -> Things:
    return make_things(make)


@pytest.fixture
def leader(things: Things, make: Factory, open_browser: Open) -> Browser:
    """The browser of somebody who may do most of what there is to do."""
    assert things
    return open_browser(make_leader(make))


def all_values(app: Flask) -> Iterator[tuple[str, Any]]:
    """Yield every value of every row, with the name of its column."""
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    yield str(column), value


def test_the_forms_are_found(leader: Browser, things: Things) -> None:
    assert len(forms_of(leader, things)) >= 20


def test_no_column_is_written_that_its_form_does_not_ask_for(
    served: Flask, leader: Browser, things: Things
) -> None:
    columns = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    named = sorted({*columns, *NAMED_BY_NOBODY})
    taken, failed = 0, []

    for form in forms_of(leader, things):
        asked = {one.name for one in form.fields}
        forged = [(name, PLANTED) for name in named if name not in asked]
        answer = send(leader, form, form.filled("Plain words") + forged)
        taken += answer.status_code in {302, 303}
        if answer.status_code >= 500:
            failed.append(form.action)

    assert failed == []
    assert taken >= 10
    assert {name for name, value in all_values(served) if str(value) == PLANTED} == set()


def test_nobody_becomes_more_than_they_were(
    leader: Browser, things: Things, rows: Callable[[sa.Select[Any]], list[Any]]
) -> None:
    more = [("is_administrator", "y"), ("active", "y"), ("role", "lead"), ("is_draft", "y")]
    before = rows(sa.select(Person.is_administrator))

    for _ in sent(leader, things, lambda form: form.filled("Plain words") + more):
        pass

    assert rows(sa.select(Person.is_administrator)) == before


class Tags(HTMLParser):
    """Note what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ran += [f"{tag} {name}" for name in given if name.startswith("on")]
        if tag == "script" and "src" not in given:
            self.ran.append("script")


def what_runs_in(text: str) -> list[str]:
    tags = Tags()
    tags.feed(text)
    return tags.ran


@pytest.mark.on_postgresql
def test_words_stay_words_on_every_page(leader: Browser, things: Things) -> None:
    answers = [answer for _, answer in sent(leader, things, lambda form: form.filled(MARKUP))]
    answers += [answer for _, answer in pages(leader, things)]
    texts = [one.text for one in answers if one.mimetype in {"text/html", "image/svg+xml"}]

    assert what_runs_in(f"<p title='x'>{MARKUP}</p>") == ["svg onload", "script"]
    assert sum("onload" in page for page in texts) >= 10
    assert [found for page in texts for found in what_runs_in(page)] == []
    assert [page for page in texts if "7777777" in page] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 20_000, id="long"),
        pytest.param("\x00\x1b\ufeff\u202e\ud7ff", id="controls"),
        pytest.param("9" * 400, id="a huge number"),
        pytest.param("' OR 1=1; DROP TABLE person --", id="SQL"),
        pytest.param("", id="nothing"),
        pytest.param("Words\r\nBcc: evil@evil.example\r\n\r\nHello", id="headers"),
    ],
)
def test_no_form_fails_on_what_is_typed(leader: Browser, things: Things, text: str) -> None:
    answers = list(sent(leader, things, lambda form: form.filled(text)))

    failed = [form.action for form, answer in answers if answer.status_code >= 500]
    headed = [form.action for form, answer in answers if "evil" in str(answer.headers)]

    assert (failed, headed) == ([], [])


def test_no_form_fails_on_choices_that_nobody_offered(leader: Browser, things: Things) -> None:
    answers = list(
        sent(
            leader,
            things,
            lambda form: [
                (one.name, one.value if one.name == "csrf_token" else "nobody-offered-this")
                for one in form.fields
            ],
        )
    )

    assert [form.action for form, answer in answers if answer.status_code >= 500] == []


def test_no_form_does_anything_twice_for_a_field_sent_twice(
    served: Flask, leader: Browser, things: Things
) -> None:
    for form in forms_of(leader, things):
        fields = form.filled("Plain words")
        again = [(name, PLANTED) for name, _ in fields if name != "csrf_token"]

        assert send(leader, form, fields + again).status_code < 500

    assert {name for name, value in all_values(served) if str(value) == PLANTED} == set()


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_rule_leads_away(leader: Browser, things: Things, address: str) -> None:
    names = ["next", "return_to", "url", "redirect", "page", "continue"]
    given = "?" + urlencode(dict.fromkeys(names, address))
    answers = [answer for _, answer in pages(leader, things, given)]
    for form in forms_of(leader, things):
        extra = [(name, address) for name in names if name != "page"]
        answers.append(send(leader, form, form.filled("Plain words") + extra))

    locations = [answer.location for answer in answers if answer.location]
    assert len(locations) >= 10
    assert [location for location in locations if not STAYS.match(location)] == []


@pytest.fixture
def elsewhere(leader: Browser, make: Factory) -> Things:
    """Things of another programme and another organisation, each with a canary in its words."""
    assert leader
    programme = make.programme("elsewhere")
    given = {"programme": programme}
    organisation = make.organisation(CANARY, slug="elsewhere-too", **given)
    mine = given | {"organisation": organisation}
    obstacle = make.obstacle(title=CANARY, **mine)
    workaround = make.workaround(title=CANARY, against=[obstacle], **mine)
    return Things(
        slug=programme.slug,
        names={
            "barriers": make.barrier(title=CANARY, **given).reference,
            "categories": make.category(CANARY, slug="a-foreign-category", **given).slug,
            "decision-makers": make.decision_maker(CANARY, **given).reference,
            "obstacles": obstacle.reference,
            "organisations": organisation.slug,
            "workarounds": workaround.reference,
        },
    )


@pytest.mark.on_postgresql
def test_what_belongs_elsewhere_can_be_neither_named_nor_reached(
    served: Flask, leader: Browser, things: Things, elsewhere: Things
) -> None:
    def foreign_rows() -> int:
        return sum(value == CANARY for _, value in all_values(served))

    before, answers = foreign_rows(), []
    for form in forms_of(leader, things):
        for name in elsewhere.names.values():
            forged = [
                (one.name, one.value if one.name == "csrf_token" else name) for one in form.fields
            ]
            answers.append(send(leader, form, forged))

    assert len(answers) >= 100
    assert [one.request.path for one in answers if one.status_code >= 500] == []
    shown = [*answers, *(answer for _, answer in pages(leader, things))]
    assert [one.request.path for one in shown if CANARY.encode() in one.data] == []
    assert foreign_rows() == before
