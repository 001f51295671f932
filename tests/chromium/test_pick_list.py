"""A pick list finds while somebody types and is worked by keyboard, pointer or without script."""

import pytest
from playwright.sync_api import Page, expect

CONTRIBUTOR = "contributor@kent.example"
OPTION = "[role=option]"


@pytest.fixture
def page(page_of) -> Page:
    """The page that links an obstacle of Kent to another."""
    page = page_of(CONTRIBUTOR, 390)
    page.goto("/programmes/ticc/obstacles?organisation=kent-community-health")
    page.goto(page.locator(".rows .words a").first.get_attribute("href") + "/hinder")
    return page


def field(page: Page):
    return page.get_by_role("combobox")


def search(page: Page, words: str) -> None:
    field(page).press_sequentially(words, delay=20)
    expect(page.locator(OPTION).first).to_be_visible(timeout=15_000)


def pointed_at(page: Page) -> str | None:
    return field(page).get_attribute("aria-activedescendant")


def test_it_opens_with_what_matches_and_says_how_many(page: Page) -> None:
    search(page, "regul")

    expect(field(page)).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"{OPTION} b").first.inner_text().lower() == "regul"
    expect(page.locator(f"{OPTION} .state").first).to_have_text("open")
    expect(page.get_by_role("status").first).to_contain_text("found")


def test_it_does_not_open_before_the_second_letter(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    field(page).press_sequentially("r")
    page.wait_for_timeout(400)

    assert [address for address in requests if "/options" in address] == []


def test_down_walks_round_and_enter_picks_what_is_sent(page: Page) -> None:
    search(page, "regul")
    number = page.locator(OPTION).count()
    last, first = page.locator(OPTION).last, page.locator(OPTION).first
    field(page).press("ArrowUp")
    assert pointed_at(page) == last.get_attribute("id")
    field(page).press("ArrowDown")
    assert pointed_at(page) == first.get_attribute("id")
    expect(page.locator(f"{OPTION}[aria-selected=true]")).to_have_count(1)
    title = first.locator(".words").inner_text()
    assert number > 1

    field(page).press("Enter")

    expect(field(page)).to_have_value(title)
    expect(page.locator(OPTION).first).to_be_hidden()
    assert page.locator("[name=other-choice]").input_value().startswith("TICC-")
    field(page).press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/hinder"))
    expect(page.locator("#about")).to_contain_text(title)


def test_escape_closes_and_keeps_what_was_typed_and_tab_picks_nothing(page: Page) -> None:
    search(page, "regul")
    field(page).press("ArrowDown")
    field(page).press("Escape")
    expect(field(page)).to_have_value("regul")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    assert pointed_at(page) is None

    field(page).press("ArrowDown")
    expect(page.locator(OPTION).first).to_be_visible(timeout=15_000)
    field(page).press("ArrowDown")
    field(page).press("Tab")

    expect(page.locator(OPTION).first).to_be_hidden()
    assert page.locator("[name=other-choice]").is_disabled()


def test_typing_on_takes_the_pick_back(page: Page) -> None:
    search(page, "regul")
    page.locator(OPTION).first.click()
    expect(page.locator("[name=other-choice]")).to_be_enabled()

    field(page).press_sequentially(" more")

    assert page.locator("[name=other-choice]").is_disabled()


def test_without_a_pick_enter_opens_and_sends_nothing(page: Page) -> None:
    search(page, "regul")
    field(page).press("Escape")

    field(page).press("Enter")

    expect(page.locator(OPTION).first).to_be_visible(timeout=15_000)
    assert page.url.endswith("/hinder")


def test_what_the_server_found_can_be_chosen_beside_it(page: Page) -> None:
    search(page, "regul")
    field(page).press("Escape")
    page.get_by_role("button", name="Link obstacles").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an obstacle from the list")

    page.locator("[data-found] input").last.check()
    page.get_by_role("button", name="Link obstacles").click()

    page.wait_for_url(lambda url: not url.endswith("/hinder"))


def test_where_the_search_fails_the_button_is_back(page: Page) -> None:
    page.route("**/obstacles/options", lambda route: route.abort())

    field(page).press_sequentially("regul")

    button = page.get_by_role("button", name="Search")
    expect(button).to_be_visible(timeout=15_000)
    button.click()
    expect(page.locator("[data-found] input").first).to_be_visible()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_line_runs_around_the_option_that_is_pointed_at(page: Page, colours: str) -> None:
    page.emulate_media(forced_colors=colours)
    search(page, "regul")
    field(page).press("ArrowDown")

    outline = page.locator(f"{OPTION}[aria-selected=true]").evaluate(
        "element => getComputedStyle(element).outline"
    )

    assert outline.endswith("solid 2px")
