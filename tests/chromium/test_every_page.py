"""Each page that somebody is led to shows the focus, takes large and widely spaced text, prints."""

from base64 import b64encode
from collections import defaultdict

import pytest
from playwright.sync_api import Locator, Page

from tests.chromium.walk import MEASURES, pages_of_each_kind

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WITH_A_SCROLL_BAR = {"width": 375, "height": 844}
"""A phone's width less the 15 px of a scroll bar that takes room."""
STARTS = {
    "lead@programme.example": "/programmes/ticc",
    "lead@kent.example": "/programmes/ticc",
    "funder@programme.example": "/programmes/ticc",
    "admin@tracker.example": "/administration",
    None: "/login",
}
PAPER = {"width": 718, "height": 1000}
"""What A4 leaves between its margins."""
PLAN = [
    (DESKTOP, ["focus", "dark", "spaced"]),
    (PHONE, ["focus", "sideways", "spaced", "doubled", "docks"]),
    (WITH_A_SCROLL_BAR, ["sideways"]),
]


@pytest.mark.parametrize("person", STARTS, ids=lambda person: person or "visitor")
def test_every_page_shows_the_focus_takes_large_text_and_prints(demo, page_of, person) -> None:
    page, start = page_of(person), STARTS[person]
    page.goto(start)
    faults: dict[str, list[str]] = defaultdict(list)
    pages = 0

    for address in pages_of_each_kind(demo, page, start):
        pages += 1
        for told, measured in measure(page).items():
            faults[told] += [f"{address} {fault}" for fault in measured]

    assert dict(faults) == {}
    assert pages > 3


def measure(page: Page) -> dict[str, list[str]]:
    """Return the faults of the page that is open, by measure and width; none where it has none."""
    found: dict[str, list[str]] = {}
    for size, measures in PLAN:
        page.set_viewport_size(size)
        page.keyboard.press("Tab")
        for name in measures:
            if faults := page.evaluate(f"measures.{name}()"):
                found[f"{name} at {size['width']}"] = faults
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    if faults := page.evaluate("measures.printed()"):
        found["printed"] = faults
    page.emulate_media(media="screen")
    return found


FAULTS = [
    ("focus", "button { outline: none !important }"),
    ("focus", "button { outline-color: #eee !important }"),
    ("focus", "a { clip-path: inset(50%) !important }"),
    (
        "focus",
        "main form { overflow: hidden } main .btn { width: 100%; outline-offset: 9px !important }",
    ),
    ("sideways", "h1 { width: 200vw }"),
    ("spaced", "h1 { height: 10px; overflow: hidden }"),
    ("printed", "h1 { width: 20px; overflow-wrap: anywhere }"),
    ("doubled", "h1 { height: 2rem; max-height: 40px; overflow: hidden }"),
]


@pytest.mark.parametrize(("measure", "rule"), FAULTS)
def test_the_measures_find_what_is_wrong(page_of, measure, rule) -> None:
    page = page_of(None, 390)
    page.goto("/login")
    page.emulate_media(media="print" if measure == "printed" else "screen")
    page.evaluate(MEASURES)
    page.keyboard.press("Tab")
    before = page.evaluate(f"measures.{measure}()")

    page.evaluate(f"measures.style({rule!r})")

    assert before == []
    assert page.evaluate(f"measures.{measure}()") != []


CHANGED = """async ([before, after]) => {
  const pixels = async (picture) => {
    const bitmap = await createImageBitmap(await (await fetch(picture)).blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")
    canvas.drawImage(bitmap, 0, 0)
    return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data
  }
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const shares = [0.2126, 0.7152, 0.0722]
  const luminance = (data, at) =>
    shares.reduce((sum, share, part) => sum + share * channel(data[at + part] / 255), 0)
  const [old, now] = [await pixels(before), await pixels(after)]
  let changed = 0
  for (let at = 0; at < old.length; at += 4) {
    const [low, high] = [luminance(old, at), luminance(now, at)].sort((a, b) => a - b)
    if ((high + 0.05) / (low + 0.05) >= 3) changed += 1
  }
  return changed
}"""
"""How many pixels of two pictures differ by a contrast of 3:1 or more."""
KINDS = [
    "main input[type=radio]",
    "main input[type=checkbox]",
    "main .btn-primary",
    "main .btn-line",
    "main summary",
    "main textarea",
    "main a",
]


def test_the_pixels_around_each_kind_of_control_change(page_of) -> None:
    page = page_of("lead@kent.example", dark=True)
    compare = page.context.new_page()
    page.goto("/programmes/ticc/obstacles/log")
    page.evaluate(MEASURES)
    page.evaluate("measures.open()")
    page.keyboard.press("Tab")
    shares = {}

    for kind in KINDS:
        control = page.locator(kind).last
        control.scroll_into_view_if_needed()
        before = picture_of(page, control)
        control.focus()
        changed = compare.evaluate(CHANGED, [before, picture_of(page, control)])
        page.evaluate("document.activeElement.blur()")
        box = control.bounding_box()
        shares[kind] = changed / (2 * 2 * (box["width"] + box["height"]))

    assert {kind: share for kind, share in shares.items() if share < 0.95} == {}


def picture_of(page: Page, control: Locator) -> str:
    """Return the control and 8 px around it, as an address of its data."""
    box = control.bounding_box()
    clip = {"x": box["x"] - 8, "y": box["y"] - 8}
    size = {"width": box["width"] + 16, "height": box["height"] + 16}
    picture = page.screenshot(clip=clip | size)
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def test_a_click_shows_the_focus_too(page_of) -> None:
    page = page_of("lead@kent.example")
    page.goto("/programmes/ticc/obstacles")
    box = page.locator("main input[type=checkbox]").first

    box.click()

    assert box.evaluate("element => getComputedStyle(element).outline").endswith("solid 3px")


@pytest.mark.parametrize("path", ["obstacles/log", "obstacles", "network", "people"])
def test_the_focus_shows_in_forced_colours(page_of, path) -> None:
    page = page_of("lead@kent.example")
    page.emulate_media(forced_colors="active")
    page.goto(f"/programmes/ticc/{path}")
    page.evaluate(MEASURES)

    page.keyboard.press("Tab")

    assert page.evaluate("measures.focus()") == []
