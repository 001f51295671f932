"""What is typed is not lost, and is nobody else's: connection, session, tab, sign-out, another."""

import json
import re
from contextlib import contextmanager
from uuid import uuid4

import pytest

NORA, LEAD = "contributor@kent.example", "lead@kent.example"
LOG = "/programmes/ticc/obstacles/log"
FIELD = "What is in the way?"
WORDS = "The rota is made where nobody knows the street"
EVERYTHING = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage},
  databases: await indexedDB.databases(), caches: await caches.keys(),
})"""
NOTHING = {"local": {}, "session": {}, "databases": [], "caches": []}


@pytest.fixture
def device(browser, address):
    """A phone that nobody else holds."""
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, locale="en-GB"
    )
    yield context
    context.close()


def sign_in(context, person=NORA):
    page = context.new_page()
    page.goto("/login")
    page.locator(f"button[value='{person}']").click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def write(page, words=WORDS):
    """Write into the form, and wait until it is kept."""
    page.goto(LOG)
    key = page.locator("[name=form_key]").input_value()
    page.get_by_label(FIELD).fill(words)
    for _each in range(50):
        if any(name.endswith(key) for name in entries(page)):
            return
        page.wait_for_timeout(100)
    pytest.fail("it is not kept")


def typed(page):
    return page.get_by_label(FIELD).input_value()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def kept_in(page):
    return json.loads(page.evaluate(EVERYTHING))


def entries(page):
    return [name for name in kept_in(page)["local"] if len(name.split(" ")) == 4]


def lose_session(context):
    context.clear_cookies(name="tracker")


def is_offered(page):
    page.wait_for_timeout(300)
    return page.locator("[data-drafts]").is_visible()


def in_the_list(page, words):
    page.goto(f"/programmes/ticc/obstacles?q={words.replace(' ', '+')}")
    return page.locator("ol.rows > li").count()


@contextmanager
def without_connection(context):
    context.set_offline(True)
    yield
    context.set_offline(False)


def test_a_closed_tab_loses_nothing(device) -> None:
    page = sign_in(device)
    write(page)
    page.close()

    page = device.new_page()
    page.goto(LOG)
    press(page, "Continue")

    assert typed(page) == WORDS
    assert not page.locator("[data-drafts]").is_visible()


def test_all_fields_come_back_and_the_dock_says_so(device) -> None:
    page = sign_in(device)
    page.goto(LOG)
    page.locator("details.more > summary").click()
    page.get_by_label("What happened?").fill("Twice in May")
    page.get_by_label("Which level can remove it?").select_option("national")
    page.get_by_label("My organisation").check()
    page.get_by_label("Do not show our organisation’s name").check()
    write_at = page.locator("[data-read-by]").inner_text()
    page.wait_for_timeout(600)
    page.reload()

    press(page, "Continue")

    assert page.get_by_label("What happened?").is_visible()
    assert page.get_by_label("What happened?").input_value() == "Twice in May"
    assert page.get_by_label("Which level can remove it?").input_value() == "national"
    assert page.get_by_label("My organisation").is_checked()
    assert page.get_by_label("Do not show our organisation’s name").is_checked()
    assert page.locator("[data-read-by]").inner_text() == write_at


def test_what_was_answered_while_typing_comes_back(device) -> None:
    page = sign_in(device)
    page.goto("/programmes/ticc/obstacles?organisation=medway-community-healthcare&shared=yes")
    write(page, page.locator("ol.rows > li .words a").first.inner_text())
    page.locator("[data-answer]", has_text="We have this too").first.click()
    said = page.locator("[name=said]").input_value()
    page.wait_for_timeout(600)
    page.reload()

    press(page, "Continue")

    assert page.locator("[name=said]").input_value() == said
    page.locator(f"[data-answer='{said}'][aria-pressed=true]").wait_for()


def test_what_is_thrown_away_is_gone(device) -> None:
    page = sign_in(device)
    write(page)
    page.reload()

    press(page, "Discard")
    page.reload()

    assert entries(page) == []
    assert not is_offered(page)


def test_where_the_connection_is_lost_the_form_says_so_and_sends_later(device) -> None:
    page, words = sign_in(device), "The lift is out of order since Monday"
    write(page, words)
    with without_connection(device):
        press(page, "Log obstacle")
        page.get_by_text("No connection.").wait_for()
        assert page.url.endswith(LOG)
        assert typed(page) == words
    page.get_by_text("You are online again").wait_for()

    press(page, "Send again")
    page.wait_for_url("**/logged")

    assert entries(page) == []
    assert in_the_list(page, words) == 1


def test_a_tab_closed_without_a_connection_loses_nothing(device) -> None:
    page = sign_in(device)
    write(page)
    with without_connection(device):
        press(page, "Log obstacle")
        page.get_by_text("No connection.").wait_for()
        page.close()

    page = device.new_page()
    page.goto(LOG)

    assert page.get_by_text("You have text here that was not sent.").is_visible()
    assert page.get_by_text(WORDS).is_visible()


def test_where_only_the_answer_is_lost_it_is_logged_once(device) -> None:
    page, words = sign_in(device), "The signature list is kept in another town"
    write(page, words)

    def lose_the_answer(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/log", lose_the_answer, times=1)
    press(page, "Log obstacle")
    page.get_by_text("No connection.").wait_for()
    press(page, "Send again")
    page.wait_for_url("**/logged")

    assert in_the_list(page, words) == 1


def test_taken_up_again_it_is_still_the_same_form(device) -> None:
    page, words = sign_in(device), "The lease forbids a second bicycle"
    write(page, words)

    def lose_the_answer(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/log", lose_the_answer, times=1)
    press(page, "Log obstacle")
    page.get_by_text("No connection.").wait_for()
    page.reload()
    press(page, "Continue")
    press(page, "Log obstacle")
    page.wait_for_url("**/logged")

    assert in_the_list(page, words) == 1


def test_a_double_tap_logs_once(device) -> None:
    page, words = sign_in(device), "The phone rings in an empty room"
    write(page, words)

    page.get_by_role("button", name="Log obstacle").dblclick()
    page.wait_for_url("**/logged")

    assert in_the_list(page, words) == 1


def test_an_ended_session_loses_nothing(device) -> None:
    page = sign_in(device)
    write(page)
    lose_session(device)

    press(page, "Log obstacle")
    page.wait_for_selector("text=Your text is safe")
    page.locator(f"button[value='{NORA}']").click()
    page.wait_for_url(f"**{LOG}")

    assert typed(page) == WORDS
    assert not is_offered(page)


def test_a_closed_tab_and_an_ended_session_lose_nothing(device) -> None:
    page = sign_in(device)
    write(page)
    page.close()
    lose_session(device)

    page = sign_in(device)
    page.goto(LOG)
    press(page, "Continue")

    assert typed(page) == WORDS


def test_nobody_reads_on_the_device_what_is_kept(device) -> None:
    page = sign_in(device)

    write(page)

    text = page.evaluate(EVERYTHING)
    assert entries(page)
    assert not re.search(r"rota|street|contributor|kent|programmes|ticc", text, re.IGNORECASE)
    assert "data-autosave=" not in page.content()


def test_signing_out_leaves_nothing(device) -> None:
    page = sign_in(device)
    write(page)
    page.on("dialog", lambda dialog: dialog.accept())

    page.locator("details.menu > summary").click()
    press(page, "Sign out")
    page.wait_for_url("**/login")
    page.wait_for_timeout(500)

    assert kept_in(page) == NOTHING
    assert "tracker-kept" not in {cookie["name"] for cookie in device.cookies()}


def test_a_browser_that_does_not_empty_itself_is_emptied_by_the_sign_in_page(device) -> None:
    page = sign_in(device)
    write(page)
    device.clear_cookies()

    page.goto("/login")
    page.wait_for_timeout(300)

    assert kept_in(page) == NOTHING


def test_a_tab_left_open_keeps_nothing_after_signing_out_in_another(device) -> None:
    page = sign_in(device)
    write(page)
    other = device.new_page()
    other.goto("/programmes/ticc")
    other.locator("details.menu > summary").click()
    press(other, "Sign out")
    other.wait_for_url("**/login")

    page.get_by_label(FIELD).press_sequentially(" and never did")
    page.wait_for_timeout(800)

    assert kept_in(page) == NOTHING


def test_another_person_finds_nothing_and_takes_it_away(device) -> None:
    page = sign_in(device)
    write(page)
    page.close()
    lose_session(device)

    page = sign_in(device, LEAD)
    page.goto(LOG)

    assert not is_offered(page)
    assert entries(page) == []


def test_two_tabs_keep_apart(device) -> None:
    one = sign_in(device)
    write(one, "The first of two")
    two = device.new_page()
    write(two, "The second of two")
    assert not is_offered(two)
    assert len(entries(two)) == 2

    one.close()
    two.close()
    page = device.new_page()
    page.goto(LOG)

    assert page.locator("[data-draft-text]").all_inner_texts() == [
        "The second of two",
        "The first of two",
    ]


def test_what_is_sent_is_kept_no_longer(device) -> None:
    page = sign_in(device)
    write(page, "No room to wash a dog")
    press(page, "Log obstacle")
    page.wait_for_url("**/logged")

    page.goto(LOG)

    assert entries(page) == []
    assert not is_offered(page)


def test_after_a_mistake_it_is_kept_until_it_is_put_right(device) -> None:
    page = sign_in(device)
    write(page, "x" * 201)
    press(page, "Log obstacle")
    page.get_by_role("alert").get_by_text("1 character too long. Shorten the text").wait_for()
    assert len(entries(page)) == 1
    assert not is_offered(page)

    page.get_by_label(FIELD).fill("Short enough")
    press(page, "Log obstacle")
    page.wait_for_url("**/logged")

    assert entries(page) == []


def test_what_is_a_week_old_is_thrown_away(device) -> None:
    page = sign_in(device)
    write(page)
    page.evaluate("""() => {
      const name = Object.keys(localStorage).find((each) => each.split(' ').length === 4);
      const kept = JSON.parse(localStorage.getItem(name));
      localStorage.setItem(name, JSON.stringify({...kept, at: Date.now() - 8 * 24 * 3600e3}));
    }""")

    page.reload()

    assert not is_offered(page)
    assert entries(page) == []


def test_what_was_emptied_again_is_not_kept(device) -> None:
    page = sign_in(device)
    write(page)

    page.get_by_label(FIELD).fill("")
    page.wait_for_timeout(600)

    assert entries(page) == []


def obstacle_of_ones_own(page):
    """Open the page of an obstacle that was just logged, in words of its own."""
    write(page, f"Room {uuid4()} has no key")
    press(page, "Log obstacle")
    page.wait_for_url("**/logged")
    page.goto(page.url.removesuffix("/logged"))
    return page.url


def say(page, words):
    """Begin a comment, and wait until it is kept."""
    page.get_by_label("Your comment", exact=True).fill(words)
    page.wait_for_function("() => Object.keys(localStorage).length > 1")


def test_a_comment_begun_in_a_tab_that_was_closed_comes_back(device) -> None:
    page = sign_in(device)
    address = obstacle_of_ones_own(page)
    say(page, "With us it is the rota")
    page.close()

    page = device.new_page()
    page.goto(address)
    press(page, "Continue")

    field = page.get_by_label("Your comment", exact=True)
    assert field.input_value() == "With us it is the rota"


def test_a_comment_that_is_sent_stands_there_and_is_kept_no_longer(device) -> None:
    page = sign_in(device)
    obstacle_of_ones_own(page)
    say(page, "With us it is the rota")

    press(page, "Post comment")

    page.locator("#comments ol, #comments ul").get_by_text("With us it is the rota").wait_for()
    assert page.get_by_label("Your comment", exact=True).input_value() == ""
    assert entries(page) == []


def test_a_comment_gone_on_with_on_another_page_is_not_offered_again(device) -> None:
    page = sign_in(device)
    address = obstacle_of_ones_own(page)
    say(page, "With us it is the rota")
    press(page, "Mention someone")
    page.wait_for_url("**/comments")

    press(page, "Post comment")
    page.wait_for_url(lambda url: url.split("#")[0] == address)

    page.get_by_text("With us it is the rota").wait_for()
    assert page.get_by_text("You have text here that was not sent").is_hidden()
    assert entries(page) == []
