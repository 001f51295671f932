"""A right that is taken away is gone at the next request: in every page, file and open session.

The metamorphic rule: whoever loses it is answered from then on as somebody who never had it. All
pages are opened before, so that whatever is kept is warm, and their marks are sent again after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.integration.security.matrix.actors import ACTORS
from tests.integration.security.matrix.calling import calls
from tests.integration.security.matrix.comparing import on_one_day, plain
from tests.integration.security.matrix.rows import build, put
from tests.integration.security.matrix.visiting import Visitor
from tests.integration.security.matrix.world import World, lay_out
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Person, Programme
from tracker.models.moment import now
from tracker.models.vocabulary import ProgrammeRole
from tracker.organisations.commands import leave_programme
from tracker.people.commands import disable_person, end_assignment, leave_organisation

ACCOUNT = {"account.address", "account.name", "account.show"}
"""Pages about the person, which may well tell of what they had."""
LOGS = {"history.log", "history.log_as_csv", "rights.data"}
"""What was done stands there, the taking away too."""


@dataclass(frozen=True)
class Case:
    """Somebody with a right, what takes it away, and who never had it."""

    actor: str
    take_away: Callable[[World], Any]
    never: Callable[[World], None]
    """Changes the rows of a world to one in which they never had it."""
    as_whom: str = ""
    """Who they are like then, where it is not they themselves without the right."""
    but: frozenset[str] = frozenset()
    """Endpoints that may tell of what was."""


def of(model: Any, world: World, table: str, thing: Any) -> Any:
    """Return the row of a thing, to change it by command."""
    number = next(
        row["id"]
        for row, one in zip(world.rows[table], world.things[table], strict=True)
        if one == thing
    )
    return db.session.get_one(model, number)


def without(table: str, gone: Any) -> Callable[[World], None]:
    """Return what drops the row about this from a world."""

    def drop(world: World) -> None:
        pairs = zip(world.rows[table], world.things[table], strict=True)
        world.rows[table] = [row for row, thing in pairs if thing != gone]

    return drop


def with_values(table: str, thing: Any, **values: Any) -> Callable[[World], None]:
    """Return what sets columns of the row about this."""

    def change(world: World) -> None:
        pairs = zip(world.rows[table], world.things[table], strict=True)
        for row, one in pairs:
            if one == thing:
                row.update(values)

    return change


def nothing(_world: World) -> None:
    """Leave the world as it is."""


def shared_with_partners(world: World) -> Any:
    """Return what Kent shares with partners, under its name."""
    return next(
        one
        for one in world.obstacles
        if one.organisation == "kent" and one.visibility == "partners" and one.is_named
    )


def leave(person: str, organisation: str) -> Callable[[World], Any]:
    return lambda world: leave_organisation(
        person=of(Person, world, "person", person),
        organisation=of(Organisation, world, "organisation", organisation),
    )


def set_obstacle(**values: Any) -> Callable[[World], Any]:
    def change(world: World) -> None:
        obstacle = of(Obstacle, world, "obstacle", shared_with_partners(world))
        for name, value in values.items():
            setattr(obstacle, name, value)

    return change


def never_set(**values: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        with_values("obstacle", shared_with_partners(world), **values)(world)

    return change


CASES = {
    "left one of two organisations": Case(
        "kent-and-medway",
        leave("kent-and-medway", "kent"),
        without("membership", ("kent-and-medway", "kent")),
    ),
    "left the only organisation": Case(
        "kent-contributor", leave("kent-contributor", "kent"), nothing, as_whom="anonymous"
    ),
    "the organisation left the programme": Case(
        "lille-and-funder",
        lambda world: leave_programme(
            organisation=of(Organisation, world, "organisation", "lille"),
            programme=of(Programme, world, "programme", "tide"),
        ),
        lambda world: _lille_left(world),  # noqa: PLW0108  It stands below.
        but=frozenset(ACCOUNT),
    ),
    "a role in the programme ended": Case(
        "purse-and-lead",
        lambda world: end_assignment(
            person=of(Person, world, "person", "purse-and-lead"),
            programme=of(Programme, world, "programme", "tide"),
            role=ProgrammeRole.LEAD,
        ),
        without("assignment", ("purse-and-lead", "tide")),
    ),
    "disabled": Case(
        "kent-lead",
        lambda world: disable_person(person=of(Person, world, "person", "kent-lead")),
        nothing,
        as_whom="anonymous",
    ),
    "an obstacle was narrowed": Case(
        "lille-contributor",
        set_obstacle(visibility="organisation"),
        never_set(visibility="organisation"),
    ),
    "an organisation took its name off": Case(
        "lille-contributor", set_obstacle(is_named=False), never_set(is_named=False)
    ),
}


def _lille_left(world: World) -> None:
    with_values("participation", ("tide", "lille"), left_on=now().date())(world)
    without("membership", ("lille-and-funder", "lille"))(world)


@pytest.mark.parametrize("name", CASES)
def test_a_right_taken_away_is_as_if_it_had_never_been(guarded_app: Flask, name: str) -> None:
    case = CASES[name]
    paths = pages_of(guarded_app, build(lay_out()), case)

    def ask() -> tuple[list[Any], list[Any]]:
        after = answers_after(guarded_app, build(lay_out()), case, paths)
        return after, answers_of_never(guarded_app, case, paths, after)

    after, never = on_one_day(ask)
    assert differing(paths, after, never) == []


def pages_of(app: Flask, world: World, case: Case) -> list[str]:
    """Return the addresses that the actor may open while they have the right: each whole list and
    file, and of single things a third."""
    left_out = case.but | LOGS
    reads = [one for one in calls(app, world, ACTORS[case.actor]) if one.method == "GET"]
    may = [one for one in reads if one.due == "open" and one.endpoint not in left_out]
    wholes = [one.path for one in may if one.thing is None]
    return list(dict.fromkeys([*wholes, *(one.path for one in may[::3])]))


def answers_after(app: Flask, world: World, case: Case, paths: list[str]) -> list[Any]:
    """Open every page, take the right away, and return what the same session gets then."""
    put(app, world)
    visitor = Visitor(app, ACTORS[case.actor])
    marks = [visitor.ask(path).headers.get("ETag", "") for path in paths]
    with app.app_context(), write_transactions():
        case.take_away(world)
        db.session.commit()
    return [
        (mark, plain(visitor.ask(path, headers={"If-None-Match": mark} if mark else {})))
        for path, mark in zip(paths, marks, strict=True)
    ]


def answers_of_never(app: Flask, case: Case, paths: list[str], after: list[Any]) -> list[Any]:
    """Return what somebody gets who never had the right, with the marks of who had."""
    world = build(lay_out())
    case.never(world)
    put(app, world)
    visitor = Visitor(app, ACTORS[case.as_whom or case.actor])
    return [
        (mark, plain(visitor.ask(path, headers={"If-None-Match": mark} if mark else {})))
        for path, (mark, _answer) in zip(paths, after, strict=True)
    ]


def differing(paths: list[str], ones: list[Any], others: list[Any]) -> list[str]:
    """Return the addresses that answer the two differently."""
    return [path for path, one, other in zip(paths, ones, others, strict=True) if one != other]
