"""Two worlds side by side: the same acts in both, by whoever plays the part in each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.database_reset import reset_function_of
from tests.integration.security.sequences.forms import Fields, answer_to, asks, filled, form_to
from tests.integration.security.sequences.people import Who, lay_out, person_in
from tests.integration.security.sequences.pinned import Pinned
from tests.mailbox import Mailbox
from tracker.cli.digest import mail_all
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import LimitCount, Person

SITE = "http://localhost"
MOST_ASKED = 3
"""How many pages that ask may follow each other."""
TOO_OFTEN = 429
VISITOR = "visitor"
FIRST_STEP = 100
"""Steps of a sequence draw other codes than those that were taken before it."""


class World:
    """One app on one database, and everybody's browser."""

    def __init__(self, number: int, app: Flask, pinned: Pinned) -> None:
        self.number, self.app, self.pinned = number, app, pinned
        self.mailbox = Mailbox(app)
        self.people = lay_out(app)
        self._cookies = {key: self._sign_in(person) for key, person in self.people.items()}
        self._put_back: Callable[[], None] = lambda: None

    def keep_beginning(self) -> None:
        """Let sequences begin from what is in the database now."""
        self._put_back = reset_function_of(self.app)

    def begin(self) -> None:
        """Go back to the beginning."""
        self.mailbox.empty()
        self._put_back()
        for name in ("viewer_caches", "prefetched_tokens"):
            self.app.extensions.pop(name, None)
        for name in [name for name in self.app.extensions if name.startswith("cached_")]:
            del self.app.extensions[name]

    def _sign_in(self, person: Person) -> str:
        client = self.app.test_client()
        client.post("/demo/sign-in", data={"person": person.email})
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie, person.name
        return cookie.value

    def ask(self, who: Who, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Return the answer to who plays this part; who did a thing too often has waited."""
        answer = self._open(who, path, data)
        if answer.status_code == TOO_OFTEN:
            self.app.extensions.pop("prefetched_tokens", None)
            with self.app.app_context(), db.engine.begin() as connection:
                connection.execute(sa.delete(LimitCount))
            answer = self._open(who, path, data)
        return answer

    def _open(self, who: Who, path: str, data: dict[str, Any] | None) -> TestResponse:
        client = self.app.test_client()
        if who != VISITOR:
            name = self.app.config["SESSION_COOKIE_NAME"]
            client.set_cookie(name, self._cookies[person_in(self.number, who)])
        given = {"method": "GET"} if data is None else {"method": "POST", "data": data}
        answer = client.open(path, base_url=SITE, **given)
        answer.get_data()
        answer.close()
        return answer

    def scalars(self, statement: sa.Select[Any]) -> list[Any]:
        """Read from the database, past everybody's sight."""
        with self.app.app_context():
            return list(db.session.scalars(statement))

    def mails_to(self, who: Who) -> list[tuple[str, str]]:
        """Return subject and text of what was mailed to who plays this part."""
        address = self.people[person_in(self.number, who)].email
        return [(mail.subject, mail.text) for mail in self.mailbox.to(address)]

    def send_digests(self, after: timedelta) -> None:
        with self.app.app_context(), write_transactions():
            mail_all(self.pinned.moment + after, SITE)


@dataclass
class Done:
    """What an act was answered in each world it was done in, the pages that asked left out."""

    answers: list[TestResponse]
    was_asked: list[bool]

    @property
    def is_done(self) -> bool:
        """Whether it went through in every world, and nobody declined."""
        return all(answer.status_code in {302, 303} for answer in self.answers)


@dataclass
class Pair:
    """Both worlds; what is done is done in both, unless said."""

    worlds: Sequence[World]
    pinned: Pinned
    steps: int = 0
    acts: list[str] = field(default_factory=list)

    @classmethod
    def made_of(cls, apps: Sequence[Flask], pinned: Pinned) -> "Pair":
        worlds = []
        for number, app in enumerate(apps):
            pinned.begin()
            worlds.append(World(number, app, pinned))
        return cls(worlds, pinned)

    def begin(self) -> None:
        """Go back to the beginning in both."""
        self.steps, self.acts = FIRST_STEP, []
        self.pinned.begin()
        for world in self.worlds:
            world.begin()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.steps += 1
        self.acts.append(name)
        moment = self.pinned.moment
        yield
        self.pinned.moment = moment
        self.pinned.step(f"after {self.steps}")

    def send(
        self,
        who: Who,
        path: str,
        given: Fields,
        *,
        page: str | None = "",
        only: int | None = None,
        is_declined: bool = False,
        words: tuple[Fields, Fields] = ({}, {}),
    ) -> Done:
        """Fill in the form as the page shows it (page=None: send just these) and send it.

        `words` are what stands in the form in each world beside `given`; `only` names the one
        world in which it is done.
        """
        answers, asked = [], []
        with self.step(f"{who}: {path} {given} {words if any(words) else ''} only={only}"):
            moment = self.pinned.moment
            for world in self.worlds:
                if only not in {None, world.number}:
                    continue
                self.pinned.moment = moment
                self.pinned.step(f"{self.steps} {only}")
                answer, was_asked = _sent(
                    world, who, path, given | words[world.number], page, is_declined=is_declined
                )
                answers.append(answer)
                asked.append(was_asked)
        return Done(answers, asked)

    def code(self, column: Any, *conditions: Any) -> str:
        """Return the newest code of the rows that fit, which is the same in both worlds."""
        key = sa.inspect(column.class_).primary_key[0]
        found = [
            world.scalars(sa.select(column).where(*conditions).order_by(key.desc()).limit(1))
            for world in self.worlds
        ]
        assert found[0] == found[1] != [], (found, self.acts[-1:])
        return str(found[0][0])


def _sent(
    world: World, who: Who, path: str, given: Fields, page: str | None, *, is_declined: bool
) -> tuple[TestResponse, bool]:
    fields: Fields = given
    if page is not None:
        opened = page or path
        form = form_to(opened, world.ask(who, opened).text, path)
        fields = filled(form, given) if form else given
    answer, was_asked = world.ask(who, path, fields), False
    for _ in range(MOST_ASKED):
        form = form_to(path, answer.text, path) if answer.status_code == 200 else None
        if form is None or not asks(form):
            break
        was_asked, more = True, answer_to(form, is_declined=is_declined)
        if more is None:
            break
        answer = world.ask(who, path, more)
    world.mailbox.mails()  # What is posted later is posted now, while this world's clock stands.
    return answer, was_asked
