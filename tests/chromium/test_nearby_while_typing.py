"""What lies near appears while somebody types, quietly, and can be answered with one press."""

import pytest
from playwright.sync_api import Page, expect

CONTRIBUTOR = "contributor@kent.example"
LOG = "/programmes/ticc/obstacles/log"
SENTENCE = "Approvals and sign-offs sit too high in the organisation"
FOUND = "[data-nearby-found] .sug"


@pytest.fixture
def phone(page_of) -> Page:
    page = page_of(CONTRIBUTOR, 390)
    page.goto(LOG)
    return page


def type_in(page: Page, sentence: str) -> None:
    page.get_by_label("What is in the way?").fill(sentence)


def test_it_appears_under_the_sentence_and_one_line_says_so(phone: Page) -> None:
    type_in(phone, SENTENCE)

    expect(phone.locator(FOUND).first).to_contain_text("Medway has", timeout=15_000)
    expect(phone.locator("[data-nearby-said]")).to_contain_text("similar obstacle")
    assert phone.locator("[data-nearby-found] [aria-live]").count() == 0


def test_it_goes_away_with_the_words(phone: Page) -> None:
    type_in(phone, SENTENCE)
    expect(phone.locator(FOUND).first).to_be_visible(timeout=15_000)

    type_in(phone, "Approvals")

    expect(phone.locator(FOUND)).to_have_count(0)
    expect(phone.locator("[data-nearby-said]")).to_have_text("")


def test_an_answer_is_pressed_taken_back_and_sent_along(phone: Page) -> None:
    type_in(phone, SENTENCE)
    related = phone.locator(FOUND).first.get_by_role("button", name="Related")
    related.click(timeout=15_000)
    expect(related).to_have_attribute("aria-pressed", "true")

    related.click()
    expect(phone.locator("[name=said]")).to_have_count(0)
    related.press("Enter")

    assert phone.locator("[name=said]").input_value().startswith("related TICC-")


def test_a_pressed_kind_ticks_its_box(phone: Page) -> None:
    type_in(phone, SENTENCE)
    kind = phone.locator("[data-kind]").first
    kind.click(timeout=15_000)

    ticked = phone.locator("input[name=categories]:checked")
    assert ticked.input_value() == kind.get_attribute("data-kind")


def test_offline_it_stays_quiet_and_the_form_goes_on(phone: Page) -> None:
    failures: list[str] = []
    phone.on("pageerror", lambda error: failures.append(str(error)))
    phone.context.set_offline(True)

    with phone.expect_event("requestfailed", timeout=15_000):
        type_in(phone, SENTENCE)

    expect(phone.locator(FOUND)).to_have_count(0)
    assert failures == []


def test_an_old_answer_never_takes_the_place_of_a_newer_one(phone: Page) -> None:
    held = []
    phone.route("**/nearby", lambda route: held.append(route) if not held else route.continue_())
    with phone.expect_request("**/nearby", timeout=15_000):
        type_in(phone, "The car of the team does not start")
    with phone.expect_response("**/nearby", timeout=15_000):
        type_in(phone, SENTENCE)
    expect(phone.locator(FOUND).first).to_contain_text("Medway has", timeout=15_000)

    held[0].fulfill(body="<p class='sug'>Old</p>", content_type="text/html")

    phone.wait_for_timeout(200)
    assert "Old" not in phone.locator("[data-nearby-found]").inner_text()
