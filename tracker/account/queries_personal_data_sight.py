"""Find what a person may read and name at this moment, wherever they have a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.database import literal_ids
from tracker.extensions import db
from tracker.models import (
    Assignment,
    AuditEvent,
    Barrier,
    Category,
    Comment,
    DecisionMaker,
    Invitation,
    Membership,
    Obstacle,
    Organisation,
    Person,
    Programme,
    Workaround,
)
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    find_sight,
    obstacles_visible_to,
    organisations_of,
    programmes_of,
    reads_comment,
    sees,
    shown_organisation_id,
    workarounds_visible_to,
)

Wanted = Mapping[str, set[int]]
OF_PEOPLE = frozenset({"invitation", "person"})
"""Kinds of things that whoever has a place in the organisation or programme knows of."""


@dataclass(frozen=True)
class Thing:
    """What stands in sight: its code, and who owns it where the person may read that."""

    reference: str
    organisation_id: int | None = None


@dataclass(frozen=True)
class InSight:
    """What the person may read and name now; whatever is not here is out of their sight."""

    person: Person
    things: Mapping[tuple[str, int], Thing]
    organisations: Mapping[int, str]
    """Those that take part where the person has a place, that they belonged to or were asked to
    join: their names tell nothing of whose a thing is."""
    programmes: Mapping[int, str]
    former_programmes: Mapping[int, str]
    """Those in which the person had a role, or was asked to."""
    joined_organisation_ids: frozenset[int]
    """Those in which the person is a member now."""

    def code(self, kind: str, number: int) -> str | None:
        """Return the thing's code, or None where it is out of sight."""
        thing = self.things.get((kind, number))
        return thing.reference if thing else None

    def done_for(self, event: AuditEvent) -> str | None:
        """Return for which organisation the person acted, where they are still a member of it."""
        number = event.capacity_organisation_id or 0
        return self.organisations.get(number) if number in self.joined_organisation_ids else None

    def holds(self, event: AuditEvent) -> bool:
        """Say whether what was done is in sight: the thing that it was done to."""
        kind, number = event.thing_kind, event.thing_id
        if number is None or (kind, number) in self.things:
            return True
        if kind in OF_PEOPLE:
            is_known = (
                event.organisation_id in self.joined_organisation_ids
                if event.organisation_id is not None
                else event.programme_id in self.programmes
            )
            is_own = kind == "person" and number == self.person.id
            return is_own or is_known or self.person.is_administrator
        return number in {
            "organisation": self.organisations,
            "programme": self.programmes,
        }.get(kind, {})


def find_in_sight(person: Person, wanted: Wanted) -> InSight:
    """Return what the person may read of these things; a fixed number of queries a programme."""
    slugs = [programme.slug for programme in db.session.scalars(programmes_of(person)).all()]
    sights = [sight for slug in slugs if (sight := find_sight(person, slug)) is not None]
    things: dict[tuple[str, int], Thing] = {}
    for sight in sights:
        things.update(_things(sight, wanted))
    member = sa.select(Membership.organisation_id).where(Membership.person_id == person.id)
    joined = member.where(Membership.ended_at.is_(None))
    return InSight(
        person=person,
        things=things,
        organisations=_organisations(person, sights, member),
        programmes={sight.programme.id: sight.programme.name for sight in sights},
        former_programmes=_former_programmes(person),
        joined_organisation_ids=frozenset(db.session.scalars(joined)),
    )


def _things(sight: Sight, wanted: Wanted) -> Iterable[tuple[tuple[str, int], Thing]]:
    for kind, (select, key, code, owner) in _selects(sight).items():
        if wanted.get(kind):
            held = select.with_only_columns(key, code, owner)
            found = held.where(key.in_(literal_ids(wanted[kind])))
            for number, reference, organisation_id in db.session.execute(found):
                yield (kind, number), Thing(reference, organisation_id)


def _selects(sight: Sight) -> dict[str, tuple[sa.Select[Any], Any, Any, Any]]:
    """Return, by kind, what is within sight, and its number, code and owner as it may be named."""
    here, nobody = sight.programme.id, sa.null()
    return {
        "barrier": (barriers_visible_to(sight), Barrier.id, Barrier.reference, nobody),
        "category": (
            sa.select(Category).where(Category.programme_id == here),
            Category.id,
            Category.slug,
            nobody,
        ),
        "comment": (
            sa.select(Comment)
            .join(Obstacle, Obstacle.id == Comment.obstacle_id)
            .where(sees(sight), Obstacle.is_draft.is_(False), reads_comment(sight)),
            Comment.id,
            Comment.reference,
            nobody,
        ),
        "decision-maker": (
            sa.select(DecisionMaker).where(DecisionMaker.programme_id == here),
            DecisionMaker.id,
            DecisionMaker.reference,
            nobody,
        ),
        "obstacle": (
            obstacles_visible_to(sight),
            Obstacle.id,
            Obstacle.reference,
            shown_organisation_id(sight),
        ),
        "workaround": (
            workarounds_visible_to(sight),
            Workaround.id,
            Workaround.reference,
            shown_organisation_id(sight, Workaround),
        ),
    }


def is_to(person: Person) -> ColumnElement[bool]:
    """Return the condition under which an invitation to the person is theirs to know of.

    While the address is not proven theirs, they know of those that they accepted alone.
    """
    is_sent = Invitation.email == person.email
    if person.is_address_proven:
        return is_sent
    return sa.and_(is_sent, Invitation.accepted_at.is_not(None))


def _invitations(person: Person, place: Any) -> sa.Select[Any]:
    return sa.select(place).where(sa.or_(is_to(person), Invitation.inviter_id == person.id))


def _organisations(
    person: Person, sights: Iterable[Sight], member: sa.Select[Any]
) -> dict[int, str]:
    asked = _invitations(person, Invitation.organisation_id)
    known = sa.or_(Organisation.id.in_(member), Organisation.id.in_(asked))
    own = db.session.scalars(sa.select(Organisation).where(known)).all()
    taking_part = [one for sight in sights for one in db.session.scalars(organisations_of(sight))]
    return {one.id: one.name for one in [*own, *taking_part]}


def _former_programmes(person: Person) -> dict[int, str]:
    held = sa.select(Assignment.programme_id).where(Assignment.person_id == person.id)
    asked = _invitations(person, Invitation.programme_id)
    known = sa.or_(Programme.id.in_(held), Programme.id.in_(asked))
    return {one.id: one.name for one in db.session.scalars(sa.select(Programme).where(known))}
