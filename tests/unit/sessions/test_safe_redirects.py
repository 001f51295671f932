from urllib.parse import quote

import pytest
from flask import Flask

from tracker.sessions.safe_redirects import is_same_origin_request, own_path, referring_page

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/ /evil.example",
    "\x00//evil.example",
    " //evil.example",
    "http://evil.example",
    "https://evil.example/account",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "https://tracker.example@evil.example",
    "https://tracker.example.evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hello",
    "mailto:a@evil.example",
    "evil.example",
    "account",
    "?next=//evil.example",
    "#account",
    "",
    "/account\r\nSet-Cookie: a=b",
    "/\x7f/evil.example",
]


@pytest.mark.parametrize("address", ELSEWHERE, ids=[quote(one) for one in ELSEWHERE])
def test_an_address_that_is_no_path_of_ours_is_not_followed(address: str) -> None:
    assert own_path(address, "/home") == "/home"


@pytest.mark.parametrize(
    "address", ["/", "/account", "/programmes/ticc/obstacles?q=a%20b&page=2", "/a/b//c", "/a#b"]
)
def test_a_path_of_ours_is_followed(address: str) -> None:
    assert own_path(address) == address


def test_no_address_leads_home() -> None:
    assert own_path(None) == "/"


@pytest.fixture
def site() -> Flask:
    site = Flask("site", static_folder=None)
    site.add_url_rule("/log", view_func=lambda: "the form", endpoint="log")
    return site


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, True, id="the browser says same origin"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, False, id="a neighbour"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, False, id="another site"),
        pytest.param({"Sec-Fetch-Site": "none"}, False, id="typed by hand"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://tracker.example"},
            False,
            id="the newer header counts",
        ),
        pytest.param({"Origin": "https://tracker.example"}, True, id="our origin"),
        pytest.param({"Origin": "https://evil.example"}, False, id="another origin"),
        pytest.param({"Origin": "null"}, False, id="a hidden origin"),
        pytest.param({"Referer": "https://tracker.example/log"}, True, id="our page"),
        pytest.param(
            {"Referer": "https://tracker.example.evil.example/"}, False, id="a look-alike"
        ),
        pytest.param({"Referer": "https://[half"}, False, id="no address at all"),
        pytest.param({}, False, id="nothing said"),
    ],
)
def test_only_our_own_page_counts_as_sender(
    *, site: Flask, headers: dict[str, str], is_ours: bool
) -> None:
    with site.test_request_context("/log", base_url="https://tracker.example", headers=headers):
        assert is_same_origin_request() is is_ours


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        pytest.param("https://tracker.example/log?draft=1", "/log?draft=1", id="ours"),
        pytest.param("https://tracker.example/gone", None, id="no such page"),
        pytest.param("https://evil.example/log", None, id="not ours"),
        pytest.param("", None, id="not said"),
    ],
)
def test_the_page_that_sent_a_form_is_found_again(
    site: Flask, referer: str, page: str | None
) -> None:
    with site.test_request_context(
        "/log", base_url="https://tracker.example", headers={"Referer": referer}
    ):
        assert referring_page() == page
