"""Every link and form leads somewhere, for each role: new programme, demo, one of everything."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.crawling import Crawl
from tests.factories import Factory
from tests.integration.security.every_rule import Things, make_things
from tests.signing_in import client_of
from tracker.auth.permissions import Permission
from tracker.auth.policy import GRANTED_WHEN_CLOSED
from tracker.cli.demo import demo_app
from tracker.cli.demo_data import read_demo
from tracker.extensions import db
from tracker.models import Organisation, Person, Programme
from tracker.models.moment import now

pytestmark = pytest.mark.unmeasured
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROLES: dict[str, Callable[[Factory, Organisation, Programme], Person]] = {
    "administrator": lambda make, _kent, _ticc: make.administrator(),
    "contributor": lambda make, kent, _ticc: make.contributor(kent),
    "funder": lambda make, _kent, ticc: make.funder(ticc),
    "observer": lambda make, _kent, ticc: make.observer(ticc),
    "organisation lead": lambda make, kent, _ticc: make.organisation_lead(kent),
    "programme lead": lambda make, _kent, ticc: make.programme_lead(ticc),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return demo_app(tmp_path_factory.mktemp("demo"))


@on_sqlite
@pytest.mark.parametrize("role", ROLES)
def test_in_a_new_programme(
    role: str, make: Factory, signed_in_as: Callable[[Person], FlaskClient]
) -> None:
    programme = make.programme("new")
    kent = make.organisation(programme=programme)

    crawl = Crawl(signed_in_as(ROLES[role](make, kent, programme))).run()

    assert crawl.faults == []
    assert crawl.endpoints["account.show"]


@on_sqlite
@pytest.mark.parametrize("role", ROLES)
def test_with_one_of_everything(
    role: str, make: Factory, signed_in_as: Callable[[Person], FlaskClient]
) -> None:
    things: Things = make_things(make)
    programme, kent = make._the_programme({}), make._the_organisation({})

    crawl = Crawl(signed_in_as(ROLES[role](make, kent, programme))).run()

    assert crawl.faults == []
    if role in {"contributor", "organisation lead", "programme lead"}:
        assert {"obstacles.show", "barriers.show", "workarounds.show"} <= set(crawl.endpoints)
    assert things.slug == programme.slug


@on_sqlite
@pytest.mark.parametrize("role", ROLES)
def test_in_a_closed_programme_no_link_or_form_offers_a_change(
    role: str, app: Flask, make: Factory, signed_in_as: Callable[[Person], FlaskClient]
) -> None:
    make_things(make)
    programme, kent = make._the_programme({}), make._the_organisation({})
    client = signed_in_as(ROLES[role](make, kent, programme))
    client.get("/")  # The rows are committed by it.
    with app.app_context():
        db.session.execute(sa.update(Programme).values(closed_at=now()))
        db.session.commit()

    crawl = Crawl(client).run()

    assert crawl.faults == []
    views = {name: app.view_functions[name] for name in crawl.forms}
    assert [
        name
        for name, view in views.items()
        if getattr(view, "permission", Permission.ACCOUNT_USE) not in GRANTED_WHEN_CLOSED
    ] == []


@pytest.mark.parametrize("person", read_demo().people, ids=lambda person: person.email)
def test_in_the_demo(person: Person, demo: Flask) -> None:
    with demo.app_context():
        row = db.session.execute(db.select(Person).filter_by(email=person.email)).scalar_one()
        db.session.expunge(row)

    crawl = Crawl(client_of(demo, Factory(demo), row)).run()

    assert crawl.faults == []


def test_for_a_visitor(demo: Flask) -> None:
    assert Crawl(demo.test_client()).run().faults == []
