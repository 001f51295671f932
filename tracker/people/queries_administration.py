"""Read what an administrator looks after: programmes by name, people by address; no obstacle."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Person, Programme
from tracker.models.vocabulary import ProgrammeRole

MOST = 20
SHORTEST = 3
"""How much of an address is asked for at least, so that nobody lists everybody by a letter."""


@dataclass(frozen=True)
class Known:
    """A programme as an administrator knows it."""

    slug: str
    name: str
    full_name: str
    leads: int


def programmes_known() -> list[Known]:
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
        sa.select(Programme.slug, Programme.name, Programme.full_name, leads).order_by(
            Programme.name, Programme.id
        )
    )
    return [Known(*row) for row in rows]


def find_programme_known(slug: str) -> Programme | None:
    """Return the programme of this address, or None."""
    return db.session.scalar(sa.select(Programme).where(Programme.slug == slug))


def people_found(part: str) -> list[Person]:
    """Return the people whose address holds this, by address; none where it is too short."""
    asked = part.strip().lower()
    if len(asked) < SHORTEST:
        return []
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.email.contains(asked, autoescape=True))
            .order_by(Person.email)
            .limit(MOST)
        )
    )


def administrators() -> list[Person]:
    """Return who administers the installation, by name."""
    return list(
        db.session.scalars(
            sa.select(Person).where(Person.is_administrator).order_by(Person.name, Person.id)
        )
    )


def find_account(email: str) -> Person | None:
    """Return who has this address, whether they may sign in or not, or None."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))
