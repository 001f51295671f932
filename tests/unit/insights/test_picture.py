from hypothesis import given

from tests.networks import COUNTRIES, Area, clashes, graphs, labels, parsed, shared_by_all
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.graph.spine import WIDTH, spine
from tracker.insights.picture import spine_picture


def address(kind: str, identity: str) -> str:
    return f"/{kind}/{identity}"


def draw(graph):
    return parsed(spine_picture(spine(graph), label="Who shares what", address=address))


def small():
    bodies = [OrganisationNode("k", "Kent", "UK"), OrganisationNode("e", "Emmaus & co", "Belgium")]
    met = [SharingEdge("k", "b", "open"), SharingEdge("e", "b", "resolved")]
    return sharing_graph(bodies, [BarrierNode("b", "Two <sign-offs>")], met)


@given(graphs())
def test_no_two_labels_overlap_and_none_is_cut_off(graph) -> None:
    root = draw(graph)

    found = labels(root)

    page = Area(0, 0, WIDTH, float(root.get("height")))
    assert clashes(found) == []
    assert [area.text for area in found if area.text.strip() and not page.contains(area)] == []


def test_long_names_beside_a_single_barrier_stand_clear_of_each_other() -> None:
    name = "Kent Community Health NHS Foundation Trust"
    bodies = [OrganisationNode(str(n), name, COUNTRIES[n % 3]) for n in range(14)]
    causes = [BarrierNode("b", "A cause")] + [BarrierNode(body.id, "Its own") for body in bodies]
    met = [SharingEdge(body.id, cause, "open") for body in bodies for cause in ("b", body.id)]

    root = draw(sharing_graph(bodies, causes, met))

    assert clashes(labels(root)) == []
    assert sum(label.text == "1 not shared" for label in labels(root)) == 14


@given(graphs())
def test_titles_and_numbers_stay_within_their_boxes(graph) -> None:
    for node in draw(graph).iter("a"):
        for box in node.findall("g/rect"):
            x, y = float(box.get("x")), float(box.get("y"))
            area = Area(x, y, x + float(box.get("width")), y + float(box.get("height")))
            assert all(area.contains(label) for label in labels(node) if label.text.strip())


@given(graphs())
def test_names_stand_clear_of_the_discs_and_boxes(graph) -> None:
    picture = spine(graph)
    shapes = [
        Area(disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius)
        for disc in picture.discs
    ]

    root = parsed(spine_picture(picture, label="", address=address))

    names = [
        label
        for node in root.iter("a")
        for label in labels(node)
        if node.find("g/circle") is not None
    ]
    outside = [label for label in names if not label.text.isdigit()]
    assert [label.text for label in outside for shape in shapes if shape.touches(label)] == []


@given(graphs())
def test_what_can_be_pressed_is_large_enough_and_apart(graph) -> None:
    areas = []
    for place, rect in enumerate(draw(graph).iter("rect")):
        if rect.get("class") in {"hit", "bx"}:
            x, y = float(rect.get("x")), float(rect.get("y"))
            width, height = float(rect.get("width")), float(rect.get("height"))
            areas.append(Area(x, y, x + width, y + height, str(place)))

    assert clashes(areas) == []
    assert all(area.right - area.left >= 24 <= area.bottom - area.top for area in areas)


def test_every_node_is_a_link_in_reading_order_with_its_number() -> None:
    nodes = draw(small()).findall("a")

    assert [node.get("href") for node in nodes] == [
        "/organisation/e",
        "/barrier/b",
        "/organisation/k",
    ]
    assert [node.get("data-n") for node in nodes] == ["0", "1", "2"]
    assert [node.get("data-column") for node in nodes] == ["0", "1", "2"]


def test_every_node_says_itself_in_words_and_under_the_pointer_and_is_read_once() -> None:
    for node in draw(small()).findall("a"):
        assert node.get("aria-label") == node.find("g/title").text
        assert [(part.tag, part.get("aria-hidden")) for part in node] == [("g", "true")]

    assert draw(small()).findall("a")[1].get("aria-label") == (
        "Two <sign-offs>: 2 organisations. open: 1, resolved: 1"
    )


def test_a_line_knows_both_its_ends_and_its_state_by_place_not_by_id() -> None:
    lines = draw(small()).find("g")

    assert [line.get("class") for line in lines] == ["l of-0 of-1", "l of-2 of-1"]
    assert [line.get("data-state") for line in lines] == ["resolved", "open"]
    assert lines.get("aria-hidden") == "true"


def test_every_line_ends_in_a_mark() -> None:
    lines = draw(shared_by_all(6, 8)).find("g")

    assert len(lines) == 48
    assert all([shape.tag for shape in line] == ["path", "rect"] for line in lines)


def test_headings_say_the_countries_of_each_side() -> None:
    heads = [text.text for text in draw(small()).findall("text")]

    assert heads == ["Belgium", "UK", "Shared barriers, those shared by most organisations first"]


def test_a_long_heading_starts_from_the_edge_and_one_beyond_measure_is_left_out() -> None:
    long, longest = (
        [OrganisationNode(str(n), "Body", f"{name} {n % 4}") for n in range(4)]
        for name in ("Bosnia and Herzegovina", "Bosnia and Herzegovina " * 3)
    )

    heads = draw(sharing_graph(long, [], [])).findall("text")

    assert [(text.get("x"), text.get("text-anchor")) for text in heads] == [
        ("4", "start"),
        ("1116", "end"),
    ]
    assert draw(sharing_graph(longest, [], [])).findall("text") == []


def test_one_country_is_no_news() -> None:
    heads = [text.text for text in draw(shared_by_all(4, 2, country="UK")).findall("text")]

    assert heads == ["Shared barriers, those shared by most organisations first"]


def test_a_page_may_hold_it_under_the_strictest_policy() -> None:
    markup = spine_picture(spine(shared_by_all(15, 20)), label="", address=address).markup

    assert " style=" not in markup
    assert " on" not in markup.replace(" one ", "")
    assert " id=" not in markup


def test_groups_say_how_many_of_them_meet_a_barrier() -> None:
    root = draw(shared_by_all(20, 2, country="UK", kind="delivery"))

    shares = [text.text for text in root.find("g").findall("text")]
    assert shares == ["7 of 7", "7 of 7"]


def test_a_closed_row_leads_to_its_category() -> None:
    rows = [
        node for node in draw(shared_by_all(2, 22)).findall("a") if node.get("class") == "nb more"
    ]

    assert rows[0].get("href") == "/category/Category 0"
    assert [text.text for text in rows[0].findall("g/text")] == [
        "Category 0",
        "2 more, shared by 2 organisations",
    ]


def test_many_barriers_are_told_by_category() -> None:
    root = draw(shared_by_all(2, 300))

    boxes = [node for node in root.findall("a") if node.get("class") == "nb"]
    assert [text.text for text in boxes[0].findall("g/text")] == ["2", "Category 0", "60 barriers"]
    assert boxes[0].get("href") == "/category/Category 0"


def test_equal_networks_give_equal_pictures() -> None:
    pictures = [spine_picture(spine(small()), label="", address=address).markup for _ in "12"]

    assert pictures[0] == pictures[1]
