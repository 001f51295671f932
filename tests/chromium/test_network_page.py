"""The network's page in a browser: nothing overlaps, everything leads somewhere, tables sort."""

import pytest

LEAD = "lead@programme.example"
NETWORK = "/programmes/ticc/network"
OVERLAPS = """() => {
  const svg = [...document.querySelectorAll("svg.net")].find((one) => one.checkVisibility());
  const lines = [...svg.querySelectorAll("text")]
    .flatMap((text) => (text.children.length ? [...text.children] : [text]))
    .map((line) => [line.textContent, line.getBoundingClientRect()]);
  return lines.flatMap(([a, r], i) => lines.slice(i + 1)
    .filter(([, q]) => Math.min(r.right, q.right) - Math.max(r.left, q.left) > 0
      && Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top) > 4.5)
    .map(([b]) => [a, b]));
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("asked", ["", "?view=grid", "?shared-by=3"])
def test_no_two_labels_overlap(page_of, width: int, asked: str) -> None:
    page = page_of(LEAD, width)
    page.goto(NETWORK + asked)
    page.evaluate("document.fonts.ready")

    assert page.evaluate(OVERLAPS) == []


def test_a_phone_gets_the_grid_alone(page_of) -> None:
    page = page_of(LEAD, 390)
    page.goto(NETWORK)

    assert page.locator("svg.net:visible").count() == 1
    assert page.locator("svg.net.lines").is_visible()


def test_a_barrier_in_the_picture_opens_its_page(page_of) -> None:
    page = page_of(LEAD)
    page.goto(NETWORK)
    barrier = page.locator("svg.net:not(.lines) a.nb").first

    words = barrier.get_attribute("aria-label")
    barrier.click()
    page.wait_for_url("**/barriers/*")

    assert page.locator("h1").inner_text() in words


def test_the_table_sorts_by_its_columns(page_of) -> None:
    page = page_of(LEAD)
    page.goto(NETWORK)
    head = page.locator("#table th", has_text="Organisations")
    numbers = page.locator("#table tbody tr td.big")

    told = {}
    for _press in range(2):
        head.locator("button").click()
        told[head.get_attribute("aria-sort")] = numbers.all_inner_texts()

    assert told["ascending"] == sorted(told["descending"], key=int)
    assert told["descending"] == sorted(told["ascending"], key=int, reverse=True)


def test_another_level_is_asked_for_at_once(page_of) -> None:
    page = page_of(LEAD)
    page.goto(NETWORK)

    page.locator("#level").select_option("national")
    page.wait_for_url("**level=national**")

    assert page.locator("#level").input_value() == "national"


def test_paper_gets_the_whole_picture(page_of) -> None:
    page = page_of(LEAD, 794)
    page.goto(NETWORK)

    page.emulate_media(media="print")

    assert page.locator("svg.net:not(.lines)").is_visible()
    assert not page.locator("svg.net.lines").is_visible()


def test_a_node_is_read_once(page_of) -> None:
    page = page_of(LEAD)
    page.goto(NETWORK)
    session = page.context.new_cdp_session(page)

    tree = session.send("Accessibility.getFullAXTree")["nodes"]

    node = page.locator("svg.net .nb").first.get_attribute("aria-label")
    named = [one for one in tree if one.get("name", {}).get("value") == node]
    assert [one["role"]["value"] for one in named] == ["link"]
    assert [one.get("description", {}).get("value", "") for one in named] == [""]
    assert [child for one in named for child in one["childIds"] if shown(tree, child)] == []


def shown(tree: list, number: str) -> bool:
    return any(one["nodeId"] == number and not one["ignored"] for one in tree)
