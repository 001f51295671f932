"""Labels of the vocabulary: one translatable text for each enumeration member."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from tracker.models.vocabulary import (
    Kind,
    Level,
    Likeness,
    OrganisationRole,
    Outcome,
    ProgrammeRole,
    Rhythm,
    Status,
    Visibility,
)

_FALLBACK = "en_GB"
_STATUSES = {
    Status.OPEN: _l("open"),
    Status.BEING_WORKED_ON: _l("being worked on"),
    Status.WORKED_ROUND: _l("worked round"),
    Status.RESOLVED: _l("resolved"),
    Status.ACCEPTED_AS_IMMOVABLE: _l("accepted as immovable"),
}
_LEVELS = {
    Level.TEAM: _l("team"),
    Level.ORGANISATION: _l("organisation"),
    Level.LOCAL_SYSTEM: _l("local system"),
    Level.NATIONAL: _l("national"),
    Level.EUROPEAN: _l("European"),
}
_LIKENESSES = {
    Likeness.SAME: _l("the same"),
    Likeness.RELATED: _l("related"),
    Likeness.DIFFERENT: _l("different"),
}
_OUTCOMES = {
    Outcome.WORKED: _l("worked"),
    Outcome.PARTLY: _l("partly worked"),
    Outcome.DID_NOT: _l("did not work"),
    Outcome.TOO_EARLY: _l("too early to tell"),
}
_VISIBILITIES = {
    Visibility.ORGANISATION: _l("My organisation"),
    Visibility.PARTNERS: _l("Partners"),
    Visibility.FUNDERS: _l("Funders"),
    Visibility.PUBLIC: _l("Public"),
}
_KINDS = {
    Kind.DELIVERY: _l("delivery partner"),
    Kind.LEAD: _l("lead partner"),
    Kind.ADVISORY: _l("advisory partner"),
    Kind.EVALUATION: _l("evaluation partner"),
    Kind.FUNDER: _l("funder"),
    Kind.OBSERVER: _l("observer"),
}
_ORGANISATION_ROLES = {
    OrganisationRole.CONTRIBUTOR: _l("contributor"),
    OrganisationRole.LEAD: _l("organisation lead"),
}
_PROGRAMME_ROLES = {
    ProgrammeRole.LEAD: _l("programme lead"),
    ProgrammeRole.FUNDER: _l("funder"),
    ProgrammeRole.OBSERVER: _l("observer"),
}

_RHYTHMS = {
    Rhythm.DAILY: _l("Every day"),
    Rhythm.WEEKLY: _l("Every week"),
    Rhythm.NEVER: _l("Never"),
}

_TABLES: dict[type[StrEnum], Mapping[Any, LazyString]] = {
    Kind: _KINDS,
    Level: _LEVELS,
    Likeness: _LIKENESSES,
    OrganisationRole: _ORGANISATION_ROLES,
    Outcome: _OUTCOMES,
    ProgrammeRole: _PROGRAMME_ROLES,
    Rhythm: _RHYTHMS,
    Status: _STATUSES,
    Visibility: _VISIBILITIES,
}
"""A table for each enumeration, because members of two may have equal values and so be equal."""


def label(member: StrEnum) -> LazyString:
    """Return the label of a member, in the reader's language."""
    return _TABLES[type(member)][member]


def number_label(number: Decimal | int) -> str:
    """Return a number with the reader's separators; English ones where nobody reads yet."""
    return str(format_decimal(number, locale=get_locale() or _FALLBACK))


def choices_of(vocabulary: type[StrEnum]) -> list[tuple[str, LazyString]]:
    """Return (value, label) for each member, as a form's choices."""
    return [(member.value, label(member)) for member in vocabulary]


def listed(words: Sequence[str]) -> str:
    """Join words as the reader's language does: Belgium, France and Kent."""
    return format_list(words, locale=get_locale() or _FALLBACK)
