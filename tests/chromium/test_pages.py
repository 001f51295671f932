import pytest
from axe_playwright_python.sync_playwright import Axe

CONTRIBUTOR, LEAD, FUNDER = (
    "contributor@kent.example",
    "lead@programme.example",
    "funder@programme.example",
)
TICC = "/programmes/ticc"
PAGES = [
    (None, "/login"),
    (None, "/no-such-page"),
    (None, "/sign-in/passkey"),
    (CONTRIBUTOR, "/account/second-factor"),
    (CONTRIBUTOR, "/account/recovery-codes"),
    (CONTRIBUTOR, "/account/passkeys"),
    (CONTRIBUTOR, TICC),
    (CONTRIBUTOR, "/account"),
    (CONTRIBUTOR, "/change"),
    (CONTRIBUTOR, f"{TICC}/obstacles"),
    (CONTRIBUTOR, f"{TICC}/obstacles?q=nothing-has-these-words"),
    (CONTRIBUTOR, f"{TICC}/obstacles/log"),
    (CONTRIBUTOR, f"{TICC}/workarounds"),
    (CONTRIBUTOR, f"{TICC}/workarounds/log"),
    (CONTRIBUTOR, f"{TICC}/barriers/add"),
    (LEAD, "/"),
    (LEAD, f"{TICC}/barriers"),
    (LEAD, f"{TICC}/barriers/add"),
    (LEAD, f"{TICC}/decision-makers"),
    (LEAD, f"{TICC}/decision-makers/add"),
    (LEAD, f"{TICC}/categories"),
    (LEAD, f"{TICC}/categories/add"),
    (LEAD, f"{TICC}/organisations"),
    (LEAD, f"{TICC}/network"),
    (LEAD, f"{TICC}/network?view=grid"),
    (LEAD, "/programmes/sister-pilots"),
    (LEAD, f"{TICC}/log"),
    ("lead@kent.example", f"{TICC}/log"),
    (FUNDER, f"{TICC}/summary"),
]
"""Who opens which page; the pages that one is led to from these follow below."""

FIRST_OF = [
    (CONTRIBUTOR, f"{TICC}/obstacles", "ol.rows a"),
    (LEAD, f"{TICC}/workarounds", "ol.rows a"),
    (LEAD, f"{TICC}/barriers", "tbody th a"),
    (LEAD, f"{TICC}/decision-makers", "tbody th a"),
    (LEAD, f"{TICC}/organisations", "tbody th a"),
]


def violations(page) -> list[str]:
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def faults(page) -> list[str]:
    """Return what is wrong with the page at its width: rules broken, parts out of sight."""
    over = sideways(page)
    return violations(page) + ([f"{over} px too wide"] if over > 0 else [])


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_is_whole_on_desktop_and_phone(page_of, person, path) -> None:
    page, said = page_of(person, 1280), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(path)
    on_desktop = faults(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    on_phone = faults(page)
    page.set_viewport_size({"width": 320, "height": 640})

    assert on_desktop == []
    assert on_phone == []
    assert sideways(page) <= 0
    assert [text for text in said if "Content Security Policy" in text or "Error:" in text] == []


@pytest.mark.parametrize(("person", "index", "link"), FIRST_OF)
def test_the_page_of_one_thing_is_whole_too(page_of, person, index, link) -> None:
    page = page_of(person, 390, dark=True)
    page.goto(index)

    page.goto(page.locator(link).first.get_attribute("href"))

    assert faults(page) == []


@pytest.mark.parametrize("path", [TICC, f"{TICC}/obstacles", f"{TICC}/network", f"{TICC}/summary"])
def test_dark_pages_have_contrast_too(page_of, path) -> None:
    page = page_of(LEAD, dark=True)

    page.goto(path)

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert violations(page) == []


def test_the_first_visit_to_the_list_weighs_little(page_of) -> None:
    page, weights = page_of(CONTRIBUTOR), []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    page.goto(f"{TICC}/obstacles", wait_until="networkidle")

    assert 0 < sum(weights) <= 250 * 1024


def test_what_is_loaded_once_is_not_loaded_again(page_of) -> None:
    page, asked = page_of(CONTRIBUTOR), []
    page.goto(f"{TICC}/obstacles", wait_until="networkidle")
    page.on("requestfinished", lambda request: asked.append(request.sizes()))

    page.goto(f"{TICC}/obstacles?page=2", wait_until="networkidle")

    assert sum(size["responseBodySize"] for size in asked) <= 30 * 1024


LEFT_EDGES = """[...document.querySelectorAll(".carry > li")].map(
  (row) => [...row.children].map((part) => part.getBoundingClientRect().left).join(" "))"""


def test_what_is_solved_elsewhere_stands_in_columns(page_of) -> None:
    page = page_of(LEAD)
    page.goto(f"{TICC}?solved=all")

    page.evaluate("document.querySelector('.carry .btn').remove()")
    edges = page.evaluate(LEFT_EDGES)

    assert len(edges) > 1
    assert len(set(edges)) == 1


def test_back_after_signing_out_shows_nothing_private(page_of) -> None:
    page = page_of(None)
    page.goto("/login")
    page.locator(f"button[value='{LEAD}']").click()
    page.goto(TICC)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    page.go_back()

    assert "/login" in page.url
    assert page.locator("#sign-out").count() == 0


def test_a_page_from_the_browsers_memory_is_loaded_again(page_of) -> None:
    page = page_of(LEAD)
    page.goto(TICC)

    with page.expect_navigation():
        page.evaluate(
            "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
        )

    assert page.url.endswith(TICC)
