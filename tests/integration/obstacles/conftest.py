"""A programme with two partners: Kent, whose nurse logs, and Medway."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Organisation, Person, Programme
from tracker.models.reference import new_reference
from tracker.models.vocabulary import OrganisationRole, Visibility

AT = "/programmes/ticc/obstacles"


@pytest.fixture
def programme(make: Factory) -> Programme:
    return make.programme("ticc", prefix="TICC", name="TICC")


@pytest.fixture
def kent(make: Factory, programme: Programme) -> Organisation:
    return make.organisation("Kent", slug="kent", programme=programme)


@pytest.fixture
def medway(make: Factory, kent: Organisation, programme: Programme) -> Organisation:
    assert kent
    return make.organisation("Medway", slug="medway", programme=programme)


@pytest.fixture
def nurse(make: Factory, kent: Organisation) -> Person:
    """A contributor of Kent."""
    return make.contributor(kent, name="Nora Nurse")


@pytest.fixture
def also_in(app: Flask) -> Callable[[Person, Organisation], None]:
    """Give a person a place in a second organisation."""

    def join(person: Person, organisation: Organisation) -> None:
        with app.app_context(), write_transactions():
            db.session.add(
                Membership(
                    person_id=person.id,
                    organisation_id=organisation.id,
                    role=OrganisationRole.CONTRIBUTOR,
                )
            )
            db.session.commit()

    return join


@pytest.fixture
def kents(signed_in_as, nurse: Person) -> FlaskClient:
    """The nurse's browser."""
    return signed_in_as(nurse)


@pytest.fixture
def medways(signed_in_as, make: Factory, medway: Organisation) -> FlaskClient:
    """The browser of a contributor of Medway."""
    return signed_in_as(make.contributor(medway))


@pytest.fixture
def leads(signed_in_as, make: Factory, kent: Organisation, programme: Programme) -> FlaskClient:
    """The programme lead's browser."""
    assert kent
    return signed_in_as(make.programme_lead(programme))


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Note the statements that the database gets: `with count_queries() as statements:`."""

    @contextmanager
    def noting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            statements.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        yield statements
        sa.event.remove(engine, "before_cursor_execute", note)

    return noting


@pytest.fixture
def log_many(app: Flask, kent: Organisation, programme: Programme) -> Callable[..., None]:
    """Log so many obstacles of Kent at once: `log_many(26, status=Status.OPEN)`."""

    def log(number: int, **given: Any) -> None:
        values = {"organisation_id": kent.id, "visibility": Visibility.PARTNERS} | given
        with app.app_context(), write_transactions():
            db.session.add_all(
                Obstacle(
                    programme_id=programme.id,
                    reference=new_reference("TICC", 7),
                    title=f"Obstacle {place}",
                    **values,
                )
                for place in range(1, number + 1)
            )
            db.session.commit()

    return log
