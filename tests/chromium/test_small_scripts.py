"""The small scripts of every page: menu, filters, order, sorting, counting, theme."""

import pytest

CONTRIBUTOR = "contributor@kent.example"
TICC = "/programmes/ticc"
MENU = "details.menu"


def is_open(page, selector: str) -> bool:
    return page.locator(selector).evaluate("element => element.open")


def theme(page) -> str | None:
    return page.locator("html").get_attribute("data-theme")


def column(page, place: int) -> list[str]:
    return page.locator("table[data-sortable]").first.evaluate(
        "(table, place) => [...table.tBodies[0].rows].map(row => row.cells[place].innerText)", place
    )


def test_escape_closes_the_menu_and_gives_the_focus_back(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(TICC)
    page.locator(f"{MENU} > summary").press("Enter")
    page.keyboard.press("Tab")

    page.keyboard.press("Escape")

    assert not is_open(page, MENU)
    assert page.evaluate("document.activeElement.parentElement.className") == "menu"


def test_the_menu_closes_when_the_keyboard_has_left_it(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(TICC)
    page.locator(f"{MENU} > summary").press("Enter")

    page.locator("main a").first.focus()

    assert not is_open(page, MENU)


def test_a_press_elsewhere_closes_the_menu(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(TICC)
    page.locator(f"{MENU} > summary").click()

    page.locator("h1").click()

    assert not is_open(page, MENU)


@pytest.mark.parametrize(("width", "opened"), [(390, False), (1280, True)])
def test_filters_fold_away_on_a_phone_alone(page_of, width, opened) -> None:
    page = page_of(CONTRIBUTOR, width)

    page.goto(f"{TICC}/obstacles")

    assert is_open(page, "details.filters") is opened


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_filters_and_menu_still_open(browser, address, width) -> None:
    context = browser.new_context(
        base_url=address, java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto("/login")
    page.locator(f"button[value='{CONTRIBUTOR}']").click()
    page.goto(f"{TICC}/obstacles")

    page.locator(f"{MENU} > summary").click()

    assert page.locator(f"{MENU} button", has_text="Sign out").is_visible()
    assert page.locator(".filters input").first.is_visible()
    context.close()


def test_another_order_is_shown_as_soon_as_it_is_chosen(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(f"{TICC}/obstacles")
    other = page.locator("#sort option").last.get_attribute("value")

    page.locator("#sort").select_option(other)

    page.wait_for_url(f"**sort={other}**")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_table_is_sorted_by_a_press_on_its_head(page_of, width) -> None:
    page = page_of(CONTRIBUTOR, width)
    page.goto(f"{TICC}/network")
    head = page.locator("table[data-sortable] th").first

    head.get_by_role("button").click()
    forward = column(page, 0)
    head.get_by_role("button").click()

    assert forward == sorted(forward, key=str.casefold)
    assert column(page, 0) == forward[::-1]
    assert head.get_attribute("aria-sort") == "descending"


def test_numbers_are_sorted_as_numbers_the_greatest_first(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(f"{TICC}/network")

    page.locator("table[data-sortable] th[data-sort=number] button").first.click()

    counts = [int(words) for words in column(page, 1)]
    assert counts == sorted(counts, reverse=True)


@pytest.fixture
def title(page_of):
    """The field of an obstacle's title, its limit, and where the letters left are shown."""
    page = page_of(CONTRIBUTOR)
    page.goto(f"{TICC}/obstacles/log")
    field = page.get_by_label("What is in the way?")
    return field, int(field.get_attribute("data-limit")), page.locator("[data-limit] + .left").first


def test_letters_are_counted_near_the_limit_and_beyond(title) -> None:
    field, limit, told = title

    said = []
    for letters in (1, limit - 5, limit + 3):
        field.fill("é" * letters)
        said.append(told.inner_text())

    assert said == ["", "Characters left: 5", "Characters over the limit: 3"]


def test_letters_are_counted_as_the_server_counts_them(title) -> None:
    field, limit, told = title

    field.fill("e\u0301" * (limit - 2) + "\U0001f642  ")

    assert told.inner_text() == "Characters left: 1"


def test_words_that_are_not_sent_are_not_lost_by_a_slip(page_of) -> None:
    page, asked = page_of(CONTRIBUTOR), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{TICC}/obstacles/log")
    page.get_by_label("What is in the way?").press_sequentially("Half a sent")

    page.goto(TICC)

    assert asked == ["beforeunload"]


def test_what_has_the_focus_never_hides_behind_the_dock(page_of) -> None:
    page = page_of(CONTRIBUTOR, 390)
    page.goto(f"{TICC}/obstacles/log")
    page.locator("details.more > summary").click()
    covered = """() => {
      const at = document.activeElement.getBoundingClientRect();
      const dock = document.querySelector('.dock').getBoundingClientRect();
      const isIn = document.activeElement.closest('.dock, .bar');
      return !isIn && at.top >= dock.top && at.top < dock.bottom;
    }"""

    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(covered):
            hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert hidden == []


@pytest.mark.parametrize("dark", [False, True])
def test_pages_look_as_the_device_does(page_of, dark) -> None:
    page = page_of(CONTRIBUTOR, dark=dark)

    page.goto(TICC)

    assert theme(page) == ("dark" if dark else "light")


def test_a_chosen_look_stays_whatever_the_device_says(page_of) -> None:
    page = page_of(CONTRIBUTOR, dark=False)
    page.goto(f"{TICC}/obstacles?q=team")
    page.locator(f"{MENU} > summary").click()

    page.get_by_role("button", name="Dark").click()

    assert page.url.endswith(f"{TICC}/obstacles?q=team")
    assert theme(page) == "dark"


def test_paper_is_white_though_the_screen_is_dark(page_of) -> None:
    page = page_of(CONTRIBUTOR, dark=True)
    page.goto(TICC)

    page.emulate_media(media="print")

    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert not page.locator(".menu").is_visible()


def test_marks_take_the_systems_colours_where_it_forces_its_own(page_of) -> None:
    page = page_of(CONTRIBUTOR)
    page.goto(TICC)
    before = page.locator(".key .g-o").first.evaluate("mark => getComputedStyle(mark).fill")

    page.emulate_media(forced_colors="active", color_scheme="dark")

    assert before == "rgb(194, 84, 26)"
    assert page.locator(".key .g-o").first.evaluate("m => getComputedStyle(m).fill") != before


def test_address_and_prefix_follow_the_name_until_they_are_typed(page_of) -> None:
    page = page_of("admin@tracker.example")
    page.goto("/administration/programmes/add")

    page.get_by_label("Name", exact=True).press_sequentially("Équipes de quartier")

    assert page.get_by_label("Web address").input_value() == "equipes-de-quartier"
    assert page.get_by_label("Reference prefix").input_value() == "EDQ"

    page.get_by_label("Reference prefix").fill("OWN")
    page.get_by_label("Name", exact=True).fill("Équipes de quartier 2")

    assert page.get_by_label("Web address").input_value() == "equipes-de-quartier-2"
    assert page.get_by_label("Reference prefix").input_value() == "OWN"
