"""The first page leads to a person's programmes: straight to it where there is but one."""

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Programme


@pytest.mark.usefixtures("programme")
def test_with_one_programme_it_opens(kents: FlaskClient) -> None:
    assert kents.get("/").headers["Location"] == "/programmes/ticc"


@pytest.mark.usefixtures("programme")
def test_the_one_programme_can_be_listed_all_the_same(kents: FlaskClient) -> None:
    assert 'href="/programmes/ticc"' in kents.get("/?all=1").text


def test_several_are_listed_by_name(
    make: Factory, kents: FlaskClient, elsewhere: Programme
) -> None:
    make.programme("unknown", full_name="Nobody told Kent")

    page = kents.get("/").text

    assert 'href="/programmes/ticc"' in page
    assert f'href="/programmes/{elsewhere.slug}"' in page
    assert "Nobody told Kent" not in page


def test_who_has_none_reads_whom_to_ask(make: Factory, signed_in_as) -> None:
    newcomer = signed_in_as(make.person())

    page = newcomer.get("/").text

    assert "Ask your organisation lead" in page


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 303
    assert "/login" in answer.headers["Location"]
