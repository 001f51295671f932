"""A fresh site has nobody; its first administrator comes by a link that the shell prints, once."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accepting import sign_in_and_accept
from tracker.app import create_app
from tracker.extensions import db
from tracker.models import Assignment, Invitation, Membership, Person


@pytest.fixture
def site(run_migrated):
    """A migrated site with a programme and an organisation."""
    run_migrated("add-programme", "ticc", "TICC", "TICC", "Integrated care")
    run_migrated("add-organisation", "kent", "GB", "Kent Community Health", "--programme", "ticc")
    return run_migrated


@pytest.fixture
def served(site, database) -> Flask:
    assert site
    return create_app(
        SECRET_KEY="tests only, " * 4,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
        WTF_CSRF_ENABLED=False,
        TESTING=True,
    )


def path_in(output: str) -> str:
    return re.search(r"https?://[^/]+(/invitations/\S+)", output)[1]


def kept(served: Flask, what) -> list:
    with served.app_context():
        return list(db.session.scalars(sa.select(what)))


def test_a_fresh_site_has_nobody(served: Flask) -> None:
    assert kept(served, Person) == []


def test_the_first_administrator_comes_by_a_link_that_works_once(site, served: Flask) -> None:
    path = path_in(site("invite", "ada@tracker.example").output)

    answer = sign_in_and_accept(served.test_client(), path, email="ada@tracker.example")

    assert answer.location == "/administration"
    assert served.test_client().get(path).status_code == 410
    assert kept(served, Person.email) == ["ada@tracker.example"]
    assert kept(served, Person.is_administrator) == [True]


@pytest.mark.parametrize(
    ("place", "column", "role"),
    [
        (["--organisation", "kent"], Membership.role, "lead"),
        (["--organisation", "kent", "--role", "contributor"], Membership.role, "contributor"),
        (["--programme", "ticc"], Assignment.role, "lead"),
        (["--programme", "ticc", "--role", "funder"], Assignment.role, "funder"),
    ],
)
def test_a_place_is_given_by_a_link(site, served: Flask, place, column, role) -> None:
    path = path_in(site("invite", "ann@kent.example", *place).output)

    sign_in_and_accept(served.test_client(), path, email="ann@kent.example")

    assert kept(served, column) == [role]


REFUSED = [
    (["no address"], "email address"),
    (["a@b.example", "--programme", "none"], "no programme none"),
    (["a@b.example", "--organisation", "none"], "no organisation none"),
    (["a@b.example", "--organisation", "kent", "--programme", "ticc"], "not both"),
    (["a@b.example", "--organisation", "kent", "--role", "funder"], "contributor, lead"),
    (["a@b.example", "--programme", "ticc", "--role", "contributor"], "funder, observer"),
]


def test_a_refusal_is_a_sentence_and_invites_nobody(site, served: Flask) -> None:
    results = [(site("invite", *words), said) for words, said in REFUSED]

    assert [result.exit_code for result, _ in results] == [1] * len(REFUSED)
    assert [said for result, said in results if said not in result.output] == []
    assert not any("Traceback" in result.output for result, _ in results)
    assert kept(served, Invitation) == []


def test_the_link_begins_as_people_open_the_site(site, monkeypatch) -> None:
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    usual = site("invite", "ann@kent.example").output
    said = site("invite", "bob@kent.example", "--site", "https://a.example").output
    monkeypatch.setenv("PUBLIC_URL", "https://tracker.example")
    public = site("invite", "eve@kent.example").output

    assert "http://127.0.0.1:8000/invitations/" in usual
    assert "https://a.example/invitations/" in said
    assert "https://tracker.example/invitations/" in public
