"""A second world, which differs from the first only in what one actor may not see.

Hidden words are other words, hidden things are gone or are otherwise, and others have come to
them; somebody else stands behind what bears no name; every primary key is another, in the same
order. The one key that stays is the actor's own; what the actor did and wrote stays too, at
another hidden thing where theirs is gone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.integration.security.matrix.actors import PARTS, Actor
from tests.integration.security.matrix.canaries import canary, reference
from tests.integration.security.matrix.oracle import (
    may_read,
    may_see,
    may_see_beside,
    may_take_along,
)
from tests.integration.security.matrix.rows import build
from tests.integration.security.matrix.world import (
    Beside,
    Event,
    Owned,
    Tried,
    World,
    beside_of,
    lay_out,
)

_WORD = re.compile(r"zq[a-z2-7]{12}qz|\bQ[A-Z]-[2-9A-HJ-NP-Z]{7}\b", re.IGNORECASE)
KEPT = {"person.fs_uniquifier"}
"""By it the actor's own session finds them."""
HIDDEN = {
    "level": "european",
    "people_supported": 77,
    "since_year": 1999,
    "staff_hours_a_week": 9,
}
WORDS = {
    "attachment": "attachment.name",
    "comment": "comment.text",
    "status_change": "status_change.reason",
    "trial": "trial.what_it_took",
}
"""By table of words that have readers of their own: the words; hidden ones are hidden more."""
UNNAMED = {"budget_a_year": 99, "budget_currency": "SEK"}
"""What stands in hidden rows of the other world, and in those whose owner is."""


def other_world(actor: Actor, first: World) -> World:
    """Return the world that the actor cannot tell from the first."""
    world = build(
        _laid_out_otherwise(actor), ids_from=5_000_000, step=3, fixed=_own_key(first, actor)
    )
    for table, rows in world.rows.items():
        for thing, row in zip(world.things[table], rows, strict=True):
            row.update(_otherwise_without_words(actor, world, table, thing))
            _say_otherwise(actor, world, row)
    return world


def _own_key(first: World, actor: Actor) -> dict[tuple[str, Any], int]:
    people = zip(first.things["person"], first.rows["person"], strict=True)
    return {("person", name): row["id"] for name, row in people if name == actor.key}


def _laid_out_otherwise(actor: Actor) -> World:
    world = lay_out()
    others = {one: _otherwise(actor, one) for one in [*world.obstacles, *world.workarounds]}
    world.obstacles = [*_with_more(actor, world.obstacles, others)]
    world.workarounds = [*_with_more(actor, world.workarounds, others)]
    trials = [
        Tried(trial.number, way, obstacle)
        for trial in world.trials
        if (way := others[trial.workaround]) and (obstacle := others[trial.obstacle])
    ]
    world.trials = trials + [
        Tried(trial.number + 1000, trial.workaround, _twin(trial.obstacle))
        for trial in trials
        if _twin(trial.obstacle) in world.obstacles
    ]
    pairs = [
        (others[one], others[other] or (_hidden(actor, other, world) if is_own else None))
        for one, other in world.hindrances
        for is_own in [one.author == actor.key]
    ]
    world.hindrances = [(one, other) for one, other in pairs if one and other]
    ruled_out = [(others[one], barrier) for one, barrier in world.ruled_out]
    world.ruled_out = [(one, barrier) for one, barrier in ruled_out if one]
    world.beside = [*_beside_otherwise(actor, others, world)]
    world.events = [*_events_otherwise(actor, others, world)]
    return world


def _hidden(actor: Actor, one: Owned, world: World) -> Owned:
    """Return something of this kind that the actor does not see, in place of what is gone."""
    things = [*world.obstacles, *world.workarounds]
    return next(
        other
        for other in things
        if (other.kind, other.programme, other.is_draft) == (one.kind, one.programme, one.is_draft)
        and not may_see(actor, other, "title")
    )


def _otherwise(actor: Actor, one: Owned) -> Owned | None:
    """Return what stands there in the other world, or None where the hidden thing is gone."""
    if may_see(actor, one, "title"):
        return one if may_see(actor, one, "organisation") else _somebody_elses(actor, one)
    if one.number % 3 == 0 and one.author != actor.key:
        return None
    barrier = f"{one.programme}-named" if one.barrier and not one.is_draft else one.barrier
    return replace(one, is_named=not one.is_named, barrier=barrier)


def _somebody_elses(actor: Actor, one: Owned) -> Owned:
    """Return the unnamed thing as that of another organisation, not the actor's either."""
    others = [
        organisation
        for programme, organisation in PARTS
        if programme == one.programme
        and organisation not in {*actor.member, one.organisation, "purse", "gone"}
    ]
    owner = others[one.number % len(others)] if others else one.organisation
    return replace(one, organisation=owner, author=f"{owner}-contributor")


def _twin(one: Owned) -> Owned:
    return replace(one, number=one.number + 1000, author="disabled")


def _with_more(
    actor: Actor, things: list[Owned], others: dict[Owned, Owned | None]
) -> Iterator[Owned]:
    """Yield the things of the other world; beside every other hidden one stands its twin."""
    for one in things:
        other = others[one]
        if other is not None:
            yield other
            if one.number % 2 and not may_see(actor, one, "title"):
                yield _twin(other)


def _beside_otherwise(
    actor: Actor, others: dict[Owned, Owned | None], world: World
) -> Iterator[Beside]:
    """Yield what stands beside the obstacles: what the actor wrote, and not all that is hidden."""
    for one in [one for one in others if one.kind == "obstacle"]:
        other = others[one]
        if other is None:
            yield from (
                replace(each, obstacle=_hidden(actor, one, world))
                for each in beside_of([one])
                if each.by == actor.key
            )
            continue
        own = [replace(each, obstacle=other) for each in beside_of([one]) if each.by == actor.key]
        theirs = [
            each
            for each in beside_of([other])
            if each.by != actor.key and (one.number % 2 or may_see_beside(actor, each))
        ]
        yield from sorted([*own, *theirs], key=lambda each: each.number)
        if _twin(other) in world.obstacles:
            yield from (each for each in beside_of([_twin(other)]) if each.by != actor.key)


def _events_otherwise(
    actor: Actor, others: dict[Owned, Owned | None], world: World
) -> Iterator[Event]:
    for event in world.events:
        owned = others[event.owned] if event.owned else None
        if event.owned and owned is None and event.by == actor.key:
            owned = _hidden(actor, event.owned, world)
        if event.owned is None or owned is not None:
            yield replace(event, owned=owned)


def _say_otherwise(actor: Actor, world: World, row: dict[str, Any]) -> None:
    """Put other words in place of those that the actor may not read."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        known = world.told.get(word) or world.told.get(word.upper())
        if known is None or known[0] in KEPT or may_read(actor, world, *known):
            return word
        if may_take_along(actor, *known):
            return word
        if word.startswith("zq"):
            return canary("other", word)
        return reference(word[:2].upper(), "other", word.upper())

    for name, value in row.items():
        if isinstance(value, str):
            row[name] = _WORD.sub(other, value)
        elif isinstance(value, dict | list):
            row[name] = json.loads(_WORD.sub(other, json.dumps(value)))


def _otherwise_without_words(actor: Actor, world: World, table: str, thing: Any) -> dict[str, Any]:
    """Return the numbers and words of the vocabulary that stand in a hidden row instead."""
    if table == "obstacle":
        hidden = {} if may_see(actor, thing, "title") else HIDDEN | _standing(thing)
        return hidden if may_see(actor, thing, "organisation") else hidden | UNNAMED
    if table in WORDS and not may_read(actor, world, WORDS[table], thing):
        return {"visibility": "organisation"}
    if table == "programme" and not actor.has_place(thing):
        return {"threshold": 7, "revision": 99}
    return {}


def _standing(one: Owned) -> dict[str, Any]:
    return {} if one.is_draft else {"status": "resolved", "look_again_on": None}
