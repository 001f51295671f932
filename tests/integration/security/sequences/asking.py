"""Everything that can be asked of a world: every rule of the URL map, filled with every code."""

import re
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from werkzeug.routing import Rule

from tests.integration.security.matrix.calling import FILES, gaps_of, kind_in
from tests.integration.security.sequences.pair import Pair
from tests.integration.security.sequences.people import NAMES, SLUG
from tracker.history.groups import Group
from tracker.models import (
    Attachment,
    Barrier,
    Category,
    Comment,
    DecisionMaker,
    Invitation,
    Obstacle,
    Trial,
    Workaround,
)

CODES = {
    "attachment": Attachment.reference,
    "barrier": Barrier.reference,
    "category": Category.slug,
    "comment": Comment.reference,
    "decision_maker": DecisionMaker.reference,
    "invitation": Invitation.reference,
    "obstacle": Obstacle.reference,
    "trial": Trial.reference,
    "workaround": Workaround.reference,
}
"""By kind of thing: in which column its code stands."""
AT = f"/programmes/{SLUG}"
SORTS = ("changed", "oldest", "organisation", "status", "title", "widest")
LIST = (
    *(f"sort={sort}" for sort in SORTS),
    *(f"organisation={slug}" for slug in NAMES),
    "q=waits",
    "q=hidden",
    "category=pay",
    "shared=yes",
    "shared=no&workaround=no",
    "level=team",
    "status=resolved",
)
QUERIES = {
    "history.log": (
        *(f"what={group.value}" for group in Group),
        *(f"who={word}" for word in ("Quill", "Ruth", "Nell", "Sam", "Lea", "Pia", "Bo", "a")),
        "words=waits",
        "words=hidden",
        "words=unnamed",
        "since=2026-09-07",
        "since=2026-09-08",
        "until=2026-09-06",
        "until=2026-09-07",
    ),
    "history.log_as_csv": ("who=Quill", "words=unnamed"),
    "barriers.index": ("sort=title", "sort=in-the-way"),
    "insights.network": ("view=grid", "kind=delivery"),
    "insights.network_json": ("depth=barriers",),
    "register.csv": ("sort=organisation", "sort=changed"),
    "register.index": LIST,
    "register.json": ("sort=changed", "q=unnamed"),
    "programmes.show": ("solved=all",),
    "workarounds.index": ("q=unnamed", "sort=title", "sort=worked", "sort=obstacles"),
}
"""What is asked beside the bare address: each order and each filter."""
TELLING = (f"{AT}/obstacles?sort=changed", "/account/data", f"{AT}/log")
"""What is asked after every act, because most acts show there first."""
IN_TURN = (
    AT,
    f"{AT}/obstacles.json",
    f"{AT}/workarounds",
    f"{AT}/network.json",
    f"{AT}/log?who=a",
    f"{AT}/people",
)
"""What is asked after an act in turn, two at a time; in a long run all."""
LEFT_OUT = ("demo.", "demo_mail.", "security.wan_", "directories.")
"""Endpoints of the demo alone, whose mailbox is everybody's; and of devices and directories, which
nobody has here: opening their pages begins a ceremony with a random challenge."""
_LINK = re.compile(r'href="(/[^"#]+)')
MOST_LINKS = 60


def everything(pair: Pair) -> list[str]:
    """Return every address of the product that can be read, with all codes of both worlds."""
    app, codes = pair.worlds[0].app, codes_of(pair)
    return [
        path
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(LEFT_OUT)
        for path in _paths(rule, codes)
    ]


def codes_of(pair: Pair) -> dict[str, list[str]]:
    """Return the codes of all things that are in one world or the other, hidden or not."""
    return {
        kind: sorted({code for world in pair.worlds for code in world.scalars(sa.select(column))})
        for kind, column in CODES.items()
    } | {"organisation": list(NAMES), "session": [], "programme": []}


def _paths(rule: Rule, codes: dict[str, list[str]]) -> Iterator[str]:
    known = {"slug": SLUG, "filename": FILES.get(rule.endpoint, ""), "token": "T" * 43}
    kind = kind_in(rule)
    gaps = gaps_of(rule)
    for code in codes[kind] if kind else [""]:
        given = {name: code if name in gaps else known.get(name, "x") for name in rule.arguments}
        built = rule.build(given)
        if built is not None:
            yield built[1]
            yield from (f"{built[1]}?{query}" for query in QUERIES.get(rule.endpoint, ()))


def pages_of(code: str) -> list[str]:
    """Return the pages of an obstacle or a workaround."""
    kind = "workarounds" if code.startswith("W-") else "obstacles"
    return [f"{AT}/{kind}/{code}", f"{AT}/{kind}/{code}/history"]


def links_in(text: str, known: Iterable[str]) -> list[str]:
    """Return addresses on a page that nobody has asked for yet; filters and pages among them."""
    seen = set(known)
    found = {link.replace("&amp;", "&") for link in _LINK.findall(text)}
    return sorted(link for link in found if link not in seen and "sign-out" not in link)[
        :MOST_LINKS
    ]
