"""By whom tries are counted."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, request, session

from tracker.app import create_app
from tracker.models import Person
from tracker.sessions.sign_in_library import PENDING_PERSON_KEY
from tracker.web import rate_limit_subjects as subjects

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANN = Person(id=5, email="ann@kent.example", fs_uniquifier="u-ann")


@pytest.fixture
def at_sign_in(served: Flask) -> Iterator[None]:
    """A visitor sends Ann's address to the sign-in page."""
    form = {"email": "Ann@Kent.example"}
    with served.test_request_context("/login", method="POST", data=form):
        yield


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        pytest.param("203.0.113.9", "origin 203.0.113.9", id="IPv4"),
        pytest.param("::ffff:203.0.113.9", "origin 203.0.113.9", id="IPv4 within IPv6"),
        pytest.param("2001:db8:1:2:3:4:5:6", "origin 20010db800010002", id="the network of IPv6"),
        pytest.param("2001:db8:1:2:ffff::1", "origin 20010db800010002", id="its neighbour"),
        pytest.param("", "origin unknown", id="a socket without an address"),
    ],
)
def test_an_origin_is_an_address_or_its_network(
    served: Flask, address: str, counted_as: str
) -> None:
    with served.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert subjects.client_ip() == counted_as


@pytest.mark.usefixtures("at_sign_in")
def test_a_stranger_is_counted_by_account_and_by_origin() -> None:
    assert subjects.account_on_device() == "account ann@kent.example at origin unknown"
    assert subjects.account_on_untrusted_devices() == "account ann@kent.example"
    assert subjects.untrusted_ip() == "origin unknown"


@pytest.mark.usefixtures("at_sign_in")
def test_on_a_known_device_the_account_is_counted_there_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request, "cookies", {subjects.DEVICE_COOKIE: remembered(ANN)})

    assert subjects.account_on_device().startswith("account ann@kent.example at device ")
    assert subjects.account_on_untrusted_devices() is None
    assert subjects.untrusted_ip() is None


def remembered(person: Person) -> str:
    response = Response()
    subjects.trust_device(response, person)
    return response.headers["Set-Cookie"].partition("=")[2].partition(";")[0]


@pytest.mark.usefixtures("at_sign_in")
def test_a_device_says_nothing_that_anybody_can_read() -> None:
    cookie = subjects._signer().loads_unsafe(remembered(ANN))[1]

    assert "ann" not in str(cookie["accounts"])
    assert all(len(mark) == 32 for mark in cookie["accounts"])


@pytest.mark.usefixtures("at_sign_in")
def test_a_device_keeps_the_last_five_people(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        somebody = Person(email=f"person-{number}@kent.example", fs_uniquifier=f"u-{number}")
        monkeypatch.setattr(request, "cookies", {subjects.DEVICE_COOKIE: remembered(somebody)})

    assert len(subjects._device_cookie_value()["accounts"]) == subjects.MAX_ACCOUNT_MARKS


@pytest.mark.usefixtures("at_sign_in")
def test_a_code_is_counted_by_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert subjects.second_factor_subject() == "origin unknown"
    session[PENDING_PERSON_KEY] = "u-ann"

    assert subjects.second_factor_subject_on_device() == "half u-ann at origin unknown"
    assert subjects.second_factor_subject_on_untrusted_devices() == "half u-ann"
    monkeypatch.setattr(request, "cookies", {subjects.DEVICE_COOKIE: remembered(ANN)})
    assert subjects.second_factor_subject_on_device().startswith("half u-ann at device ")
    assert subjects.second_factor_subject_on_untrusted_devices() is None


def test_what_is_counted_by_is_hashed_with_the_sites_secret(served: Flask) -> None:
    other = create_app(SECRET_KEY="another secret" * 4, SQLALCHEMY_DATABASE_URI="sqlite://")
    with served.app_context():
        here = subjects.hashed("account ann@kent.example")
    with other.app_context():
        there = subjects.hashed("account ann@kent.example")

    assert len(here) == 32
    assert here != there


@pytest.mark.usefixtures("at_sign_in")
def test_an_address_that_is_none_is_counted_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "form", {"email": " No Address "})

    assert subjects.account() == "account no address"


@pytest.mark.usefixtures("at_sign_in")
def test_a_visitor_is_counted_by_origin() -> None:
    assert subjects.person() is None
    assert subjects.person_or_ip() == "origin unknown"
