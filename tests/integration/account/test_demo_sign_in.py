import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.app import create_app


def test_anybody_can_be_one_of_the_demos_people(client: FlaskClient, make: Factory) -> None:
    make.person(email="contributor@kent.example")

    answer = client.post(
        "/demo/sign-in", data={"person": "contributor@kent.example", "next": "/account"}
    )

    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200


def test_to_become_somebody_else_ends_the_session_before(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    first, second = make.person(), make.person()
    client.post("/demo/sign-in", data={"person": first.email})
    before = client.get_cookie("tracker")
    assert before is not None

    client.post("/demo/sign-in", data={"person": second.email})

    thief = app.test_client()
    thief.set_cookie("tracker", before.value)
    assert second.email in client.get("/account").text
    assert thief.get("/account").status_code == 303


def test_the_sign_in_page_offers_each_of_them(client: FlaskClient, make: Factory) -> None:
    kent = make.organisation("Kent County Council")
    make.contributor(kent, name="Demo Contributor", email="contributor@kent.example")
    make.programme_lead(name="Demo Lead", email="lead@programme.example")

    page = client.get("/login").text

    assert page.count('action="/demo/sign-in"') == 2
    assert 'value="contributor@kent.example"' in page
    for shown in ["Demo Contributor", "Kent County Council", "contributor", "programme lead"]:
        assert shown in page


@pytest.mark.on_postgresql
@pytest.mark.parametrize("person", ["", "nobody@kent.example", "gone@kent.example", "' OR 1=1"])
def test_nobody_else_is_signed_in(client: FlaskClient, make: Factory, person: str) -> None:
    make.person(email="gone@kent.example", active=False)

    answer = client.post("/demo/sign-in", data={"person": person})

    assert answer.status_code == 404
    assert client.get("/account").status_code == 303


def test_a_served_site_offers_no_people(app: Flask) -> None:
    served = create_app(
        SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
        SECRET_KEY="tests only, " * 4,
        DEMO=False,
    )

    rules = {rule.rule for rule in served.url_map.iter_rules()}

    assert "/demo/sign-in" not in rules
    assert "sign_in_extras" not in served.extensions
    assert "/demo/sign-in" not in served.test_client().get("/login").text
