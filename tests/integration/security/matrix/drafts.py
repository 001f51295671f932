"""A draft with all that may stand around an obstacle, and the world without it."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.integration.security.matrix.actors import ACTORS, Actor
from tests.integration.security.matrix.calling import calls
from tests.integration.security.matrix.comparing import (
    Question,
    answers_of,
    on_one_day,
)
from tests.integration.security.matrix.rounds import every
from tests.integration.security.matrix.rows import build
from tests.integration.security.matrix.world import Owned, World, lay_out

AUTHOR = ACTORS["kent-lead"]
TELL_OF_DRAFTS = {
    "history.log",
    "history.log_as_csv",
    "history.obstacle_history",
    "register.index",
    "programmes.show",
    "rights.data",
}
"""Pages that show their reader their own drafts, or what they did."""


def draft_of(world: World, actor: Actor) -> Owned:
    """Return a draft of the actor's in the programme of most."""
    return next(
        one
        for one in world.obstacles
        if one.is_draft and one.author == actor.key and one.programme == "tide"
    )


def with_busy_draft(world: World) -> World:
    """Let the author's draft hold up others, have a category, a barrier, a workaround, a trial."""
    draft = _row(world, "obstacle", draft_of(world, AUTHOR))
    other = next(one for one in world.obstacles if one.organisation == "kent" and not one.is_draft)
    held = _row(world, "obstacle", other)
    draft["barrier_id"] = held["barrier_id"] = _row(world, "barrier", "tide-named")["id"]
    place = {"programme_id": draft["programme_id"]}
    pair = {"workaround_id": _row(world, "workaround", world.workarounds[2])["id"], **place}
    category = {"category_id": _row(world, "category", "tide-upper")["id"], **place}
    trial = {**world.rows["trial"][0], **pair, "id": 77, "reference": "QX-7777777"}
    more: list[tuple[str, dict[str, Any]]] = [
        ("hindrance", {"holding_id": draft["id"], "held_up_id": held["id"], **place}),
        ("hindrance", {"holding_id": held["id"], "held_up_id": draft["id"], **place}),
        ("obstacle_category", {"obstacle_id": draft["id"], **category}),
        ("workaround_link", {"obstacle_id": draft["id"], **pair}),
        ("trial", {**trial, "obstacle_id": draft["id"], "outcome": "worked"}),
    ]
    for table, row in more:
        if row not in world.rows[table]:
            world.rows[table].append(row)
            world.things[table].append("of the draft")
    return world


def without_draft(world: World) -> World:
    """Take out the draft and all that stands around it."""
    number = _row(world, "obstacle", draft_of(world, AUTHOR))["id"]
    refers = {"obstacle_id", "holding_id", "held_up_id"}
    for table, rows in world.rows.items():
        world.rows[table] = [
            row
            for row in rows
            if not (table == "obstacle" and row["id"] == number)
            and number not in {row.get(name) for name in refers}
        ]
    return world


def _row(world: World, table: str, thing: Any) -> dict[str, Any]:
    return world.rows[table][world.things[table].index(thing)]


def told_by_draft(app: Flask, asks: Callable[[str], bool] = every) -> list[str]:
    """Return what answers its author otherwise for the draft, though no list may hold it."""
    world = build(lay_out())
    asked = [
        Question("GET", one.path)
        for one in calls(app, world, AUTHOR)
        if one.method == "GET"
        and one.due == "open"
        and one.endpoint not in TELL_OF_DRAFTS
        and not (one.thing and isinstance(one.thing[1], Owned) and one.thing[1].is_draft)
    ]
    without = without_draft(with_busy_draft(build(lay_out())))
    busy, none = on_one_day(
        lambda: (
            answers_of(app, with_busy_draft(world), AUTHOR, asked, asks),
            answers_of(app, without, AUTHOR, asked, asks),
        )
    )
    pairs = zip(asked, busy, none, strict=True)
    return [str(question) for question, one, other in pairs if one != other]
