"""Find what a person may read and name now, in all their programmes."""

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
    obstacles_with_own_withdrawn,
    organisations_of,
    programmes_of,
    reads_comment,
    sees,
    shown_organisation_id,
    workarounds_with_own_withdrawn,
)

Wanted = Mapping[str, set[int]]
OF_PEOPLE = frozenset({"invitation", "person"})
"""Kinds that every member of the organisation or programme may know of."""


@dataclass(frozen=True)
class Thing:
    """A visible thing: its reference, and its owner if the person may know it."""

    reference: str
    organisation_id: int | None = None


@dataclass(frozen=True)
class VisibleThings:
    """What the person may read and name now; all else is out of their sight."""

    person: Person
    things: Mapping[tuple[str, int], Thing]
    organisations: Mapping[int, str]
    """Those in the person's programmes, that they belonged to or were invited to join: their names
    do not reveal who owns a thing."""
    programmes: Mapping[int, str]
    former_programmes: Mapping[int, str]
    """Those in which the person had a role or was invited to one."""
    joined_organisation_ids: frozenset[int]
    """Those in which the person is a member now."""

    def reference(self, kind: str, thing_id: int) -> str | None:
        """Return the thing's reference, or None if it is out of sight."""
        thing = self.things.get((kind, thing_id))
        return thing.reference if thing else None

    def acted_for(self, event: AuditEvent) -> str | None:
        """Return the organisation for which the person acted, or None if they are no member now."""
        organisation_id = event.capacity_organisation_id or 0
        if organisation_id not in self.joined_organisation_ids:
            return None
        return self.organisations.get(organisation_id)

    def includes(self, event: AuditEvent) -> bool:
        """Return whether the thing of the event is in sight."""
        kind, thing_id = event.thing_kind, event.thing_id
        if thing_id is None or (kind, thing_id) in self.things:
            return True
        if kind in OF_PEOPLE:
            may_know = (
                event.organisation_id in self.joined_organisation_ids
                if event.organisation_id is not None
                else event.programme_id in self.programmes
            )
            is_own = kind == "person" and thing_id == self.person.id
            return is_own or may_know or self.person.is_administrator
        return thing_id in {
            "organisation": self.organisations,
            "programme": self.programmes,
        }.get(kind, {})


def find_visible_things(person: Person, wanted: Wanted) -> VisibleThings:
    """Return what the person may read of these things; a fixed number of queries per programme."""
    slugs = [programme.slug for programme in db.session.scalars(programmes_of(person)).all()]
    sights = [sight for slug in slugs if (sight := find_sight(person, slug)) is not None]
    things: dict[tuple[str, int], Thing] = {}
    for sight in sights:
        things.update(_things(sight, wanted))
    member = sa.select(Membership.organisation_id).where(Membership.person_id == person.id)
    joined = member.where(Membership.ended_at.is_(None))
    return VisibleThings(
        person=person,
        things=things,
        organisations=_organisations(person, sights, member),
        programmes={sight.programme.id: sight.programme.name for sight in sights},
        former_programmes=_former_programmes(person),
        joined_organisation_ids=frozenset(db.session.scalars(joined)),
    )


def _things(sight: Sight, wanted: Wanted) -> Iterable[tuple[tuple[str, int], Thing]]:
    for kind, (select, key, reference, owner) in _selects(sight).items():
        if wanted.get(kind):
            columns = select.with_only_columns(key, reference, owner)
            rows = columns.where(key.in_(literal_ids(wanted[kind])))
            for thing_id, *details in db.session.execute(rows):
                yield (kind, thing_id), Thing(*details)


def _selects(sight: Sight) -> dict[str, tuple[sa.Select[Any], Any, Any, Any]]:
    """Return, by kind, the query of visible things and its columns: id, reference, shown owner."""
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
            obstacles_with_own_withdrawn(sight),
            Obstacle.id,
            Obstacle.reference,
            shown_organisation_id(sight),
        ),
        "workaround": (
            workarounds_with_own_withdrawn(sight),
            Workaround.id,
            Workaround.reference,
            shown_organisation_id(sight, Workaround),
        ),
    }


def is_to(person: Person) -> ColumnElement[bool]:
    """Return the condition that an invitation is to the person and they may know of it.

    As long as the address is not verified, these are only those that they accepted.
    """
    is_to_address = Invitation.email == person.email
    if person.is_address_proven:
        return is_to_address
    return sa.and_(is_to_address, Invitation.accepted_at.is_not(None))


def _invitations(person: Person, column: Any) -> sa.Select[Any]:
    return sa.select(column).where(sa.or_(is_to(person), Invitation.inviter_id == person.id))


def _organisations(
    person: Person, sights: Iterable[Sight], member: sa.Select[Any]
) -> dict[int, str]:
    invited = _invitations(person, Invitation.organisation_id)
    may_name = sa.or_(Organisation.id.in_(member), Organisation.id.in_(invited))
    own = db.session.scalars(sa.select(Organisation).where(may_name)).all()
    taking_part = [one for sight in sights for one in db.session.scalars(organisations_of(sight))]
    return {one.id: one.name for one in [*own, *taking_part]}


def _former_programmes(person: Person) -> dict[int, str]:
    assigned = sa.select(Assignment.programme_id).where(Assignment.person_id == person.id)
    invited = _invitations(person, Invitation.programme_id)
    may_name = sa.or_(Programme.id.in_(assigned), Programme.id.in_(invited))
    return {one.id: one.name for one in db.session.scalars(sa.select(Programme).where(may_name))}
