"""Read programmes, administrators and accounts for the administration; never obstacles."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Person, Programme
from tracker.models.vocabulary import ProgrammeRole

MAX_RESULTS = 20
MIN_SEARCH_LENGTH = 3
"""The minimum length of a search, so that a single letter does not list everybody."""


@dataclass(frozen=True)
class ProgrammeSummary:
    """A programme with its number of leads."""

    slug: str
    name: str
    full_name: str
    closed_at: datetime | None
    leads: int


def programmes_by_name() -> list[ProgrammeSummary]:
    """Return every programme by name, with how many people lead it and can sign in."""
    leads = (
        sa.select(sa.func.count(Person.id))
        .join(Assignment)
        .where(
            Assignment.programme_id == Programme.id,
            Assignment.role == ProgrammeRole.LEAD,
            Assignment.ended_at.is_(None),
            Person.active,
        )
        .correlate(Programme)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Programme.slug, Programme.name, Programme.full_name, Programme.closed_at, leads
        ).order_by(Programme.name, Programme.id)
    )
    return [ProgrammeSummary(*row) for row in rows]


def find_programme_by_slug(slug: str) -> Programme | None:
    """Return the programme with this slug, or None."""
    return db.session.scalar(sa.select(Programme).where(Programme.slug == slug))


def search_people(text: str) -> list[Person]:
    """Return the people whose address contains the text, by address; none if it is too short."""
    term = text.strip().lower()
    if len(term) < MIN_SEARCH_LENGTH:
        return []
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.email.contains(term, autoescape=True))
            .order_by(Person.email)
            .limit(MAX_RESULTS)
        )
    )


def administrators() -> list[Person]:
    """Return the administrators, by name."""
    return list(
        db.session.scalars(
            sa.select(Person).where(Person.is_administrator).order_by(Person.name, Person.id)
        )
    )


def find_account(email: str) -> Person | None:
    """Return the person with this address, also if the account is closed, or None."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))
