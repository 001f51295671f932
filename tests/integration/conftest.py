"""A programme of two partners, Kent and Medway, with a lead and a funder, and their browsers."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Organisation, Participation, Person, Programme
from tracker.models.free_reference import new_reference
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
def funders(signed_in_as, make: Factory, kent: Organisation, programme: Programme) -> FlaskClient:
    """The funder's browser."""
    assert kent
    return signed_in_as(make.funder(programme))


@pytest.fixture
def browsers(kents, medways, leads, funders) -> dict[str, FlaskClient]:
    """Everybody's browsers by name; Kent is the organisation whose words are at stake."""
    return {"kent": kents, "medway": medways, "lead": leads, "funder": funders}


@pytest.fixture
def elsewhere(make: Factory, kent: Organisation) -> Programme:
    """Another programme, in which Kent takes part as well."""
    other = make.programme("elsewhere")
    make.participation(kent, other)
    return other


@pytest.fixture
def left(app: Flask, make: Factory) -> Callable[[str], Organisation]:
    """Make an organisation that took part until the end of 2020."""

    def leave(name: str) -> Organisation:
        organisation = make.organisation(name)
        with app.app_context(), write_transactions():
            part = sa.update(Participation).where(Participation.organisation_id == organisation.id)
            db.session.execute(part.values(left_on=date(2020, 12, 31)))
            db.session.commit()
        return organisation

    return leave


@pytest.fixture
def at_work(app: Flask) -> Iterator[None]:
    """A transaction as a command runs in; rolled back where the test does not commit it."""
    with app.app_context(), write_transactions():
        yield
        db.session.rollback()


@pytest.fixture
def run(app: Flask, factory: Factory) -> Callable[[sa.Executable], None]:
    """Run one statement past every form and command, and commit it; neighbours it spares."""

    def execute(statement: sa.Executable) -> None:
        with app.app_context(), write_transactions():
            try:
                db.session.execute(factory.without_neighbours(statement))
                db.session.commit()
            finally:
                db.session.rollback()
        app.extensions.pop("viewer_caches", None)

    return execute


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
def queries_of(app: Flask, count_queries) -> Callable[[FlaskClient, str], int]:
    """Count the statements behind a page that nobody has kept an answer of."""

    def count(browser: FlaskClient, path: str) -> int:
        browser.get(path)  # A session's first page notes when it was seen.
        app.extensions.pop("viewer_caches", None)
        with count_queries() as statements:
            assert browser.get(path).status_code == 200
        return len(statements)

    return count


def everybody_sees(visibility: str) -> set[str]:
    """Return whose browsers show what Kent logged with this visibility."""
    return {
        "organisation": {"kent"},
        "partners": {"kent", "medway", "lead"},
        "funders": {"kent", "medway", "lead", "funder"},
        "public": {"kent", "medway", "lead", "funder"},
    }[visibility]


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
