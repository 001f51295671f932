import re

CONTRIBUTOR = "contributor@kent.example"
LOG = "/programmes/ticc/obstacles/log"


def test_one_sentence_and_one_press_log_an_obstacle(page_of) -> None:
    page = page_of(CONTRIBUTOR, 390)
    page.goto(LOG)

    page.get_by_label("What is in the way?").fill("Rotas need a signature from two grades up")
    page.get_by_role("button", name="Log obstacle").click()
    page.wait_for_url("**/logged")

    assert re.search(r"/obstacles/TICC-\w+/logged$", page.url)
    assert page.get_by_text("Rotas need a signature from two grades up").first.is_visible()


def test_the_buttons_stand_in_view_before_anything_is_scrolled(page_of) -> None:
    page = page_of(CONTRIBUTOR, 390)

    page.goto(LOG)

    button = page.get_by_role("button", name="Log obstacle").bounding_box()
    assert button["y"] + button["height"] <= 900
    assert button["height"] >= 44


def test_the_dock_says_who_will_read_it_as_the_choice_changes(page_of) -> None:
    page = page_of(CONTRIBUTOR, 390)
    page.goto(LOG)
    before = page.locator("[data-read-by]").inner_text()

    page.get_by_label("My organisation").check()

    assert before == "Visible to partners, with our name"
    assert page.locator("[data-read-by]").inner_text() != before


def test_a_mistake_is_said_at_the_top_and_what_was_typed_stays(page_of) -> None:
    page = page_of(CONTRIBUTOR, 390)
    page.goto(LOG)
    page.get_by_label("What is in the way?").fill("x" * 201)

    page.get_by_role("button", name="Log obstacle").click()

    summary = page.locator(".summary[role=alert]")
    assert "1 character too long. Shorten the text" in summary.inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.get_by_label("What is in the way?").input_value() == "x" * 201
    assert page.title().startswith("Error:")


def test_without_script_it_goes_the_same_way(browser, address) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.locator(f"button[value='{CONTRIBUTOR}']").click()
    page.goto(LOG)

    page.get_by_label("What is in the way?").fill("The form exists on paper only")
    page.get_by_role("button", name="Log obstacle").click()

    assert page.url.endswith("/logged")
    context.close()


def test_the_whole_way_can_be_gone_by_keyboard(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto("/programmes/ticc")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto(LOG)
    page.get_by_label("What is in the way?").focus()
    page.keyboard.type("The key to the store is kept elsewhere")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Log obstacle":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/logged")

    assert "The key to the store" in page.content()
