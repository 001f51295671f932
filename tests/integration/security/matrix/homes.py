"""On which pages a text is meant to stand, so that an empty page cannot pass for a safe one."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.integration.security.matrix.actors import ACTORS, LEFT, PARTS, Actor
from tests.integration.security.matrix.doors import Thing, programmes_of
from tests.integration.security.matrix.oracle import may_read
from tests.integration.security.matrix.world import Beside, Event, Owned, Tried, World

Place = tuple[str, str | None, Thing]
"""An endpoint, the programme in its address, and the thing."""

LISTS = ("obstacles.csv", "obstacles.json", "obstacles.xlsx")
GRAPHS = ("insights.network_gexf", "insights.network_graphml", "insights.network_json")


def homes_of(actor: Actor, column: str, thing: Any) -> Iterator[Place]:
    """Yield the pages that must show the actor this text, where they may read it."""
    table, _, field = column.partition(".")
    if table in OWN_PAGE and field in OWN_PAGE[table]:
        for programme in programmes_of(table, thing):
            if actor.has_place(programme):
                yield f"{table}s.show", programme, (table, thing)
    if table in ELSEWHERE:
        yield from ELSEWHERE[table](actor, field, thing)


OWN_PAGE = {
    "barrier": {"explanation", "reference", "title"},
    "decision_maker": {"about", "name", "reference", "source_label", "source_url"},
    "obstacle": {
        "details",
        "grouping_note",
        "reference",
        "source_label",
        "source_url",
        "team",
        "title",
    },
    "organisation": {"about", "name", "source_url"},
    "workaround": {"details", "reference", "source_label", "source_url", "title"},
}
"""By table: the columns that the thing's own page shows."""


def _of_barrier(_actor: Actor, field: str, name: str) -> Iterator[Place]:
    programme = name.partition("-")[0]
    if field == "title" and not name.endswith(("drafts", "bare")):
        yield "barriers.index", programme, None
        yield from ((graph, programme, None) for graph in GRAPHS)
    if field == "title" and name == "tide-named":
        for page in ("network", "network_svg"):
            yield f"insights.{page}", programme, None
        for page in ("summary", "summary_as_csv", "summary_as_pdf", "summary_as_xlsx"):
            yield f"editions.{page}", programme, None


def _of_category(_actor: Actor, field: str, name: str) -> Iterator[Place]:
    if field in {"name", "definition", "examples"}:
        yield "categories.index", name.partition("-")[0], None


def _of_maker(_actor: Actor, field: str, name: str) -> Iterator[Place]:
    if field == "name":
        yield "decision_makers.index", name.partition("-")[0], None


def _of_obstacle(_actor: Actor, field: str, one: Owned) -> Iterator[Place]:
    if field in {"title", "reference"} and not one.is_draft:
        yield from ((page, one.programme, None) for page in (*LISTS, *GRAPHS))
    if field in {"details", "source_label", "source_url"} and not one.is_draft:
        yield from ((page, one.programme, None) for page in LISTS)


def _of_organisation(actor: Actor, field: str, name: str) -> Iterator[Place]:
    if field == "name":
        for programme, one in PARTS:
            if one == name and actor.has_place(programme):
                yield "organisations.index", programme, None
        if name in actor.member:
            yield "account.show", None, None


def _of_person(actor: Actor, field: str, key: str) -> Iterator[Place]:
    if field in {"email", "name"} and key == actor.key:
        yield "account.show", None, None
    elif field in {"email", "name"}:
        for programme, one in PARTS.keys() - LEFT:
            if one in actor.member and one in ACTORS[key].member:
                yield "people.index", programme, None


def _of_programme(actor: Actor, field: str, name: str) -> Iterator[Place]:
    if field == "full_name" and actor.has_place(name):
        yield "programmes.show", name, None
    if field == "full_name" and actor.is_administrator:
        yield "administration.index", None, None


def _of_change(_actor: Actor, _field: str, one: Owned) -> Iterator[Place]:
    if not one.is_draft:
        yield "obstacles.show", one.programme, ("obstacle", one)


def _of_attachment(_actor: Actor, field: str, one: Beside) -> Iterator[Place]:
    if field == "name":
        yield "obstacles.show", one.obstacle.programme, ("obstacle", one.obstacle)
        yield "attachments.download", one.obstacle.programme, ("attachment", one)


def _of_comment(_actor: Actor, field: str, one: Beside) -> Iterator[Place]:
    if field == "text":
        yield "obstacles.show", one.obstacle.programme, ("obstacle", one.obstacle)


def _of_trial(_actor: Actor, field: str, trial: Tried) -> Iterator[Place]:
    if field == "what_it_took":
        yield "workarounds.show", trial.workaround.programme, ("workaround", trial.workaround)


def _of_workaround(_actor: Actor, field: str, one: Owned) -> Iterator[Place]:
    if field == "title":
        pages = ("workarounds.index", *GRAPHS)
        yield from ((page, one.programme, None) for page in pages)


def _of_invitation(actor: Actor, field: str, name: str) -> Iterator[Place]:
    if field == "email" and name == "administrators":
        yield "administration.index", None, None
    elif field == "email":
        for programme in programmes_of("invitation", name):
            if actor.has_place(programme):
                yield "people.index", programme, None


def _of_event(actor: Actor, field: str, event: Event) -> Iterator[Place]:
    if field == "told" and event.owned is None:
        yield "history.log", event.programme, None
        yield "history.log_as_csv", event.programme, None
    elif field == "told" and event.owned is not None:
        if actor.member.get(event.owned.organisation) == "lead":
            yield "history.log_as_csv", event.programme, None
        kind = event.owned.kind
        yield f"audit.{kind}_history", event.programme, (kind, event.owned)


ELSEWHERE: dict[str, Callable[[Actor, str, Any], Iterator[Place]]] = {
    "attachment": _of_attachment,
    "audit_event": _of_event,
    "barrier": _of_barrier,
    "category": _of_category,
    "comment": _of_comment,
    "decision_maker": _of_maker,
    "invitation": _of_invitation,
    "obstacle": _of_obstacle,
    "organisation": _of_organisation,
    "person": _of_person,
    "programme": _of_programme,
    "status_change": _of_change,
    "trial": _of_trial,
    "workaround": _of_workaround,
}


def missing_from(world: World, actor: Actor, found: dict[Place, set[str]]) -> Iterator[str]:
    """Yield what the actor may read and did not find on a page that was opened for it."""
    for word, (column, thing) in world.told.items():
        if may_read(actor, world, column, thing):
            for place in homes_of(actor, column, thing):
                if word not in found.get(place, {word}):
                    yield f"{column} of {thing} is not on {place}"
