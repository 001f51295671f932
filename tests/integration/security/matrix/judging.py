"""Judge one answer: is it the one that is due, and does it hold only what its reader may read?"""

from collections.abc import Iterator

from werkzeug.test import TestResponse

from tests.integration.security.matrix.actors import Actor
from tests.integration.security.matrix.calling import MADE_UP, Call
from tests.integration.security.matrix.oracle import may_read, may_see, may_take_along
from tests.integration.security.matrix.world import Beside, Owned, Tried, World

MAY_BE = {"open": {200, 302, 303, 400, 409, 422}, "missing": {404}, "refused": {403}}
THE_DOOR = ("/login", "/account/second-factor")
HELD_ON_ME = "rights.data"
NOTHING_TO_DRAW = "insights.network_svg"


def is_due(call: Call, answer: TestResponse) -> bool:
    """Say whether the answer is of the kind that is due."""
    if call.due == "ask":
        asks = {401, 303} if call.is_unsafe else {303}
        return answer.status_code in asks and _leads_to_the_door(answer)
    names_nothing = any(MADE_UP[gap] in call.path for gap in ("key", "token"))
    is_empty = names_nothing or call.endpoint == NOTHING_TO_DRAW
    if call.due == "open" and is_empty:
        return answer.status_code in {404, 410, *MAY_BE["open"]}
    return answer.status_code in MAY_BE[call.due]


def _leads_to_the_door(answer: TestResponse) -> bool:
    return (answer.location or "/login").startswith(THE_DOOR)


def leaks_in(world: World, actor: Actor, call: Call, found: set[str]) -> Iterator[str]:
    """Yield what the answer to the call holds and its reader may not read.

    What the address itself says is no news; nor is an owner's name, but on the page of what the
    owner does not put its name to.
    """
    for word in found & world.told.keys():
        column, thing = world.told[word]
        if word in call.path or word.upper() in call.path:
            continue
        is_taken_along = call.endpoint == HELD_ON_ME and may_take_along(actor, column, thing)
        if not is_taken_along and not may_read(actor, world, column, thing):
            yield f"{call} tells {column} of {thing}"
        elif column.startswith("organisation.") and thing in hidden_owners(actor, call):
            yield f"{call} names its owner"


NAMES_ALL = frozenset({"comments.widen"})
"""Pages that list every organisation that will newly read something, whoever owns the obstacle."""


def hidden_owners(actor: Actor, call: Call) -> set[str]:
    """Return who stands behind the thing called and may not be named to the actor."""
    if call.endpoint in NAMES_ALL:
        return set()
    one = call.thing[1] if call.thing else None
    things = [one.workaround, one.obstacle] if isinstance(one, Tried) else [one]
    things = [one.obstacle] if isinstance(one, Beside) else things
    return {
        owned.organisation
        for owned in things
        if isinstance(owned, Owned) and not may_see(actor, owned, "organisation")
    }
