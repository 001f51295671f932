"""Call every rule of the URL map: the gaps of its address filled with real things of every kind."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.integration.security.matrix.actors import REEF, TIDE, Actor
from tests.integration.security.matrix.canaries import reference
from tests.integration.security.matrix.doors import (
    WHO,
    Thing,
    answer_due,
    is_theirs,
    is_there,
    programmes_of,
)
from tests.integration.security.matrix.world import (
    BARRIERS,
    CATEGORIES,
    MAKERS,
    Beside,
    Owned,
    Tried,
    World,
)

BY_ITSELF = frozenset({"HEAD", "OPTIONS"})
UNSAFE = frozenset({"DELETE", "PATCH", "POST", "PUT"})
KINDS = {
    "attachments": "attachment",
    "barriers": "barrier",
    "categories": "category",
    "comments": "comment",
    "decision-makers": "decision_maker",
    "invitations": "invitation",
    "obstacles": "obstacle",
    "organisations": "organisation",
    "programmes": "programme",
    "sessions": "session",
    "trials": "trial",
    "workarounds": "workaround",
}
"""By the word before a gap of an address: what kind of thing stands in it."""
MOST_HIDDEN = 1
"""On how many hidden things of a kind each act is tried; their pages are all asked for."""
FILES = {"assets.static": "app.css", "assets.typeface": "public-sans.woff2"}
NOBODY = "nothing-has-this-name"
MADE_UP = {"reference": reference("QT", NOBODY), "key": NOBODY, "token": "A" * 43}
NO_ROWS = {"filename", "key", "slug", "token"}
"""Gaps in which stands a programme, or what is no row that somebody could guess."""
OUTSIDE = {"programme", "session"}
"""Kinds of things that no programme holds."""


@dataclass(frozen=True)
class Call:
    """A method on an address, and how it is due to be answered."""

    endpoint: str
    method: str
    path: str
    due: str
    programme: str | None = None
    thing: Thing = None

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} ({self.thing[1] if self.thing else self.path})"

    @property
    def is_unsafe(self) -> bool:
        """Whether it may change something."""
        return self.method in UNSAFE


def kind_in(rule: Rule) -> str | None:
    """Return the kind of thing that the address names beside a programme, or None for none."""
    gaps = gaps_of(rule)
    if not gaps:
        return None
    before = rule.rule.rpartition("/<")[0].split("/")
    words = [word for word in before if word in KINDS]
    if len(gaps) > 1 or not words:
        raise LookupError(f"Say in KINDS what stands in {rule.rule}")
    return KINDS[words[-1]]


def gaps_of(rule: Rule) -> set[str]:
    """Return the gaps of an address but for its programme and for what stands for no row."""
    return rule.arguments - NO_ROWS


def calls(app: Flask, world: World, actor: Actor, *, is_sample: bool = False) -> Iterator[Call]:
    """Yield every method of every rule for the actor, on things of every class.

    HEAD and OPTIONS, which Werkzeug answers by itself, are called on one thing of every third
    rule. A sample is a third of the rules. Each actor gets another third.
    """
    for number, rule in enumerate(app.url_map.iter_rules()):
        is_third = number % 3 == len(actor.key) % 3
        if rule.endpoint not in WHO or (is_sample and not is_third):
            continue
        for turn, (programme, thing) in enumerate(_places(rule, world, actor, number)):
            path = path_of(rule, world, programme, thing)
            due = answer_due(actor, world, rule.endpoint, programme, thing)
            for method in sorted(rule.methods or ()):
                if method not in BY_ITSELF:
                    yield Call(rule.endpoint, method, path, due, programme, thing)
                elif turn == 0 and is_third:
                    due_now = "open" if method == "OPTIONS" else due
                    yield Call(rule.endpoint, method, path, due_now, programme, thing)
        yield from _made_up(rule, world, actor)


def path_of(rule: Rule, world: World, programme: str | None, thing: Thing) -> str:
    """Fill the rule's gaps."""
    given = MADE_UP | {"filename": FILES.get(rule.endpoint, "")}
    if programme is not None:
        given["slug"] = world.address["programme", programme]
    if thing is not None:
        (gap,) = gaps_of(rule)
        given[gap] = world.address[thing]
    return _built(rule, given)


def _built(rule: Rule, given: dict[str, str]) -> str:
    built = rule.build({name: given.get(name, NOBODY) for name in rule.arguments})
    assert built is not None, rule
    return built[1]


def _made_up(rule: Rule, world: World, actor: Actor) -> Iterator[Call]:
    """Yield calls of a thing that nowhere is, or of a programme that nowhere is."""
    if not rule.arguments - (NO_ROWS - {"slug"}):
        return
    due = "missing" if actor.is_signed_in else "ask"
    slug = world.address["programme", TIDE] if gaps_of(rule) else NOBODY
    path = _built(rule, MADE_UP | {"slug": slug})
    for method in sorted((rule.methods or set()) - BY_ITSELF):
        yield Call(rule.endpoint, method, path, due)


def _places(
    rule: Rule, world: World, actor: Actor, number: int
) -> Iterator[tuple[str | None, Thing]]:
    """Yield the programmes and things to call a rule with; one thing in the wrong one too."""
    kind = kind_in(rule)
    if kind is None:
        yield from ((programme, None) for programme in _programmes_in(rule, actor))
        return
    is_page = rule.endpoint.endswith(".show") and actor.is_signed_in
    chosen = things_of(world, kind) if is_page else one_of_each_class(world, actor, kind, number)
    seen = [one for one in chosen if is_seen(world, actor, kind, one)]
    hidden = [one for one in chosen if one not in seen]
    for thing in [*seen, *_in_turn(hidden, number, MOST_HIDDEN if not is_page else len(hidden))]:
        yield from ((place, (kind, thing)) for place in _where(rule, kind, thing))
    if "slug" in rule.arguments and number % 2:
        one = chosen[0]
        yield REEF if programmes_of(kind, one) == {TIDE} else TIDE, (kind, one)


def _in_turn(things: list[Any], turn: int, most: int) -> list[Any]:
    """Return as many of these as that, others at each turn."""
    start = turn % max(1, len(things))
    return [*things[start:], *things[:start]][:most]


def _programmes_in(rule: Rule, actor: Actor) -> tuple[str | None, ...]:
    """Return the programmes to try, of which one does for whoever has not come in."""
    if "slug" not in rule.arguments:
        return (None,)
    return (TIDE, REEF) if actor.is_signed_in else (TIDE,)


def _where(rule: Rule, kind: str, thing: Any) -> list[str | None]:
    return sorted(programmes_of(kind, thing)) if "slug" in rule.arguments else [None]


def things_of(world: World, kind: str) -> list[Any]:
    """Return all things of a kind that have an address."""
    if kind in {"invitation", "organisation", *OUTSIDE}:
        return [name for table, name in world.address if table == kind]
    if kind in {"attachment", "comment"}:
        return [one for one in world.beside if one.kind == kind]
    named: dict[str, Any] = {
        "barrier": BARRIERS,
        "category": CATEGORIES,
        "decision_maker": MAKERS,
        "obstacle": world.obstacles,
        "trial": [trial for trial in world.trials if ("trial", trial) in world.address],
        "workaround": world.workarounds,
    }
    return [*named[kind]]


def one_of_each_class(world: World, actor: Actor, kind: str, turn: int) -> list[Any]:
    """Choose one thing of each class that matters to the actor, another at each turn."""
    classes: dict[Any, list[Any]] = defaultdict(list)
    for thing in things_of(world, kind):
        classes[_class_of(world, actor, kind, thing)].append(thing)
    return [alike[turn % len(alike)] for alike in classes.values()]


def _class_of(world: World, actor: Actor, kind: str, thing: Any) -> Any:
    """Return what decides of a thing for the actor: in which way it is hidden, or whose it is."""
    if not actor.is_signed_in:
        return None
    if kind in OUTSIDE:
        return is_theirs(actor, (kind, thing))
    places = tuple(sorted(programmes_of(kind, thing)))
    seen = is_seen(world, actor, kind, thing)
    if isinstance(thing, Tried):
        ends = (thing.obstacle, thing.workaround)
        return places, seen, *(_class_of(world, actor, end.kind, end)[1:3] for end in ends)
    if isinstance(thing, Beside):
        is_theirs_too = thing.by == actor.key
        return *_class_of(world, actor, "obstacle", thing.obstacle), is_theirs_too
    if isinstance(thing, Owned):
        is_own = thing.organisation in actor.organisations(thing.programme)
        return places, seen, is_own, thing.is_draft, seen and thing.is_named
    return places, seen, actor.member.get(thing)


def is_seen(world: World, actor: Actor, kind: str, thing: Any) -> bool:
    """Say whether the actor may see the thing in one of its programmes."""
    if kind in OUTSIDE:
        return is_theirs(actor, (kind, thing))
    return any(
        is_there(actor, world, "", place, (kind, thing)) for place in programmes_of(kind, thing)
    )
