"""Sight: a person's visibility scope in one programme, computed once per request.

Every query of what the person may see starts from it.
"""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import (
    Assignment,
    Barrier,
    Comment,
    Match,
    Membership,
    Obstacle,
    Organisation,
    Participation,
    Person,
    Programme,
    Trial,
    Workaround,
    WorkaroundLink,
)
from tracker.models.vocabulary import (
    PARTNER_KINDS,
    OrganisationRole,
    ProgrammeRole,
    Visibility,
)

PARTNERS_READ = frozenset({Visibility.PARTNERS, Visibility.FUNDERS, Visibility.PUBLIC})
FUNDERS_READ = frozenset({Visibility.FUNDERS, Visibility.PUBLIC})


@dataclass(frozen=True)
class Sight:
    """One person's visibility scope in one programme, from their roles there.

    `visibilities` are those that the person may read of other organisations; of their own
    (`organisation_ids`) they read everything but a colleague's draft, and write where the
    organisation takes part as a partner (`logging_organisation_ids`).
    """

    person_id: int
    programme: Programme
    organisation_ids: frozenset[int]
    logging_organisation_ids: frozenset[int]
    led_organisation_ids: frozenset[int]
    visibilities: frozenset[Visibility]
    is_programme_lead: bool

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """The cache key of this scope, without the revision; equal keys see the same."""
        return (
            self.programme.id,
            tuple(sorted(self.organisation_ids)),
            tuple(sorted(self.visibilities)),
            self.is_programme_lead,
        )

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The bind parameters for a statement that was built for VIEWER."""
        return {
            "viewer_id": self.person_id,
            "viewers_programme_id": self.programme.id,
            "viewers_organisation_ids": sorted(self.organisation_ids),
            "viewers_logging_organisation_ids": sorted(self.logging_organisation_ids),
            "viewers_visibilities": sorted(self.visibilities),
            "viewer_leads_the_programme": self.is_programme_lead,
        }

    def is_own(self, thing: Obstacle | Workaround) -> bool:
        """Return whether the thing belongs to an organisation that the person is a member of."""
        return thing.organisation_id in self.organisation_ids

    def may_name(self, thing: Obstacle | Workaround) -> bool:
        """Return whether the person may read the name of the organisation that owns the thing."""
        return thing.is_named or self.is_own(thing)


VIEWER = cast(
    "Sight",
    SimpleNamespace(
        person_id=sa.bindparam("viewer_id", type_=sa.Integer),
        programme=SimpleNamespace(id=sa.bindparam("viewers_programme_id", type_=sa.Integer)),
        organisation_ids=sa.bindparam("viewers_organisation_ids", type_=sa.Integer, expanding=True),
        logging_organisation_ids=sa.bindparam(
            "viewers_logging_organisation_ids", type_=sa.Integer, expanding=True
        ),
        visibilities=sa.bindparam(
            "viewers_visibilities", type_=Obstacle.visibility.type, expanding=True
        ),
        is_programme_lead=sa.bindparam("viewer_leads_the_programme", type_=sa.Boolean),
    ),
)
"""The placeholder of the viewer in statements that are built once, at import, for everybody.

Building a statement costs more than executing it; execute it with `sight.parameters`.
"""


def find_sight(person: Person, slug: str) -> Sight | None:
    """Return the person's sight in the programme, or None if they have no role in it.

    Takes one query; organisations that left, ended memberships and ended assignments give
    no role.
    """
    rows = db.session.execute(ROLES, {"person_id": person.id, "slug": slug}).all()
    if not rows:
        return None
    return sight_from_roles(person.id, rows[0].Programme, [tuple(row)[1:] for row in rows])


def _roles_in_programme() -> sa.Select[Any]:
    person_id: sa.BindParameter[int] = sa.bindparam("person_id")
    memberships = (
        sa.select(
            Participation.programme_id,
            Participation.organisation_id,
            Participation.kind,
            Membership.role.label("member_role"),
            sa.null().label("programme_role"),
        )
        .join(Membership, Membership.organisation_id == Participation.organisation_id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Participation.left_on.is_(None),
        )
    )
    assignments = sa.select(
        Assignment.programme_id,
        sa.null().label("organisation_id"),
        sa.null().label("kind"),
        sa.null().label("member_role"),
        Assignment.role.label("programme_role"),
    ).where(Assignment.person_id == person_id, Assignment.ended_at.is_(None))
    roles = sa.union_all(memberships, assignments).subquery()
    return (
        sa.select(
            Programme,
            roles.c.organisation_id,
            roles.c.kind,
            roles.c.member_role,
            roles.c.programme_role,
        )
        .join(roles, roles.c.programme_id == Programme.id)
        .where(Programme.slug == sa.bindparam("slug"))
    )


ROLES = _roles_in_programme()
"""Built once, because every page of a programme executes it."""


def sight_from_roles(person_id: int, programme: Programme, roles: list[tuple[Any, ...]]) -> Sight:
    """Return the sight that the person's roles in a programme add up to.

    A role is (organisation id, kind of participation, role in the organisation, role in the
    programme), each None if it does not apply; the role with the widest rights decides.
    """
    own = {role[0] for role in roles if role[0] is not None}
    is_partner = any(role[1] in PARTNER_KINDS for role in roles)
    is_lead = any(role[3] == ProgrammeRole.LEAD for role in roles)
    return Sight(
        person_id=person_id,
        programme=programme,
        organisation_ids=frozenset(own),
        logging_organisation_ids=frozenset(role[0] for role in roles if role[1] in PARTNER_KINDS),
        led_organisation_ids=frozenset(
            role[0] for role in roles if role[2] == OrganisationRole.LEAD
        ),
        visibilities=PARTNERS_READ if is_partner or is_lead else FUNDERS_READ,
        is_programme_lead=is_lead,
    )


def programmes_of(person: Person) -> sa.Select[Programme]:
    """Select the programmes in which the person has a role."""
    through_organisation = (
        sa.select(Participation.programme_id)
        .join(Membership, Membership.organisation_id == Participation.organisation_id)
        .where(
            Membership.person_id == person.id,
            Membership.ended_at.is_(None),
            Participation.left_on.is_(None),
        )
    )
    by_role = sa.select(Assignment.programme_id).where(
        Assignment.person_id == person.id, Assignment.ended_at.is_(None)
    )
    return (
        sa.select(Programme)
        .where(sa.or_(Programme.id.in_(through_organisation), Programme.id.in_(by_role)))
        .order_by(Programme.name, Programme.id)
    )


def is_current(entity: Any = Obstacle) -> ColumnElement[bool]:
    """Return the condition that a row of Obstacle, Workaround or Trial is not withdrawn."""
    condition: ColumnElement[bool] = entity.withdrawn_at.is_(None)
    return condition


def sees(sight: Sight, entity: Any = Obstacle) -> ColumnElement[bool]:
    """Return the condition under which the person may see a row of Obstacle (or an alias).

    A draft is its author's while they log for the organisation that it was begun for. What is
    withdrawn is out of everybody's sight, so it is in no list, count, search or file.
    """
    return sa.and_(is_current(entity), could_see(sight, entity))


def could_see(sight: Sight, entity: Any = Obstacle) -> ColumnElement[bool]:
    """Return the condition of `sees` for a row that is withdrawn as well.

    Only for the page of a withdrawn thing, and for its own organisation's log and data.
    """
    own = entity.organisation_id.in_(sight.organisation_ids)
    logs = entity.organisation_id.in_(sight.logging_organisation_ids)
    return sa.and_(
        entity.programme_id == sight.programme.id,
        sa.or_(own, entity.visibility.in_(sight.visibilities)),
        sa.or_(entity.is_draft.is_(False), sa.and_(logs, entity.author_id == sight.person_id)),
    )


def may_read_text(sight: Sight, entity: Any) -> ColumnElement[bool]:
    """Return the condition under which a text linked to an Obstacle within sight may be read.

    It is visible to those who could read it when it was written, until its organisation
    increases its visibility; the obstacle's own organisation reads every text.
    """
    return sa.or_(
        Obstacle.organisation_id.in_(sight.organisation_ids),
        entity.visibility.in_(sight.visibilities),
    )


def reads_comment(sight: Sight) -> ColumnElement[bool]:
    """Return the condition under which a Comment on an Obstacle within sight may be read.

    The organisation that wrote it always may, and programme leads may if one of them wrote it
    as a lead.
    """
    by_a_lead = Comment.organisation_id.is_(None)
    return sa.or_(
        may_read_text(sight, Comment),
        Comment.organisation_id.in_(sight.organisation_ids),
        sa.and_(by_a_lead, sa.type_coerce(sight.is_programme_lead, sa.Boolean)),
    )


def text_if_readable(sight: Sight, entity: Any, column: Any) -> ColumnElement[str]:
    """Return a text column of a row linked to an Obstacle, or "" if it may not be read."""
    return sa.case((may_read_text(sight, entity), column), else_="")


def sees_workaround(sight: Sight, entity: Any = Workaround) -> ColumnElement[bool]:
    """Return the condition under which the person may see a row of Workaround (or an alias)."""
    return sa.and_(is_current(entity), could_see_workaround(sight, entity))


def could_see_workaround(sight: Sight, entity: Any = Workaround) -> ColumnElement[bool]:
    """Return the condition of `sees_workaround` for a row that is withdrawn as well."""
    return sa.and_(
        entity.programme_id == sight.programme.id,
        sa.or_(
            entity.organisation_id.in_(sight.organisation_ids),
            entity.visibility.in_(sight.visibilities),
        ),
    )


def obstacles_visible_to(sight: Sight) -> sa.Select[Obstacle]:
    """Select the obstacles that the person may see; every other query of obstacles starts here."""
    return sa.select(Obstacle).where(sees(sight))


def obstacles_with_own_withdrawn(sight: Sight) -> sa.Select[Obstacle]:
    """Select the obstacles that the person may see, and those their organisations withdrew.

    For the log of what was done, and for a person's own data.
    """
    own = Obstacle.organisation_id.in_(sight.organisation_ids)
    return sa.select(Obstacle).where(could_see(sight), sa.or_(is_current(Obstacle), own))


def logged_obstacles_visible_to(sight: Sight) -> sa.Select[Obstacle]:
    """Select the obstacles that the person may see without drafts, for lists, counts and files."""
    return obstacles_visible_to(sight).where(Obstacle.is_draft.is_(False))


def workarounds_visible_to(sight: Sight) -> sa.Select[Workaround]:
    """Select the workarounds that the person may see."""
    return sa.select(Workaround).where(sees_workaround(sight))


def workarounds_with_own_withdrawn(sight: Sight) -> sa.Select[Workaround]:
    """Select the workarounds that the person may see, and those their organisations withdrew."""
    own = Workaround.organisation_id.in_(sight.organisation_ids)
    visible = could_see_workaround(sight), sa.or_(is_current(Workaround), own)
    return sa.select(Workaround).where(*visible)


def links_visible_to(sight: Sight) -> sa.Select[WorkaroundLink]:
    """Select the links of which the person may see both ends, drafts left out."""
    return (
        sa.select(WorkaroundLink)
        .join(Obstacle, Obstacle.id == WorkaroundLink.obstacle_id)
        .join(Workaround, Workaround.id == WorkaroundLink.workaround_id)
        .where(sees(sight), Obstacle.is_draft.is_(False), sees_workaround(sight))
    )


def matches_visible_to(sight: Sight) -> sa.Select[Match]:
    """Select the answers on two obstacles that the person may both see, drafts left out."""
    seen = obstacles_visible_to(sight).where(Obstacle.is_draft.is_(False))
    ids = seen.with_only_columns(Obstacle.id)
    return sa.select(Match).where(
        Match.programme_id == sight.programme.id, Match.one_id.in_(ids), Match.other_id.in_(ids)
    )


def trials_visible_to(sight: Sight) -> sa.Select[Trial]:
    """Select the trials whose obstacle and workaround the person may both see."""
    return trials_with_withdrawn(sight).where(is_current(Trial))


def trials_with_withdrawn(sight: Sight) -> sa.Select[Trial]:
    """Select the trials of `trials_visible_to`, and those that are withdrawn."""
    return (
        sa.select(Trial)
        .join(Obstacle, Obstacle.id == Trial.obstacle_id)
        .join(Workaround, Workaround.id == Trial.workaround_id)
        .where(sees(sight), Obstacle.is_draft.is_(False), sees_workaround(sight))
    )


def barriers_visible_to(sight: Sight) -> sa.Select[Barrier]:
    """Select the barriers under which the person may see an obstacle; a programme lead sees all.

    Programme leads edit the text of barriers, so none is out of their sight.
    """
    barriers = sa.select(Barrier).where(Barrier.programme_id == sight.programme.id)
    if sight.is_programme_lead:
        return barriers
    visible = sa.select(Obstacle.barrier_id).where(sees(sight), Obstacle.is_draft.is_(False))
    return barriers.where(Barrier.id.in_(visible))


def may_name(sight: Sight, entity: Any = Obstacle) -> ColumnElement[bool]:
    """Return the condition under which the owner's name may be shown to the person."""
    return sa.or_(entity.is_named.is_(True), entity.organisation_id.in_(sight.organisation_ids))


def shown_organisation_id(sight: Sight, entity: Any = Obstacle) -> ColumnElement[int | None]:
    """Return the owner's id if the person may read its name, else NULL.

    Queries that group, filter, sort or count by organisation must use this and never the bare
    column, so that the result does not depend on the owner of an unnamed obstacle.
    """
    return sa.case((may_name(sight, entity), entity.organisation_id), else_=sa.null())


def organisations_of(sight: Sight) -> sa.Select[Organisation]:
    """Select the organisations that take part in the programme now, by name."""
    return (
        sa.select(Organisation)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id, Participation.left_on.is_(None))
        .order_by(Organisation.name, Organisation.id)
    )
