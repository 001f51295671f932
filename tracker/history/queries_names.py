"""Find what things are called now, as far as a person may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import (
    Assignment,
    Barrier,
    Category,
    DecisionMaker,
    Membership,
    Obstacle,
    Organisation,
    Participation,
    Person,
    Workaround,
)
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    obstacles_visible_to,
    workarounds_visible_to,
)


@dataclass(frozen=True)
class Named:
    """What a thing is called, and the code in its address where it has a page of its own."""

    text: str
    code: str = ""


Names = Mapping[tuple[str, int], Named]


def names_in(sight: Sight, wanted: Mapping[str, set[int]]) -> Names:
    """Return the names of these things, by kind and number; takes one query, or none."""
    parts = [
        select.with_only_columns(
            sa.literal(kind).label("kind"), key.label("key"), text.label("text"), code.label("code")
        )
        .where(key.in_(wanted[kind]))
        .order_by(None)
        for kind, (select, key, text, code) in selects(sight, *wanted)
        if wanted.get(kind)
    ]
    if not parts:
        return {}
    rows = db.session.execute(sa.union_all(*parts))
    return {(row.kind, row.key): Named(row.text, row.code) for row in rows}


Found = tuple[sa.Select[Any], Any, Any, Any]


def selects(sight: Sight, *kinds: str) -> list[tuple[str, Found]]:
    """Return, for each of these kinds, what is within sight, and its number, name and code."""
    in_programme, none = sight.programme.id, sa.literal("")
    known: dict[str, Found] = {
        "barrier": (barriers_visible_to(sight), Barrier.id, Barrier.title, Barrier.reference),
        "category": (
            sa.select(Category).where(Category.programme_id == in_programme),
            Category.id,
            Category.name,
            none,
        ),
        "decision-maker": (
            sa.select(DecisionMaker).where(DecisionMaker.programme_id == in_programme),
            DecisionMaker.id,
            DecisionMaker.name,
            DecisionMaker.reference,
        ),
        "obstacle": (obstacles_visible_to(sight), Obstacle.id, Obstacle.title, Obstacle.reference),
        "organisation": (_organisations(sight), Organisation.id, Organisation.name, none),
        "person": (_people(sight), Person.id, Person.name, none),
        "workaround": (
            workarounds_visible_to(sight),
            Workaround.id,
            Workaround.title,
            Workaround.reference,
        ),
    }
    return [(kind, known[kind]) for kind in sorted(known.keys() & kinds)]


def _organisations(sight: Sight) -> sa.Select[Any]:
    """Select those that take part, and for a programme lead those that did."""
    parts = sa.select(Participation.organisation_id).where(
        Participation.programme_id == sight.programme.id
    )
    if not sight.is_programme_lead:
        parts = parts.where(Participation.left_on.is_(None))
    return sa.select(Organisation).where(Organisation.id.in_(parts))


def _people(sight: Sight) -> sa.Select[Any]:
    """Select colleagues of now and before, and for a programme lead who had a role in it."""
    known = sa.select(Membership.person_id).where(
        Membership.organisation_id.in_(sight.organisation_ids)
    )
    if not sight.is_programme_lead:
        return sa.select(Person).where(Person.id.in_(known))
    assigned = sa.select(Assignment.person_id).where(Assignment.programme_id == sight.programme.id)
    return sa.select(Person).where(sa.or_(Person.id.in_(known), Person.id.in_(assigned)))
