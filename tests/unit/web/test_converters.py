"""How the parts of an address are typed."""

import secrets

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from tracker.web.converters import Reference, Slug, Token

ADDRESSES = Map(
    [
        Rule("/p/<slug:slug>", endpoint="programme"),
        Rule("/o/<reference:code>", endpoint="obstacle"),
        Rule("/i/<token:token>", endpoint="invitation"),
    ],
    converters={"slug": Slug, "reference": Reference, "token": Token},
).bind("tracker.example")


@pytest.mark.parametrize("slug", ["a", "9", "ticc", "sister-pilots", "a" * 60])
def test_slugs_are_words_joined_by_hyphens(slug) -> None:
    assert ADDRESSES.match(f"/p/{slug}") == ("programme", {"slug": slug})


@pytest.mark.parametrize("slug", ["", "A", "-a", "a-", "a--b", "a_b", "é", "a.b", "..", "a" * 61])
def test_no_other_slug_is_an_address(slug) -> None:
    with pytest.raises(NotFound):
        ADDRESSES.match(f"/p/{slug}")


@pytest.mark.parametrize("code", ["TICC-7KQ4", "ticc-7kq4", "W-7KQ4XYZ", "P1-7KQ4"])
def test_references_reach_the_view_in_capitals(code) -> None:
    assert ADDRESSES.match(f"/o/{code}") == ("obstacle", {"code": code.upper()})


@pytest.mark.parametrize(
    "code", ["TICC", "TICC-", "TICC-7KQ", "TICC-7KQ45678", "-7KQ4", "T-7KQ4%00"]
)
def test_no_other_reference_is_an_address(code) -> None:
    with pytest.raises(NotFound):
        ADDRESSES.match(f"/o/{code}")


def test_a_token_of_256_bits_is_an_address() -> None:
    token = secrets.token_urlsafe(32)

    assert ADDRESSES.match(f"/i/{token}") == ("invitation", {"token": token})


@pytest.mark.parametrize("token", ["", "a" * 42, "a" * 44, "a" * 42 + ".", "a" * 42 + "%0A"])
def test_no_other_token_is_an_address(token) -> None:
    with pytest.raises(NotFound):
        ADDRESSES.match(f"/i/{token}")
