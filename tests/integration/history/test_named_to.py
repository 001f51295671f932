"""To whom an event names who acted: each rule by itself, for readers of every kind."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tracker.audit.acts import Act
from tracker.audit.notes import ActorCapacity, PendingEvent, add_pending_events
from tracker.extensions import db
from tracker.history.queries_actors import is_named_to
from tracker.models import AuditEvent, Membership, Obstacle, Person
from tracker.models.vocabulary import Capacity
from tracker.sight.sight import find_sight

AS_MEMBER = Capacity.MEMBER


@pytest.fixture
def obstacle(make, kent) -> Obstacle:
    return make.obstacle(organisation=kent)


@pytest.fixture
def mia(make, medway) -> Person:
    return make.contributor(medway, name="Mia of Medway")


@pytest.fixture
def lead(make, programme) -> Person:
    return make.programme_lead(programme)


@pytest.fixture
def named(at_work, programme) -> Callable[..., bool]:
    """Note an act, and say whether this reader is told who did it."""
    assert at_work is None

    def ask(reader: Person, act: Act, by: Person, *, actor_capacity=None, **given) -> bool:
        given = {"programme_id": programme.id} | given
        event = PendingEvent(
            act, person_id=by.id, actor_capacity=actor_capacity or ActorCapacity(), **given
        )
        add_pending_events(db.session(), [event])
        db.session.commit()
        newest = sa.select(sa.func.max(AuditEvent.id)).correlate(None).scalar_subquery()
        sight = find_sight(reader, programme.slug)
        found = sa.select(AuditEvent.id).where(AuditEvent.id == newest, is_named_to(sight))
        return db.session.scalar(found) is not None

    return ask


def of(obstacle: Obstacle) -> dict:
    """What an event of an act on the obstacle holds."""
    own = {"organisation_id": obstacle.organisation_id}
    return {"thing_kind": "obstacle", "thing_id": obstacle.id} | own


@pytest.mark.parametrize("act", [Act.OBSTACLE_EDIT, Act.COMMENT_WRITE])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_colleague_to_colleagues_alone(
    named, nurse, mia, lead, kent, obstacle, make, act, is_kept
) -> None:
    actor_capacity = ActorCapacity(AS_MEMBER, kent.id) if is_kept else None
    colin = make.contributor(kent)

    told = [
        named(one, act, nurse, actor_capacity=actor_capacity, **of(obstacle))
        for one in (colin, mia, lead)
    ]

    assert told == [True, False, False]


def test_somebody_else_did_not_do_what_members_alone_do(named, nurse, mia, obstacle) -> None:
    assert not named(nurse, Act.OBSTACLE_EDIT, mia, **of(obstacle))


def test_a_partner_bears_no_name(named, nurse, mia, medway, obstacle) -> None:
    actor_capacity = ActorCapacity(AS_MEMBER, medway.id)

    assert not named(nurse, Act.COMMENT_WRITE, mia, actor_capacity=actor_capacity, **of(obstacle))


@pytest.mark.parametrize("capacity", [Capacity.ONESELF, None])
def test_who_signed_in_is_told_to_colleagues_alone(named, nurse, mia, make, kent, capacity) -> None:
    colin, account = make.contributor(kent), {"thing_kind": "person", "thing_id": nurse.id}
    session = (Act.SESSION_BEGIN, nurse)

    told = [
        named(one, *session, actor_capacity=ActorCapacity(capacity), programme_id=None, **account)
        for one in (colin, mia)
    ]

    assert told == [True, False]


def test_who_changed_a_colleagues_account_did_not_do_it_as_a_colleague(
    named, nurse, make, kent
) -> None:
    chief = make.administrator()
    make._save(Membership(person_id=chief.id, organisation_id=kent.id, role="contributor"))
    account = {"thing_kind": "person", "thing_id": nurse.id, "programme_id": None}

    assert not named(nurse, Act.PERSON_EDIT, chief, **account)


@pytest.mark.parametrize(
    ("capacity", "is_told"),
    [
        (Capacity.PROGRAMME_LEAD, True),
        (Capacity.ADMINISTRATOR, True),
        (None, True),
        (AS_MEMBER, False),
    ],
)
def test_who_acted_for_the_programme_is_told_to_its_leads(
    named, nurse, lead, kent, mia, capacity, is_told
) -> None:
    actor_capacity = ActorCapacity(capacity, kent.id if capacity is AS_MEMBER else None)
    beside = {"thing_kind": "barrier", "thing_id": 7}

    told = [
        named(one, Act.BARRIER_ADD, nurse, actor_capacity=actor_capacity, **beside)
        for one in (lead, mia)
    ]

    assert told == [is_told, False]
