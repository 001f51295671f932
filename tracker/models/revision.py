"""Raise a programme's revision in the same transaction as any change to its rows."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models.category import Category
from tracker.models.obstacle import Obstacle, StatusChange
from tracker.models.organisation import Organisation, Participation
from tracker.models.person import Assignment, Membership, Person
from tracker.models.programme import Programme

ONE_PROGRAMME = sa.update(Programme).where(Programme.id == sa.bindparam("raised_id"))
RAISE = ONE_PROGRAMME.values(revision=Programme.revision + 1)
RAISE_NAMES = ONE_PROGRAMME.values(names_revision=Programme.names_revision + 1)
"""Built once, because every change executes them."""


def raise_revisions(session: Session, programme_ids: Iterable[int]) -> None:
    """Add one to the revision of each of these programmes."""
    _raise_in_each(session, RAISE, programme_ids)


def raise_names_revision(session: Session, programme_ids: Iterable[int]) -> None:
    """Add one to the revision of the names of each of these programmes."""
    _raise_in_each(session, RAISE_NAMES, programme_ids)


def _raise_in_each(session: Session, statement: sa.Update, programme_ids: Iterable[int]) -> None:
    if ids := sorted(set(programme_ids)):
        session.connection().execute(
            statement, [{"raised_id": programme_id} for programme_id in ids]
        )


@sa.event.listens_for(Session, "after_flush")
def _record_changes(session: Session, _context: object) -> None:
    changed = [
        *session.new,
        *session.deleted,
        *(thing for thing in session.dirty if session.is_modified(thing)),
    ]
    touched = session.info.setdefault("touched_programmes", set())
    renamed = session.info.setdefault("renamed_programmes", set())
    for thing in changed:
        programme_ids = _programmes_of(session, thing)
        touched.update(programme_ids)
        if isinstance(thing, Category | Organisation | Participation):
            renamed.update(programme_ids)


@sa.event.listens_for(Session, "after_flush_postexec")
def _raise_recorded(session: Session, _context: object) -> None:
    raise_revisions(session, session.info.pop("touched_programmes", ()))
    raise_names_revision(session, session.info.pop("renamed_programmes", ()))


def _programmes_of(session: Session, thing: Any) -> Iterable[int]:
    """Return the programmes whose pages a change to this row may change."""
    if isinstance(thing, Organisation):
        return session.scalars(
            sa.select(Participation.programme_id).where(Participation.organisation_id == thing.id)
        ).all()
    if isinstance(thing, StatusChange):
        # A new obstacle is in no identity map yet, but set on its change.
        obstacle = vars(thing).get("obstacle") or session.get(Obstacle, thing.obstacle_id)
        return [obstacle.programme_id] if obstacle else []
    if isinstance(thing, Programme):
        return [thing.id]
    if isinstance(thing, Person):
        return _programmes_that_name(session, thing)
    programme_id = getattr(thing, "programme_id", None)
    return [programme_id] if programme_id is not None else []


def _programmes_that_name(session: Session, person: Person) -> Iterable[int]:
    """Return the programmes whose pages show the person's name, if it has changed."""
    if not sa.inspect(person).attrs.name.history.has_changes():
        return []
    through_organisation = (
        sa.select(Participation.programme_id)
        .join(Membership, Membership.organisation_id == Participation.organisation_id)
        .where(Membership.person_id == person.id)
    )
    by_role = sa.select(Assignment.programme_id).where(Assignment.person_id == person.id)
    return session.scalars(sa.union(through_organisation, by_role)).all()
