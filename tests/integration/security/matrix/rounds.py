"""One actor's round: every call, in an order in which none spoils another, and what was wrong."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.test import TestResponse

from tests.integration.security.matrix.actors import Actor
from tests.integration.security.matrix.calling import Call, calls
from tests.integration.security.matrix.canaries import canaries_in
from tests.integration.security.matrix.doors import NOBODY, WHO
from tests.integration.security.matrix.fingerprints import fingerprint_of
from tests.integration.security.matrix.homes import Place, missing_from
from tests.integration.security.matrix.judging import is_due, leaks_in
from tests.integration.security.matrix.visiting import Visitor
from tests.integration.security.matrix.world import World

ONCE = {"people.end_part": 0, "people.leave": -1, "people.withdraw": 0}
"""Acts that can be done once, or leave little to do after them: which of their calls is made."""
LAST = [
    "comments.delete",
    "obstacles.discard",
    "withdrawals.withdraw_trial",
    "withdrawals.withdraw_workaround",
    "withdrawals.withdraw_obstacle",
    "account.end_session",
    "second_factor.remove",
    "account.sign_out_elsewhere",
    "people.end_part",
    "people.leave",
    "security.logout",
]
"""Acts that take away what other calls need, in this order."""


LIKE_ANOTHER = {
    "disabled": "anonymous",
    "half-signed-in": "anonymous",
    "led-tide": "tide-observer",
    "left-kent-for-lille": "lille-lead",
    "reef-funder": "reef-observer",
    "tide-funder": "tide-observer",
}
"""Who is due the same answers as another, by another right: a third of the rules shows whether."""
EVERY_CASE = bool(os.environ.get("EVERY_CASE"))


@dataclass
class Round:
    """What an actor's calls were answered, as far as it was wrong."""

    world: World
    actor: Actor
    faults: list[str] = field(default_factory=list)
    found: dict[Place, set[str]] = field(default_factory=dict)
    missing: dict[object, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The calls that were answered as if nothing was there, by the whole of the answer."""

    def judge(self, call: Call, answer: TestResponse) -> None:
        """Note what is wrong with an answer, and what was found in it."""
        if not is_due(call, answer):
            self.faults.append(f"{call}: {answer.status_code} where {call.due} is due")
        words = canaries_in(answer)
        self.faults += leaks_in(self.world, self.actor, call, words)
        if call.method == "GET" and answer.status_code == 200:
            self.found[call.endpoint, call.programme, call.thing] = words
        if call.due == "missing" and call.method != "HEAD" and WHO[call.endpoint] != NOBODY:
            whole = answer.status, tuple(answer.headers), answer.get_data()
            self.missing[whole].append(str(call))

    def sum_up(self) -> list[str]:
        """Return what was wrong, the whole of the round considered."""
        apart = [alike[0] for alike in self.missing.values()]
        told_apart = [f"missing is told apart: {apart}"] if len(apart) > 1 else []
        return self.faults + told_apart + [*missing_from(self.world, self.actor, self.found)]


def every(_question: str) -> bool:
    """Ask every question."""
    return True


def faults_in_round(
    app: Flask,
    world: World,
    actor: Actor,
    *,
    is_first_enough: bool = False,
    asks: Callable[[str], bool] = every,
) -> list[str]:
    """Make the actor's every call; return what was wrong with the answers, or was changed.

    What a database could do to it shows in a sample; SQLite, the quicker, gets the whole, except
    for an actor who is `LIKE_ANOTHER`. `asks` hears of each call before it is made, and may leave
    it out.
    """
    visitor, made = Visitor(app, actor), Round(world, actor)
    is_on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    is_sample = not is_on_sqlite or (actor.key in LIKE_ANOTHER and not EVERY_CASE)
    asked = [*calls(app, world, actor, is_sample=is_sample)]
    before = fingerprint_of(app)
    for call in asked:
        if not _changes(call) and asks(f"{call.method} {call.path}"):
            made.judge(call, visitor.ask(call.path, call.method))
        if made.faults and is_first_enough:
            return made.faults
    if fingerprint_of(app) != before:
        made.faults.append("a refused call, or one that only reads, has changed a row")
    for call in in_order(call for call in asked if _changes(call)):
        if asks(f"{call.method} {call.path}"):
            made.judge(call, visitor.ask(call.path, call.method))
    return made.sum_up()


def _changes(call: Call) -> bool:
    return call.is_unsafe and call.due == "open"


def in_order(acts: Iterable[Call]) -> list[Call]:
    """Return acts in an order in which none spoils another."""
    by_endpoint: dict[str, list[Call]] = defaultdict(list)
    for call in acts:
        by_endpoint[call.endpoint].append(call)
    for endpoint, which in ONCE.items():
        if endpoint in by_endpoint:
            by_endpoint[endpoint] = [by_endpoint[endpoint][which]]
    first = [endpoint for endpoint in by_endpoint if endpoint not in LAST]
    return [call for endpoint in [*first, *LAST] for call in by_endpoint.get(endpoint, [])]
