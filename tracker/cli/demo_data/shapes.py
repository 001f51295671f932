"""The demo as plain frozen shapes: one class to a data file, a field to a column."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.categories.scheme import SchemeCategory as Category
from tracker.models.vocabulary import Kind, Level, OrganisationRole, Outcome, Status


class DemoDataDisagrees(ValueError):
    """A data file of the demo names what no file holds, or holds what may not be."""


class Nature(StrEnum):
    """What stands behind an organisation's name."""

    BODY = "body"
    GROUP = "group"
    """Several bodies that a source names only together."""
    GENERAL = "general"
    """Anybody of a kind: the source makes a claim and names nobody."""


class Evidence(StrEnum):
    """What the source says of a workaround."""

    REPORTED = "reported"
    """The source tells that it was done."""
    ADVISED = "advised"
    """The source advises or asks for it."""
    DESCRIBED = "described"
    """The source describes or plans it, and does not say that this body put it in place."""


@dataclass(frozen=True, slots=True)
class DemoProgramme:
    """A change under way, or a bracket round what sources tell beside it."""

    slug: str
    prefix: str
    name: str
    full_name: str
    about: str
    source_url: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """A body, a group or a generality of which a source tells."""

    slug: str
    name: str
    short_name: str
    countries: tuple[str, ...]
    nature: Nature
    within: tuple[str, ...]
    """The groups that hold this one by the words of the sources."""
    about: str
    source_url: str

    @property
    def country(self) -> str:
        """The one country it lies in, or nothing where it spans several or none is told."""
        return self.countries[0] if len(self.countries) == 1 else ""

    @property
    def is_group(self) -> bool:
        """Whether it is anything but one body."""
        return self.nature is not Nature.BODY


@dataclass(frozen=True, slots=True)
class DemoParticipation:
    """How an organisation takes part in a programme, and whether a source says so."""

    programme: str
    organisation: str
    kind: Kind
    is_our_reading: bool
    source: str


@dataclass(frozen=True, slots=True)
class DemoSource:
    """Where a row comes from, as a person reads it."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DemoDecisionMaker:
    """A body that a source names and that could loosen a barrier."""

    key: str
    programme: str
    name: str
    level: Level
    country: str
    about: str
    source: DemoSource


@dataclass(frozen=True, slots=True)
class DemoBarrier:
    """A cause that rows share, by our grouping and in our words."""

    key: str
    programme: str
    title: str
    explanation: str
    level: Level
    category: str
    decision_maker: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Why a row tells of a barrier's cause."""

    barrier: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the sources; it may tell of several organisations."""

    row: int
    programme: str
    told_of: str
    organisations: tuple[str, ...]
    team: str
    words: str
    category: str
    level: Level | None
    status: Status
    status_reason: str
    source: DemoSource
    scope: str
    note: str


@dataclass(frozen=True, slots=True)
class DemoObstacle:
    """What one organisation met, as a row tells it."""

    told: Told
    organisation: str
    barrier: str
    """The barrier it is an obstacle of, or nothing."""
    beside: str
    """The barrier of the same cause, where a body that this group holds is counted instead."""
    grouping_note: str
    workaround: str

    @property
    def title(self) -> str:
        """The row's words, unchanged."""
        return self.told.words


@dataclass(frozen=True, slots=True)
class DemoWorkaround:
    """What the source names against a row's obstacle, and what it says of it."""

    key: str
    row: int
    organisation: str
    words: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DemoTrial:
    """A use of a workaround whose outcome the row states."""

    workaround: str
    row: int
    organisation: str
    outcome: Outcome
    what_it_took: str
    grounds: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented who signs in to the demo."""

    email: str
    name: str
    organisation: str
    role: OrganisationRole | None
    leads: tuple[str, ...]
    funds: tuple[str, ...]
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class Demo:
    """All that the demo tells."""

    programmes: tuple[DemoProgramme, ...]
    organisations: tuple[DemoOrganisation, ...]
    participations: tuple[DemoParticipation, ...]
    categories: tuple[Category, ...]
    """The scheme that any programme may start with, the same in both."""
    decision_makers: tuple[DemoDecisionMaker, ...]
    barriers: tuple[DemoBarrier, ...]
    groupings: tuple[Grouping, ...]
    rows: tuple[Told, ...]
    obstacles: tuple[DemoObstacle, ...]
    workarounds: tuple[DemoWorkaround, ...]
    trials: tuple[DemoTrial, ...]
    people: tuple[DemoPerson, ...]

    def organisations_facing(self, barrier: str) -> set[str]:
        """Return the organisations counted under a barrier, none of them within another."""
        return {one.organisation for one in self.obstacles if one.barrier == barrier}

    def shared_barriers(self, programme: str) -> list[DemoBarrier]:
        """Return the programme's barriers that two organisations or more face."""
        return [
            one
            for one in self.barriers
            if one.programme == programme and len(self.organisations_facing(one.key)) > 1
        ]
