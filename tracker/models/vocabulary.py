"""The enumerations that columns may contain, as DESIGN.md defines them."""

from enum import StrEnum

import sqlalchemy as sa


class Status(StrEnum):
    """The status of an obstacle."""

    OPEN = "open"
    BEING_WORKED_ON = "being-worked-on"
    WORKED_ROUND = "worked-round"
    RESOLVED = "resolved"
    ACCEPTED_AS_IMMOVABLE = "accepted-as-immovable"


BLOCKING_STATUSES = frozenset({Status.OPEN, Status.BEING_WORKED_ON})
CLEARED_STATUSES = frozenset({Status.WORKED_ROUND, Status.RESOLVED})


class Visibility(StrEnum):
    """Who may read what an organisation logs, narrowest first."""

    ORGANISATION = "organisation"
    PARTNERS = "partners"
    FUNDERS = "funders"
    PUBLIC = "public"


class Level(StrEnum):
    """Where the power to remove an obstacle lies."""

    TEAM = "team"
    ORGANISATION = "organisation"
    LOCAL_SYSTEM = "local-system"
    NATIONAL = "national"
    EUROPEAN = "european"


class Outcome(StrEnum):
    """How a trial of a workaround went."""

    WORKED = "worked"
    PARTLY = "partly"
    DID_NOT = "did-not"
    TOO_EARLY = "too-early"


HELPFUL_OUTCOMES = (Outcome.WORKED, Outcome.PARTLY)
"""The outcomes of a trial that helped, the better one first."""


class Kind(StrEnum):
    """How an organisation takes part in a programme."""

    DELIVERY = "delivery"
    LEAD = "lead"
    ADVISORY = "advisory"
    EVALUATION = "evaluation"
    FUNDER = "funder"
    OBSERVER = "observer"


PARTNER_KINDS = frozenset({Kind.DELIVERY, Kind.LEAD, Kind.ADVISORY, Kind.EVALUATION})


class OrganisationRole(StrEnum):
    """The role of a member in an organisation."""

    CONTRIBUTOR = "contributor"
    LEAD = "lead"


class ProgrammeRole(StrEnum):
    """The role of a person in a programme, independent of organisations."""

    LEAD = "lead"
    FUNDER = "funder"
    OBSERVER = "observer"


class Capacity(StrEnum):
    """The capacity in which a person acts."""

    MEMBER = "member"
    PROGRAMME_LEAD = "programme-lead"
    FUNDER_OR_OBSERVER = "funder-or-observer"
    ADMINISTRATOR = "administrator"
    ONESELF = "oneself"


class Likeness(StrEnum):
    """An answer on a pair of obstacles."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"


class Rhythm(StrEnum):
    """How often a person wants a digest by mail."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def column_of(vocabulary: type[StrEnum]) -> sa.Enum:
    """Return the column type that stores a member as text and refuses any other value."""
    return sa.Enum(
        vocabulary,
        name=vocabulary.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda enumeration: [member.value for member in enumeration],
    )
