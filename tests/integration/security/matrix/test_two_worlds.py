"""Two worlds that differ only in what an actor may not see answer them byte for byte alike.

Every rule of the URL map is asked, errors included, with hidden words and codes wherever an
address or a form takes one.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from tests.integration.security.matrix.actors import ACTORS, Actor
from tests.integration.security.matrix.calling import calls
from tests.integration.security.matrix.comparing import answers_of, on_one_day, questions_of
from tests.integration.security.matrix.other_worlds import other_world
from tests.integration.security.matrix.rows import build
from tests.integration.security.matrix.visiting import Visitor
from tests.integration.security.matrix.world import World, lay_out

ON_POSTGRESQL = ["lille-contributor", "tide-funder"]
"""Who asks the other database too: the same rows, so those who see least."""


@pytest.mark.on_postgresql(*ON_POSTGRESQL)
@pytest.mark.parametrize("actor", ACTORS.values(), ids=str)
def test_what_an_actor_may_not_see_changes_no_answer(guarded_app: Flask, actor: Actor) -> None:
    first = build(lay_out())
    asked = questions_of(guarded_app, first, actor)

    answers, others = on_one_day(
        lambda: (
            answers_of(guarded_app, first, actor, asked),
            answers_of(guarded_app, other_world(actor, first), actor, asked),
        )
    )

    pairs = zip(asked, answers, others, strict=True)
    assert [str(question) for question, one, other in pairs if one != other][:10] == []


@pytest.mark.on_postgresql
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_else_may_not_see_does_change_answers(guarded_app: Flask) -> None:
    first, reader = build(lay_out()), ACTORS["kent-lead"]
    asked = questions_of(guarded_app, first, reader)

    answers = answers_of(guarded_app, first, reader, asked)
    hidden_from_another = other_world(ACTORS["lille-contributor"], first)
    others = answers_of(guarded_app, hidden_from_another, reader, asked)

    pairs = zip(asked, answers, others, strict=True)
    assert sum(one != other for _question, one, other in pairs) > len(asked) / 4


@pytest.mark.parametrize("reader", ["kent-contributor", "tide-lead", "purse-contributor"])
def test_what_is_not_yours_takes_as_many_statements_as_what_is_not_there(
    guarded_app: Flask,
    world: World,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
    reader: str,
) -> None:
    visitor = Visitor(guarded_app, ACTORS[reader])
    taken: dict[str, set[int]] = defaultdict(set)
    for call in calls(guarded_app, world, ACTORS[reader]):
        if call.due == "missing" and call.programme in {None, "tide"}:
            with count_statements() as once:
                visitor.ask(call.path, call.method)
            with count_statements() as again:  # Of limits some are counted now and then.
                visitor.ask(call.path, call.method)
            taken[f"{call.method} {call.endpoint}"].add(min(len(once), len(again)))

    assert {name: counts for name, counts in taken.items() if len(counts) > 1} == {}
