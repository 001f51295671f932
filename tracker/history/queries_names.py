"""Query the current names of things within the viewer's sight."""

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
    obstacles_with_own_withdrawn,
    workarounds_with_own_withdrawn,
)


@dataclass(frozen=True)
class NamedThing:
    """The name of a thing, and its reference if it has a page."""

    text: str
    code: str = ""


Names = Mapping[tuple[str, int], NamedThing]


def names_in(sight: Sight, wanted: Mapping[str, set[int]]) -> Names:
    """Return the names of these things by kind and id, with at most one query."""
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
    return {(row.kind, row.key): NamedThing(row.text, row.code) for row in rows}


NameColumns = tuple[sa.Select[Any], Any, Any, Any]


def selects(sight: Sight, *kinds: str) -> list[tuple[str, NameColumns]]:
    """Return the visible things of each kind, with the columns for id, name and reference."""
    in_programme, none = sight.programme.id, sa.literal("")
    by_kind: dict[str, NameColumns] = {
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
        "obstacle": (
            obstacles_with_own_withdrawn(sight),
            Obstacle.id,
            Obstacle.title,
            Obstacle.reference,
        ),
        "organisation": (_organisations(sight), Organisation.id, Organisation.name, none),
        "person": (_people(sight), Person.id, Person.name, none),
        "workaround": (
            workarounds_with_own_withdrawn(sight),
            Workaround.id,
            Workaround.title,
            Workaround.reference,
        ),
    }
    return [(kind, by_kind[kind]) for kind in sorted(by_kind.keys() & kinds)]


def _organisations(sight: Sight) -> sa.Select[Any]:
    """Select current participants, and for a programme lead former ones too."""
    parts = sa.select(Participation.organisation_id).where(
        Participation.programme_id == sight.programme.id
    )
    if not sight.is_programme_lead:
        parts = parts.where(Participation.left_on.is_(None))
    return sa.select(Organisation).where(Organisation.id.in_(parts))


def _people(sight: Sight) -> sa.Select[Any]:
    """Select current and former colleagues, and for a programme lead people with a role in it."""
    colleagues = sa.select(Membership.person_id).where(
        Membership.organisation_id.in_(sight.organisation_ids)
    )
    if not sight.is_programme_lead:
        return sa.select(Person).where(Person.id.in_(colleagues))
    assigned = sa.select(Assignment.person_id).where(Assignment.programme_id == sight.programme.id)
    return sa.select(Person).where(sa.or_(Person.id.in_(colleagues), Person.id.in_(assigned)))
