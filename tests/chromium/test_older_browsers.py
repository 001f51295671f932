"""In a browser that lacks the newer APIs people still log, sort and filter."""

import pytest
from playwright.sync_api import Page

CONTRIBUTOR = "contributor@kent.example"
TICC = "/programmes/ticc"
NEWER = {
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "AbortSignal.any": "delete AbortSignal.any",
    "requestSubmit": "delete HTMLFormElement.prototype.requestSubmit",
    "checkVisibility": "delete Element.prototype.checkVisibility",
    "ariaSort": "delete Element.prototype.ariaSort",
    "locks": "delete Navigator.prototype.locks",
}
"""How each is taken away: Safari before 16, Chrome before 106, Firefox before 119 lack some."""


@pytest.fixture
def old_page(page_of) -> Page:
    page = page_of(CONTRIBUTOR)
    page.add_init_script(";".join(NEWER.values()))
    return page


def test_the_newer_parts_are_gone(old_page) -> None:
    old_page.goto(TICC)

    assert not old_page.evaluate(
        "AbortSignal.timeout || document.forms[0].requestSubmit || document.body.checkVisibility"
    )
    assert not old_page.evaluate('"ariaSort" in document.body || "locks" in navigator')


def test_an_obstacle_is_logged(old_page) -> None:
    old_page.goto(f"{TICC}/obstacles/log")
    old_page.get_by_label("What is in the way?").fill("The old tablet cannot open the new form")

    old_page.get_by_role("button", name="Log obstacle").click()
    old_page.wait_for_url("**/logged")

    assert "The old tablet cannot open" in old_page.content()


def test_what_is_refused_is_shown_with_what_was_typed(old_page) -> None:
    old_page.goto(f"{TICC}/obstacles/log")
    old_page.get_by_label("What is in the way?").fill("x" * 201)

    old_page.get_by_role("button", name="Log obstacle").click()
    old_page.get_by_role("alert").wait_for()

    assert old_page.get_by_label("What is in the way?").input_value() == "x" * 201


def test_the_pressed_button_is_sent(old_page) -> None:
    old_page.goto(f"{TICC}/obstacles/log")
    old_page.get_by_label("What is in the way?").fill("Half a thought on an old tablet")

    old_page.get_by_role("button", name="Save as draft").click()
    old_page.wait_for_url(lambda url: not url.endswith("/log"))

    assert "This is a draft." in old_page.content()


def test_a_mistake_of_the_script_stops_no_form(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(f"{TICC}/obstacles/log")
    page.evaluate("() => { window.fetch = () => { throw new Error('not as expected') } }")
    page.get_by_label("What is in the way?").fill("A script fails and the form is sent")

    page.get_by_role("button", name="Log obstacle").click()
    page.wait_for_url("**/logged")

    assert "A script fails and the form is sent" in page.content()


def test_a_table_is_sorted_and_says_so(old_page) -> None:
    old_page.goto(f"{TICC}/network")
    table = old_page.locator("table[data-sortable]").first
    head = table.locator("thead th").first

    head.get_by_role("button").click()

    assert head.get_attribute("aria-sort") == "ascending"
    names = table.locator("tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_the_network_is_filtered(old_page) -> None:
    old_page.goto(f"{TICC}/network")
    before = old_page.locator("[data-network-said]").inner_text()

    old_page.locator("[data-network-filter=organisation]").select_option(index=1)

    assert old_page.locator("[data-network-said]").inner_text() not in {"", before}
    assert old_page.locator("svg.net .is-out").count()
