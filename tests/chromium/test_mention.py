"""After "@" in a comment a list offers whom to mention; what is picked is sent, not printed."""

import pytest
from playwright.sync_api import Page, expect

CONTRIBUTOR = "contributor@kent.example"
OPTION = "[role=option]"


@pytest.fixture
def page(page_of) -> Page:
    page = page_of(CONTRIBUTOR, 390)
    page.goto("/programmes/ticc/obstacles?organisation=kent-community-health")
    page.goto(page.locator(".rows .words a").first.get_attribute("href"))
    return page


def field(page: Page):
    return page.get_by_label("Your comment", exact=True)


def pick_first(page: Page, text: str) -> str:
    field(page).press_sequentially(text, delay=20)
    option = page.locator(OPTION).first
    expect(option).to_be_visible(timeout=15_000)
    field(page).press("ArrowDown")
    label = option.inner_text()
    field(page).press("Enter")
    return label


def test_who_is_picked_is_listed_and_reached_and_not_in_the_text(page: Page) -> None:
    label = pick_first(page, "Please look @demo")

    expect(field(page)).to_have_value("Please look ")
    expect(page.get_by_role("list", name="People to mention")).to_contain_text(label)
    page.get_by_role("button", name="Post comment").click()

    expect(page.locator(".notice.success")).to_contain_text(f"Comment posted. Mentioned: {label}.")
    expect(page.locator("#comments")).to_contain_text("Please look")


def test_a_pick_can_be_removed(page: Page) -> None:
    pick_first(page, "@demo")

    page.locator(".picked").get_by_role("button").click()

    expect(page.locator("[name=told]")).to_have_count(0)
    expect(field(page)).to_be_focused()


def test_an_address_of_mail_opens_nothing(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    field(page).press_sequentially("ann@example")
    page.wait_for_timeout(400)

    assert [one for one in requests if "mention-options" in one] == []


def test_escape_closes_and_keeps_what_was_typed(page: Page) -> None:
    field(page).press_sequentially("@demo", delay=20)
    expect(page.locator(OPTION).first).to_be_visible(timeout=15_000)

    field(page).press("Escape")

    expect(page.locator(OPTION).first).to_be_hidden()
    expect(field(page)).to_have_value("@demo")


def test_on_the_page_of_choices_a_pick_ticks_the_box(page: Page) -> None:
    field(page).fill("Please look")
    page.get_by_role("button", name="Mention someone").click()
    expect(page.get_by_role("heading", name="Add a comment")).to_be_visible()
    field(page).press("End")

    label = pick_first(page, " @demo")

    expect(page.get_by_role("checkbox", name=label)).to_be_checked()
