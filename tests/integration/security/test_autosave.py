"""What a device needs to keep what is typed: a key for one person's pages, gone at sign-out."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.browsing import PASSWORD, SITE
from tests.integration.security.test_cookie_flags import flags
from tracker.extensions import db
from tracker.models import Programme
from tracker.sessions.local_drafts import autosave_keys

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COOKIE = "__Host-tracker-kept"
LOG = "/programmes/ticc/obstacles/log"
OTHER = "/programmes/ticc/workarounds/log"


@pytest.fixture
def open_as(make, open_browser):
    """Open a browser on which somebody is signed in who logs: `open_as("Ann")`."""
    kent = make.organisation("Kent", programme=make.programme("ticc"))

    def open_one(name):
        address = f"{name.lower()}@kent.example"
        return open_browser(make.contributor(kent, name=name, email=address, password=PASSWORD))

    return open_one


@pytest.fixture
def browser(open_as):
    return open_as("Ann")


def needs(browser, path=LOG):
    """What the page hands to the script: whose it is, which form, the key."""
    return re.search(r'data-autosave="([^"]*)"', browser.get(path).text)[1].split(" ")


def cookie_of(browser):
    found = browser.client.get_cookie(COOKIE, domain="tracker.example")
    return found.value if found else None


def take_device_of(browser, other):
    browser.client.set_cookie(COOKIE, cookie_of(other), domain="tracker.example")


def test_a_page_needs_the_same_whenever_it_is_opened(browser) -> None:
    assert needs(browser) == needs(browser)


def test_each_form_has_a_name_of_its_own_under_one_key(browser) -> None:
    whose, form, key = needs(browser)

    other = needs(browser, f"{LOG}?barrier=B-2222")

    assert (other[0], other[2]) == (whose, key)
    assert other[1] != form


def test_on_one_device_each_person_has_their_own(browser, open_as) -> None:
    bens = open_as("Ben")
    mine = needs(browser)
    take_device_of(bens, browser)

    theirs = needs(bens)

    assert cookie_of(bens) == cookie_of(browser)
    assert not set(theirs) & set(mine)


def test_each_device_has_its_own(browser) -> None:
    first = needs(browser)
    browser.client.delete_cookie(COOKIE, domain="tracker.example")

    assert not set(needs(browser)) & set(first)


def test_the_device_holds_nothing_that_the_key_is_made_of_alone(browser) -> None:
    _whose, _form, key = needs(browser)

    assert key not in (cookie_of(browser), browser.cookie())
    assert len(cookie_of(browser)) >= 22


def test_the_mark_is_shut_in_and_lasts_a_week(browser) -> None:
    [cookie] = [
        one for one in browser.get(LOG).headers.getlist("Set-Cookie") if one.startswith(COOKIE)
    ]

    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=604800"} <= flags(cookie)


def test_pages_without_a_form_to_keep_leave_no_mark(browser) -> None:
    browser.get("/account")
    browser.get("/programmes/ticc")

    assert cookie_of(browser) is None


def test_signing_out_takes_the_mark_and_all_that_is_kept(browser) -> None:
    before = needs(browser)

    answer = browser.post("/logout")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie_of(browser) is None
    browser.sign_in("ann@kent.example")
    assert not set(needs(browser)) & set(before)


def test_signing_out_of_a_session_that_has_ended_takes_it_too(browser) -> None:
    needs(browser)
    browser.client.delete_cookie("__Host-tracker", domain="tracker.example")
    browser.get("/login")

    answer = browser.post("/logout")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie_of(browser) is None


def test_whoever_is_erased_leaves_nothing(browser, served, tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(served.config, "ERASURES_FILE", str(tmp_path / "erasures"))
    needs(browser)
    browser.get("/account/erase")

    refused = browser.post("/account/erase", {"password": "wrong"})
    erased = browser.post("/account/erase", {"password": PASSWORD, "is_meant": "y"})

    assert "Clear-Site-Data" not in refused.headers
    assert erased.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert cookie_of(browser) is None


@pytest.mark.parametrize(("is_marked", "clears"), [(True, False), (False, True)])
def test_the_sign_in_page_empties_a_device_that_has_no_mark(browser, is_marked, clears) -> None:
    if is_marked:
        needs(browser)
    browser.client.delete_cookie("__Host-tracker", domain="tracker.example")

    assert ("autosave.js" in browser.get("/login").text) is clears


def send(client: FlaskClient, token: str, path: str = LOG, **typed: str):
    headers = {"Referer": SITE + LOG, "Sec-Fetch-Site": "same-origin", "X-Kept": "1"}
    fields = {"csrf_token": token, "title": "No mandate"} | typed
    return client.post(path, base_url=SITE, data=fields, headers=headers)


def test_the_script_is_told_where_to_go_on(browser) -> None:
    browser.get(LOG)

    answer = send(browser.client, browser.token)

    assert (answer.status_code, answer.data, answer.location) == (204, b"", None)
    assert re.fullmatch(r"/programmes/ticc/obstacles/[\w-]+/logged", answer.headers["X-Go-To"])
    assert "Obstacle logged" in browser.get(answer.headers["X-Go-To"]).text


def test_what_is_told_on_the_way_waits_for_the_next_page(browser) -> None:
    browser.get(OTHER)

    answer = send(browser.client, browser.token, OTHER, visibility="partners")

    assert (
        "Workaround added. Everyone who can see it" in browser.get(answer.headers["X-Go-To"]).text
    )


def test_a_mistake_comes_as_a_page(browser) -> None:
    browser.get(LOG)

    answer = send(browser.client, browser.token, title="")

    assert answer.status_code == 422
    assert "X-Go-To" not in answer.headers


def test_without_asking_one_is_led_there(browser) -> None:
    browser.get(LOG)

    answer = browser.post(LOG, {"title": "No mandate"})

    assert answer.status_code == 303
    assert "X-Go-To" not in answer.headers


def test_who_must_first_set_up_a_second_factor_has_sent_nothing(browser, served) -> None:
    browser.get(LOG)
    with served.app_context(), db.engine.begin() as connection:
        connection.execute(sa.update(Programme).values(requires_second_factor=True))

    answer = send(browser.client, browser.token)

    assert answer.status_code == 303
    assert "X-Go-To" not in answer.headers


def test_a_visitor_is_handed_nothing(app) -> None:
    with app.test_request_context("/login"):
        assert autosave_keys() == ""
