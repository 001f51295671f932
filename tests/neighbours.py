"""Unrelated rows ("neighbours") in addition to those of a test, to find rules that read any row.

A rule on an invitation's inviter that reads any inviter passes while its tables have one row each.
So each table that such a rule reads gets a second, valid and unrelated row.
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
    """Return the tokens of the neighbours' valid invitations."""
    return [f"neighbour-{number}".ljust(43, "n") for number in range(6)]


def insert_neighbours() -> Ids:
    """Insert a programme with its organisations, leads, administrator and invitations.

    There is an invitation of each kind: to the organisation, to a role, for an organisation, for a
    first lead, for an administrator, and one from the shell. Return the ids by column.
    """
    lead, programme_lead, administrator = (_add(Person, **_person(name)) for name in PEOPLE)
    programme = _add(Programme, slug="neighbour", prefix="NBR", name="Next", full_name="Next door")
    led, unled = (_organisation(number, programme) for number in (1, 2))
    _put(Membership, person_id=lead, organisation_id=led, role=OrganisationRole.LEAD)
    _put(Assignment, person_id=programme_lead, programme_id=programme, role=ProgrammeRole.LEAD)
    db.session.execute(
        sa.update(Person.__table__).where(Person.id == administrator).values(is_administrator=True)
    )
    membership, lead_role = (
        {"organisation_role": OrganisationRole.CONTRIBUTOR},
        OrganisationRole.LEAD,
    )
    targets: list[dict[str, Any]] = [
        {"inviter_id": lead, "organisation_id": led, **membership},
        {"inviter_id": programme_lead, "programme_id": programme, "programme_role": "observer"},
        {"inviter_id": programme_lead, "programme_id": programme, "kind": Kind.DELIVERY},
        {"inviter_id": programme_lead, "organisation_id": unled, "organisation_role": lead_role},
        {"inviter_id": administrator, "is_for_administrator": True},
        {"inviter_id": None, "organisation_id": led, **membership},
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
            _invitation(token, next(numbers), target)
            for token, target in zip(tokens(), targets, strict=True)
        ],
    }


PEOPLE = ("lead", "programme-lead", "administrator")


def exclude_neighbours(statement: Any, ids: Ids) -> Any:
    """Return the statement with the neighbours' rows excluded."""
    for column, excluded in ids.items():
        others = column.class_, column.not_in(excluded)
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
    organisation_id = _add(
        Organisation, slug=f"neighbour-{number}", name=name, short_name=name, country="BE"
    )
    _put(Participation, organisation_id=organisation_id, programme_id=programme, kind=Kind.DELIVERY)
    return organisation_id


def _invitation(token: str, number: int, target: dict[str, Any]) -> int:
    values = {
        "reference": f"I-NBR{number}",
        "token_hash": hash_of(token),
        "email": f"guest-{number}@neighbour.example",
        "expires_at": now() + timedelta(days=14),
    }
    return _add(Invitation, **(values | target))


def _put(model: Any, **values: Any) -> Any:
    """Insert a row without an audit event, so that events are only those of the test."""
    return db.session.execute(sa.insert(model.__table__).values(**values))


def _add(model: Any, **values: Any) -> int:
    return int(_put(model, **values).inserted_primary_key[0])
