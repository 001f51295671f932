import re
from base64 import b64encode
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

import tracker
from tests.networks import COUNTRIES, NAMES, TITLES
from tracker.graph.grid import DESKTOP, PHONE, grid
from tracker.graph.sharing import STATES, BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.graph.spine import spine
from tracker.insights.grid_picture import grid_picture
from tracker.insights.picture import spine_picture

STATIC = Path(tracker.__file__).parent / "static"
FACES = {
    "Public Sans": ("fontpkg_public_sans", "PublicSans[wght].ttf"),
    "Source Serif 4": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
}
TOOLS = """
<div data-network-tools hidden>
  <select data-network-filter="state"><option value=""></option><option>open</option></select>
  <select data-network-filter="organisation"><option value=""></option></select>
  <button data-network-zoom="in">+</button><button data-network-zoom="whole">0</button>
  <p data-network-said data-words="{shown} of {all}"></p>
</div>"""
MEASURE = """() => {
  const svg = document.querySelector("svg.net"), page = svg.getBoundingClientRect();
  const lines = [...svg.querySelectorAll("text")]
    .flatMap((text) => (text.children.length ? [...text.children] : [text]))
    .map((line) => [line.textContent, line.getBoundingClientRect()]);
  const cut = lines.filter(([, r]) =>
    r.left < page.left || r.right > page.right || r.top < page.top || r.bottom > page.bottom);
  const over = lines.flatMap(([a, r], i) => lines.slice(i + 1)
    .filter(([, q]) => Math.min(r.right, q.right) - Math.max(r.left, q.left) > 0
      && Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top) > 4.5)
    .map(([b]) => [a, b]));
  return { lines: lines.length, cut: cut.map(([a]) => a), over };
}"""


def network(organisations: int, barriers: int):
    random = Random(7)
    bodies = [
        OrganisationNode(
            str(n), NAMES[n % 4] + (f" {n}" if n > 3 else ""), COUNTRIES[n % 3], "delivery"
        )
        for n in range(organisations)
    ]
    causes = [BarrierNode(str(n), TITLES[n % 4], f"Category {n % 3}") for n in range(barriers)]
    met = [
        SharingEdge(body.id, cause.id, random.choice(STATES))
        for body in bodies
        for cause in causes
        if random.random() < 0.6
    ]
    return sharing_graph(bodies, causes, met)


def links(organisations: int = 4, barriers: int = 3):
    picture = spine(network(organisations, barriers))
    return spine_picture(picture, label="Who shares what", address="#{}-{}".format).markup


def rows(organisations: int, barriers: int, width: int):
    page = grid(network(organisations, barriers), width)
    return grid_picture(page, label="Who shares what", address="#{}-{}".format).markup


@pytest.fixture
def shown(browser):
    """Show a picture with the page's sheet, typefaces and script."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})

    def show(picture, width=1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(f"<figure data-network>{TOOLS}<div>{picture}</div></figure>")
        sheet = (STATIC / "app.css").read_text()
        page.add_style_tag(content=re.sub(r"@font-face \{[^}]*\}", "", sheet))
        for name, (package, file) in FACES.items():
            data = b64encode((files(package) / "files" / file).read_bytes()).decode()
            source = f"url(data:font/ttf;base64,{data})"
            page.evaluate(
                "([n, s]) => new FontFace(n, s, {weight: '200 900'}).load()"
                ".then((face) => document.fonts.add(face) && null)",
                [name, source],
            )
        page.add_script_tag(path=STATIC / "network.js")
        return page

    yield show
    page.close()


@pytest.mark.parametrize(
    ("picture", "width"),
    [
        pytest.param(links(14, 18), 1280, id="links"),
        pytest.param(links(30, 40), 1280, id="folded links"),
        pytest.param(rows(14, 18, DESKTOP), 1280, id="grid on a desktop"),
        pytest.param(rows(10, 12, PHONE), 390, id="grid on a phone"),
        pytest.param(rows(13, 12, PHONE), 390, id="narrow grid on a phone"),
    ],
)
def test_in_the_browser_no_label_overlaps_another_or_is_cut_off(shown, picture, width) -> None:
    found = shown(picture, width).evaluate(MEASURE)

    assert found["lines"] > 20
    assert (found["cut"], found["over"]) == ([], [])


def test_focus_lights_a_node_with_its_lines_and_fades_the_rest(shown) -> None:
    page = shown(links())

    page.locator("[data-n='0']").focus()

    lit = page.locator(".l.is-lit")
    assert lit.count() == page.locator(".l.of-0").count() > 0
    assert page.locator("svg.net.is-focused").count() == 1


def test_without_focus_or_hover_nothing_is_faded(shown) -> None:
    page = shown(links())
    page.locator("[data-n='0']").hover()

    page.mouse.move(0, 0)

    assert page.locator("svg.net.is-focused").count() == 0


def at(page) -> str:
    return page.evaluate("document.activeElement.dataset.n")


def test_arrows_go_down_a_column_and_along_a_line(shown) -> None:
    page = shown(links())
    page.locator("[data-n='0']").focus()

    page.keyboard.press("ArrowDown")
    assert at(page) == "1"
    page.keyboard.press("ArrowRight")
    across = at(page)

    assert page.locator(f"[data-n='{across}']").get_attribute("data-column") == "1"
    assert page.locator(f".l.of-1.of-{across}").count() == 1


def test_arrows_stop_at_the_edges(shown) -> None:
    page = shown(links())
    page.locator("[data-n='0']").focus()

    for key in ("ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)

    assert at(page) == "0"


def test_in_the_grid_arrows_go_along_the_heads_and_down_to_a_row(shown) -> None:
    page = shown(rows(4, 3, PHONE), 390)
    page.locator("[data-n='0']").focus()

    page.keyboard.press("ArrowRight")
    assert at(page) == "1"
    page.keyboard.press("ArrowDown")

    assert page.locator(f"[data-n='{at(page)}']").get_attribute("data-column") == "1"


def test_a_filter_leaves_the_marks_of_one_state_and_says_how_many(shown) -> None:
    page = shown(links())
    every, still = page.locator(".l").count(), page.locator(".l[data-state='open']").count()

    page.select_option("[data-network-filter='state']", "open")

    assert page.locator(".l:visible").count() == still < every
    assert page.locator("[data-network-said]").inner_text() == f"{still} of {every}"


def test_a_filter_leaves_the_lines_of_one_organisation(shown) -> None:
    page = shown(links())

    page.select_option("[data-network-filter='organisation']", "Emmaus")

    n = page.locator("[data-name='Emmaus']").get_attribute("data-n")
    assert page.locator(".l:visible").count() == page.locator(f".l.of-{n}").count() > 0


def test_the_picture_grows_within_its_frame_and_back(shown) -> None:
    page = shown(links())
    picture = page.locator("svg.net")
    whole = picture.bounding_box()["width"]

    page.click("[data-network-zoom='in']")
    grown = picture.bounding_box()["width"]
    page.click("[data-network-zoom='whole']")

    assert grown == pytest.approx(
        1.5 * page.locator("figure > div").last.bounding_box()["width"], 2
    )
    assert picture.bounding_box()["width"] == whole < grown


def test_without_the_script_the_tools_stay_out_of_sight(browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.set_content(f"<figure data-network>{TOOLS}<div>{links()}</div></figure>")

    assert not page.locator("[data-network-tools]").is_visible()
    assert page.locator("a[data-n]").first.is_visible()
    page.close()
