"""Somebody else's rows beside those of a test, so that a rule that looks at any row is found out.

A rule that means *this* invitation's inviter and looks at any inviter is right while its tables
hold one row each. Here stands, in each table that such a rule reads, a second one that is valid
and has nothing to do with the first.
"""

from datetime import timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import with_loader_criteria

from tracker.extensions import db
from tracker.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    Participation,
    Person,
    Programme,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.sessions.store import hash_of

Ids = dict[Any, list[int]]


def tokens() -> list[str]:
    """Return the tokens of the neighbours' links: each of them opens an invitation."""
    return [f"neighbour-{number}".ljust(43, "n") for number in range(6)]


def move_in() -> Ids:
    """Put in a programme with its organisation, leads, administrator and their invitations.

    An invitation of each kind: into the organisation, to a role, for an organisation, for a first
    lead, for an administrator, and one from the shell. Return the ids, by what they tell apart.
    """
    lead, programme_lead, administrator = (_add(Person, **_person(name)) for name in PEOPLE)
    programme = _add(Programme, slug="neighbour", prefix="NBR", name="Next", full_name="Next door")
    led, unled = (_organisation(number, programme) for number in (1, 2))
    _put(Membership, person_id=lead, organisation_id=led, role=OrganisationRole.LEAD)
    _put(Assignment, person_id=programme_lead, programme_id=programme, role=ProgrammeRole.LEAD)
    db.session.execute(
        sa.update(Person.__table__).where(Person.id == administrator).values(is_administrator=True)
    )
    into, to_lead = {"organisation_role": OrganisationRole.CONTRIBUTOR}, OrganisationRole.LEAD
    offers: list[dict[str, Any]] = [
        {"inviter_id": lead, "organisation_id": led, **into},
        {"inviter_id": programme_lead, "programme_id": programme, "programme_role": "observer"},
        {"inviter_id": programme_lead, "programme_id": programme, "kind": Kind.DELIVERY},
        {"inviter_id": programme_lead, "organisation_id": unled, "organisation_role": to_lead},
        {"inviter_id": administrator, "is_for_administrator": True},
        {"inviter_id": None, "organisation_id": led, **into},
    ]
    numbers = count()
    return {
        Person.id: [lead, programme_lead, administrator],
        Programme.id: [programme],
        Organisation.id: [led, unled],
        Participation.programme_id: [programme],
        Membership.person_id: [lead],
        Assignment.person_id: [programme_lead],
        Invitation.id: [
            _invitation(token, next(numbers), offer)
            for token, offer in zip(tokens(), offers, strict=True)
        ],
    }


PEOPLE = ("lead", "programme-lead", "administrator")


def leave_out(statement: Any, ids: Ids) -> Any:
    """Return the statement as it is where nobody lives next door."""
    for column, theirs in ids.items():
        others = column.class_, column.not_in(theirs)
        statement = statement.options(with_loader_criteria(*others))
    return statement


def _person(name: str) -> dict[str, Any]:
    return {
        "name": f"Neighbour {name}",
        "email": f"{name}@neighbour.example",
        "fs_uniquifier": f"neighbour-{name}",
    }


def _organisation(number: int, programme: int) -> int:
    name = f"Neighbour {number}"
    place = _add(Organisation, slug=f"neighbour-{number}", name=name, short_name=name, country="BE")
    _put(Participation, organisation_id=place, programme_id=programme, kind=Kind.DELIVERY)
    return place


def _invitation(token: str, number: int, offer: dict[str, Any]) -> int:
    values = {
        "reference": f"I-NBR{number}",
        "token_hash": hash_of(token),
        "email": f"guest-{number}@neighbour.example",
        "expires_at": now() + timedelta(days=14),
    }
    return _add(Invitation, **(values | offer))


def _put(model: Any, **values: Any) -> Any:
    """Put a row in past the audit, which tells of what the test does alone."""
    return db.session.execute(sa.insert(model.__table__).values(**values))


def _add(model: Any, **values: Any) -> int:
    return int(_put(model, **values).inserted_primary_key[0])
