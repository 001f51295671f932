"""Ask an actor's questions of a world, and compare the answers of two, byte for byte."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask
from werkzeug.test import TestResponse

from tests.integration.security.matrix.actors import Actor
from tests.integration.security.matrix.calling import Call, calls
from tests.integration.security.matrix.oracle import may_read
from tests.integration.security.matrix.rounds import every, in_order
from tests.integration.security.matrix.rows import put
from tests.integration.security.matrix.visiting import Visitor
from tests.integration.security.matrix.world import World
from tracker.models.moment import now

T = TypeVar("T")
_TOKEN = re.compile(rb'((?:name="(?:csrf_token|form_key|typed)"[^>]*value|data-autosave)=)"[^"]*"')
_CHALLENGE = re.compile(rb"(?<=challenge&#34;: &#34;)[\w-]+|(?<=/sign-in/passkey/)[\w.-]+")
"""What a device is asked to sign, made anew at each moment; the rest of the page is compared."""
_MOMENT = re.compile(rb"(\d{4}-\d\d-\d\dT)?\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")
NARROWED_LOG = (
    "words={word}",
    "words={code}",
    "words=about",
    "who={word}",
    "who={person}",
    "who=about",
    "what=obstacles",
    "what=workarounds&who=about",
    "what=programme&words=about",
    "since=2026-03-01&until=2026-03-01",
    "until=2026-02-28",
)
"""Every name and title begins with "About": it finds all that a filter compares with."""
QUERIES = {
    "history.log": NARROWED_LOG,
    "history.log_as_csv": NARROWED_LOG,
    "barriers.index": ("sort=title", "sort=in-the-way", "page=2"),
    "insights.network": ("view=grid", "country=FR", "category={word}", "kind=delivery"),
    "insights.network_json": ("depth=barriers",),
    "register.csv": ("sort=organisation",),
    "register.index": (
        "q={word}",
        "q={code}",
        "organisation={slug}",
        "category={word}",
        "sort=organisation",
        "sort=title",
        "sort=widest",
        "sort=status",
        "sort=changed",
        "sort=oldest",
        "page=2",
        "shared=yes",
        "shared=no&workaround=no",
        "status=resolved&level=european",
    ),
    "register.json": ("q={name}", "sort=widest"),
    "programmes.index": ("all=1",),
    "programmes.show": ("solved=all",),
    "workarounds.index": ("q={word}", "q={name}", "sort=title", "sort=worked", "sort=obstacles"),
    "workarounds.log": ("obstacle={code}",),
}
"""What is asked beside the bare address: each filter and order, and hidden words, codes, slugs."""
FIELDS = {
    "barriers.link_obstacle": "obstacle",
    "matches.match": "other",
    "matches.rule_out": "barrier",
    "matches.group": "barrier",
    "obstacles.hinder": "other",
    "obstacles.stop_hindering": "other",
    "workarounds.link": "obstacle",
    "workarounds.try_it": "obstacle",
    "workarounds.unlink": "workaround",
}
"""The field of a form in which a code stands, and so may a hidden one."""

SENTENCES = {
    "barriers.link_obstacle": ("obstacle", "about {word}"),
    "comments.mention_options": ("words", "{word}"),
    "matches.typed": ("title", "About {word} and more"),
    "obstacles.hinder": ("other", "about {word}"),
    "obstacles.options": ("words", "about {word}"),
    "workarounds.link": ("obstacle", "about {word}"),
    "workarounds.options": ("words", "{word}"),
}
"""The field in which a sentence stands, which may hold hidden words."""


@dataclass(frozen=True)
class Question:
    """A request, as it is sent to both worlds."""

    method: str
    path: str
    data: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path} {dict(self.data) or ''}"


def questions_of(app: Flask, world: World, actor: Actor) -> list[Question]:
    """Return what to ask of both worlds: addresses, and hidden words in all that takes words.

    Every whole list and file is asked for, and every page of what there are few of; of obstacles,
    workarounds and acts a fifth, for each actor another.
    """
    hidden = hidden_words(world, actor)
    asked = list(calls(app, world, actor))
    fifth = [one for turn, one in enumerate(asked) if turn % 5 == len(actor.key) % 5]
    wholes = [one for one in asked if one.method == "GET" and one.thing is None]
    singles = [
        one
        for one in asked
        if one.method == "GET" and one.thing and (one in fifth or one.thing[0] in FEW)
    ]
    acts = in_order(one for one in fifth if one.is_unsafe)
    return [
        *(Question("GET", call.path) for call in [*wholes, *singles]),
        *_narrowed(wholes, hidden),
        *(question for call in acts for question in _sent(call, hidden)),
    ]


def hidden_words(world: World, actor: Actor) -> dict[str, str]:
    """Return hidden words and codes to ask with, and a name and a slug that everybody knows."""
    known = world.rows["organisation"][0]
    found = {
        "slug": known["slug"],
        "name": canary_in(known["name"]),
        "word": "x",
        "code": "QX-2345",
        "person": "x",
    }
    columns = {"obstacle.title": "word", "obstacle.reference": "code", "person.name": "person"}
    for word, (column, thing) in world.told.items():
        kind = columns.get(column)
        if kind and not may_read(actor, world, column, thing):
            found[kind] = word
    return found


def canary_in(text: str) -> str:
    """Return the canary in a text."""
    return next(word for word in text.split() if word.startswith("zq"))


def _narrowed(asked: list[Call], hidden: dict[str, str]) -> Iterator[Question]:
    for call in asked:
        if call.due == "open":
            for query in QUERIES.get(call.endpoint, ()):
                yield Question("GET", f"{call.path}?{query.format(**hidden)}")


def _sent(call: Call, hidden: dict[str, str]) -> Iterator[Question]:
    """Yield the empty form, and the one that names what is hidden."""
    if call.due == "open" and call.endpoint in FIELDS:
        direction = ("direction", "holds-up")
        named = (FIELDS[call.endpoint], hidden["code"])
        yield Question(call.method, call.path, (direction, ("answer", "same"), named))
    if call.due == "open" and call.endpoint in SENTENCES:
        field, sentence = SENTENCES[call.endpoint]
        yield Question(call.method, call.path, ((field, sentence.format(**hidden)),))
    yield Question(call.method, call.path)


def answers_of(
    app: Flask,
    world: World,
    actor: Actor,
    asked: list[Question],
    asks: Callable[[str], bool] = every,
) -> list[Any]:
    """Put the world into the database and return what it answers the actor.

    `asks` hears of each question before it is asked, and may leave it unanswered: None.
    """
    put(app, world)
    visitor = Visitor(app, actor)
    return [
        plain(visitor.ask(one.path, one.method, data=dict(one.data))) if asks(str(one)) else None
        for one in asked
    ]


def on_one_day(ask: Callable[[], T]) -> T:
    """Ask two worlds, and both anew where midnight came between: pages tell of days."""
    day = now().date()
    answers = ask()
    return answers if now().date() == day else ask()


def plain(answer: TestResponse) -> tuple[Any, ...]:
    """Return an answer without its form's token and without the moment it was made in."""
    headers = sorted((name, value) for name, value in answer.headers if name not in UNSTEADY)
    return answer.status, tuple(headers), _body(answer.get_data())


UNSTEADY = {"Content-Length", "Date", "Set-Cookie"}
"""Headers in which a token's length, a clock or a session's cookie shows."""
FEW = {"barrier", "category", "decision_maker", "organisation", "trial"}
"""Kinds of things of which there are few."""


def _body(data: bytes) -> Any:
    if not data.startswith(b"PK"):
        return _MOMENT.sub(b"", _CHALLENGE.sub(b"", _TOKEN.sub(b"", data)))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: _MOMENT.sub(b"", packed.read(name)) for name in packed.namelist()}
