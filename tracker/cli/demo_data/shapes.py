"""Frozen dataclasses of the demo data: one class per data file, one field per column."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.categories.scheme import SchemeCategory as Category
from tracker.models.vocabulary import Kind, Level, OrganisationRole, Outcome, Status


class DemoDataDisagrees(ValueError):
    """A data file has an invalid value or refers to a key that does not exist."""


class Nature(StrEnum):
    """The nature of an organisation in the demo data."""

    ORGANISATION = "body"
    GROUP = "group"
    """Several organisations that a source names only together."""
    GENERAL = "general"
    """Any organisation of a kind: the source names none."""


class Evidence(StrEnum):
    """The evidence of the source for a workaround."""

    REPORTED = "reported"
    """The source reports that it was done."""
    ADVISED = "advised"
    """The source recommends or demands it."""
    DESCRIBED = "described"
    """The source describes or plans it, without stating that this organisation did it."""


@dataclass(frozen=True, slots=True)
class DemoProgramme:
    """A programme, or a container for what sources report beyond one."""

    slug: str
    prefix: str
    name: str
    full_name: str
    about: str
    source_url: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation, a group or a general entry in the sources."""

    slug: str
    name: str
    short_name: str
    countries: tuple[str, ...]
    nature: Nature
    within: tuple[str, ...]
    """The groups that contain this one, according to the sources."""
    about: str
    source_url: str

    @property
    def country(self) -> str:
        """The country, or an empty string if there are several or none."""
        return self.countries[0] if len(self.countries) == 1 else ""

    @property
    def is_group(self) -> bool:
        """Whether it is anything but a single organisation."""
        return self.nature is not Nature.ORGANISATION


@dataclass(frozen=True, slots=True)
class DemoParticipation:
    """The kind of an organisation's participation in a programme, and its source."""

    programme: str
    organisation: str
    kind: Kind
    is_our_reading: bool
    source: str


@dataclass(frozen=True, slots=True)
class DemoSource:
    """The source of a row, as shown to people."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DemoDecisionMaker:
    """A decision-maker whom a source names and who can change a barrier."""

    key: str
    programme: str
    name: str
    level: Level
    country: str
    about: str
    source: DemoSource


@dataclass(frozen=True, slots=True)
class DemoBarrier:
    """A shared cause of rows, grouped and titled by us."""

    key: str
    programme: str
    title: str
    explanation: str
    level: Level
    category: str
    decision_maker: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """The grouping of a row under a barrier, with the reason."""

    barrier: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class DemoRow:
    """One statement of a source; it may concern several organisations."""

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
    """An obstacle of one organisation, derived from a row."""

    row: DemoRow
    organisation: str
    barrier: str
    """The key of its barrier, or an empty string."""
    uncounted_barrier: str
    """The key of the barrier under which a member of this group is counted instead."""
    grouping_note: str
    workaround: str

    @property
    def title(self) -> str:
        """The row's text, unchanged."""
        return self.row.words


@dataclass(frozen=True, slots=True)
class DemoWorkaround:
    """A workaround of a row's obstacle, with the evidence for it."""

    key: str
    row: int
    organisation: str
    words: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DemoTrial:
    """A trial of a workaround with the outcome that the row states."""

    workaround: str
    row: int
    organisation: str
    outcome: Outcome
    what_it_took: str
    grounds: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictitious person who can sign in to the demo."""

    email: str
    name: str
    organisation: str
    role: OrganisationRole | None
    leads: tuple[str, ...]
    funds: tuple[str, ...]
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class Demo:
    """The whole demo data."""

    programmes: tuple[DemoProgramme, ...]
    organisations: tuple[DemoOrganisation, ...]
    participations: tuple[DemoParticipation, ...]
    categories: tuple[Category, ...]
    """The standard scheme of categories."""
    decision_makers: tuple[DemoDecisionMaker, ...]
    barriers: tuple[DemoBarrier, ...]
    groupings: tuple[Grouping, ...]
    rows: tuple[DemoRow, ...]
    obstacles: tuple[DemoObstacle, ...]
    workarounds: tuple[DemoWorkaround, ...]
    trials: tuple[DemoTrial, ...]
    people: tuple[DemoPerson, ...]

    def organisations_facing(self, barrier: str) -> set[str]:
        """Return the organisations counted under a barrier; none contains another."""
        return {one.organisation for one in self.obstacles if one.barrier == barrier}

    def shared_barriers(self, programme: str) -> list[DemoBarrier]:
        """Return the programme's barriers that two or more organisations have."""
        return [
            one
            for one in self.barriers
            if one.programme == programme and len(self.organisations_facing(one.key)) > 1
        ]
