"""A world of two programmes as rows, a canary in every text: the same rows every time.

Obstacles and workarounds of each owner stand in every visibility, named and not; drafts of
everybody who may write them; statuses in turn. What is not named stands under a barrier of its
own, where nothing else of its owner stands: so its owner's words can be looked for around it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any

from tests.integration.security.matrix.actors import REEF, TIDE
from tracker.models.vocabulary import Visibility

Rows = dict[str, list[dict[str, Any]]]


NARROWER = {
    "organisation": "organisation",
    "partners": "organisation",
    "funders": "partners",
    "public": "partners",
}


@dataclass(frozen=True)
class Owned:
    """What an organisation logged: an obstacle or a workaround."""

    kind: str
    number: int
    programme: str
    organisation: str
    visibility: str
    is_named: bool
    author: str
    is_draft: bool = False
    barrier: str = ""

    @property
    def key(self) -> str:
        """What the thing is called, by what decides who sees it."""
        name = "named" if self.is_named else "unnamed"
        state = "draft" if self.is_draft else "logged"
        return f"{self.kind} {self.number}: {self.organisation} {self.visibility} {name} {state}"

    @property
    def name(self) -> str:
        """What the thing is called whoever owns it and whoever sees it."""
        return f"{self.kind} {self.number}"

    def readers_in_turn(self, turn: int) -> str:
        """Return who reads words beside it: at every third turn fewer than read the thing."""
        return self.visibility if (self.number + turn) % 3 else NARROWER[self.visibility]

    @property
    def readers_of_reason(self) -> str:
        """Who reads the reason for how it stands, outside its organisation."""
        return self.readers_in_turn(1)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Tried:
    """A trial of a workaround against an obstacle."""

    number: int
    workaround: Owned
    obstacle: Owned

    @property
    def name(self) -> str:
        """What the trial is called whoever makes it."""
        return f"trial {self.number}"

    @property
    def readers(self) -> str:
        """Who reads what it took, outside the obstacle's organisation."""
        return self.obstacle.readers_in_turn(self.number)


@dataclass(frozen=True)
class Beside:
    """What somebody put beside an obstacle: a comment, or a file."""

    kind: str
    number: int
    obstacle: Owned
    by: str
    organisation: str | None
    """For whom they speak; None: as a lead of the programme."""

    @property
    def name(self) -> str:
        """What it is called whoever wrote it."""
        return f"{self.kind} {self.number}"

    @property
    def readers(self) -> str:
        """Who reads it, outside the obstacle's organisation and the one that wrote it."""
        if self.kind == "attachment" and not self.obstacle.is_named:
            return "organisation"
        return self.obstacle.readers_in_turn(self.number)

    def __str__(self) -> str:
        return f"{self.name} by {self.by} beside {self.obstacle}"


@dataclass(frozen=True)
class Event:
    """Something that was done: to what an organisation owns, or else for a whole programme."""

    number: int
    act: str
    by: str
    programme: str
    owned: Owned | None = None
    organisation: str | None = None
    """For whom it was done; None: for the programme."""

    @property
    def name(self) -> str:
        """What the event is called, whatever it tells of."""
        return f"event {self.number} {self.act} {self.owned.name if self.owned else ''}"

    @property
    def capacity(self) -> str | None:
        """In which part it was done; every other event is from before that was kept."""
        if self.number % 2:
            return None
        return "member" if self.organisation else "programme-lead"

    @property
    def is_of_pair(self) -> bool:
        """Whether it joined the thing to another."""
        return self.act == "link:add"


@dataclass
class World:
    """The rows of a world, and what each canary in it tells of."""

    obstacles: list[Owned]
    workarounds: list[Owned]
    trials: list[Tried]
    hindrances: list[tuple[Owned, Owned]]
    ruled_out: list[tuple[Owned, str]]
    """Obstacles, each with a barrier that its author says it does not come from."""
    events: list[Event]
    beside: list[Beside]
    rows: Rows = field(default_factory=dict)
    things: dict[str, list[Any]] = field(default_factory=dict)
    """By table: what each row tells of, in the order of the rows."""
    told: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """By canary: the column that it stands in, and the thing that it tells of."""
    address: dict[tuple[str, Any], str] = field(default_factory=dict)
    """By kind and thing: what names it in an address, its reference or its slug."""

    def under(self, barrier: str) -> list[Owned]:
        """Return the logged obstacles under a barrier."""
        return [one for one in self.obstacles if one.barrier == barrier and not one.is_draft]


def lay_out() -> World:
    """Decide what there is, but for rows."""
    obstacles = [*_obstacles()]
    workarounds = [*_workarounds()]
    logged = [one for one in obstacles if not one.is_draft]
    trials = []
    for place, obstacle in enumerate(logged):
        ways = [w for w in workarounds if w.programme == obstacle.programme]
        alike = [w for w in ways if w.is_named == obstacle.is_named]
        for step in (1, 4):
            way = alike[(place * 3 + step) % len(alike)]
            trials.append(Tried(len(trials), way, obstacle))
    in_tide = [one for one in logged if one.programme == TIDE and one.is_named]
    hindrances = list(zip(in_tide, in_tide[5:] + in_tide[:5], strict=True))
    unnamed = [one for one in logged if one.programme == TIDE and not one.is_named]
    hindrances += zip(unnamed, unnamed[3:] + unnamed[:3], strict=True)
    ruled_out = [(one, other.barrier) for one, other in hindrances]
    events, beside = [*_events(obstacles, workarounds)], [*beside_of(obstacles)]
    return World(obstacles, workarounds, trials, hindrances, ruled_out, events, beside)


def beside_of(obstacles: list[Owned]) -> Iterator[Beside]:
    """Yield what stands beside the logged obstacles: comments, and a file of the owner's.

    What bears a name has a comment of another organisation too; on what bears none, nobody who
    might be its owner speaks by name.
    """
    for one in obstacles:
        if not one.is_draft:
            first = one.number * 10
            lead = f"{one.programme}-lead"
            yield Beside("comment", first, one, one.author, one.organisation)
            yield Beside("comment", first + 1, one, lead, None)
            yield Beside("attachment", first + 2, one, one.author, one.organisation)
            if one.is_named and one.programme == TIDE:
                other = "lille" if one.organisation == "medway" else "medway"
                yield Beside("comment", first + 3, one, f"{other}-contributor", other)


def _events(obstacles: list[Owned], workarounds: list[Owned]) -> Iterator[Event]:
    number = count(1)
    for one in [*obstacles, *workarounds]:
        act = "draft:edit" if one.is_draft else f"{one.kind}:edit"
        yield Event(next(number), act, one.author, one.programme, one, one.organisation)
        if one.organisation == "kent" and one.programme == TIDE and not one.is_draft:
            partner = ("medway-contributor", one.programme, one, "medway")
            yield Event(next(number), "link:add", *partner)
    for programme in (TIDE, REEF):
        yield Event(next(number), "programme:edit", f"{programme}-lead", programme)


def _owned(kind: str, number: int, programme: str, owner: str, **given: Any) -> Owned:
    draft, named = given.get("is_draft", False), given["is_named"]
    if kind == "obstacle":
        given["barrier"] = (
            f"{programme}-drafts"
            if draft
            else f"{programme}-{owner}"
            if given["visibility"] == "organisation"
            else f"{programme}-named"
            if named
            else f"{programme}-unnamed"
        )
    return Owned(kind, number, programme, owner, **given)


READ_BY_FUNDERS = {"funders", "public"}
KENT_IN_REEF = (REEF, "kent", False)
"""Has nothing unnamed there that funders read: they see less of the unnamed than the threshold."""


def _obstacles() -> Iterator[Owned]:
    number = count(1)
    visibilities = [one.value for one in Visibility]
    owners = [(TIDE, "kent"), (TIDE, "medway"), (TIDE, "lille"), (REEF, "kent"), (REEF, "ostend")]
    for (programme, owner), visibility, is_named in product(owners, visibilities, [True, False]):
        if (programme, owner, is_named, visibility in READ_BY_FUNDERS) == (*KENT_IN_REEF, True):
            continue
        yield _owned(
            "obstacle",
            next(number),
            programme,
            owner,
            visibility=visibility,
            is_named=is_named,
            author=f"{owner}-contributor",
        )
    drafts = [
        (TIDE, "kent", "kent-contributor", "partners", True),
        (TIDE, "kent", "kent-lead", "public", False),
        (TIDE, "kent", "left-kent-for-lille", "partners", True),
        (TIDE, "kent", "left-kent", "public", True),
        (TIDE, "kent", "kent-and-medway", "organisation", True),
        (TIDE, "medway", "medway-contributor", "public", True),
        (TIDE, "lille", "lille-and-funder", "funders", False),
        (TIDE, "gone", "gone-contributor", "public", True),
        (REEF, "kent", "kent-lead", "partners", True),
        (REEF, "ostend", "ostend-contributor", "organisation", False),
    ]
    for programme, owner, author, visibility, is_named in drafts:
        yield _owned(
            "obstacle",
            next(number),
            programme,
            owner,
            visibility=visibility,
            is_named=is_named,
            is_draft=True,
            author=author,
        )
    for visibility, is_named in [("partners", True), ("public", False), ("organisation", True)]:
        yield _owned(
            "obstacle",
            next(number),
            TIDE,
            "gone",
            visibility=visibility,
            is_named=is_named,
            author="gone-contributor",
        )


def _workarounds() -> Iterator[Owned]:
    kinds = [
        ("organisation", True),
        ("organisation", False),
        ("partners", True),
        ("partners", False),
        ("funders", True),
        ("public", False),
    ]
    owners = [(TIDE, "kent"), (TIDE, "medway"), (TIDE, "lille"), (REEF, "kent"), (REEF, "ostend")]
    for number, ((programme, owner), (visibility, is_named)) in enumerate(product(owners, kinds)):
        yield _owned(
            "workaround",
            number + 1,
            programme,
            owner,
            visibility=visibility,
            is_named=is_named,
            author=f"{owner}-contributor",
        )


BARRIERS = {
    **{f"{TIDE}-{name}": TIDE for name in ("named", "unnamed", "drafts", "bare")},
    **{f"{TIDE}-{owner}": TIDE for owner in ("kent", "medway", "lille", "gone")},
    **{f"{REEF}-{name}": REEF for name in ("named", "unnamed", "drafts", "kent", "ostend")},
}
MAKERS = {"tide-holder": TIDE, "tide-idle": TIDE, "tide-hidden": TIDE, "reef-holder": REEF}
CATEGORIES = {
    "tide-upper": (TIDE, None),
    "tide-lower": (TIDE, "tide-upper"),
    "tide-retired": (TIDE, None),
    "tide-hidden": (TIDE, None),
    "reef-upper": (REEF, None),
}
