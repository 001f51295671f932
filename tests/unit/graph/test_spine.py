from itertools import pairwise

import pytest
from hypothesis import given

from tests.counting import count_calls
from tests.networks import graphs, shared_by_all
from tracker.graph.lettering import widest_of, width_of
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.graph.spine import (
    BOX_LEFT,
    BOX_RIGHT,
    GAP,
    MARK,
    TITLE_LEFT,
    TITLE_SIZE,
    WIDTH,
    spine,
)


def test_a_wider_shared_barrier_stands_higher_with_a_larger_number() -> None:
    bodies = [OrganisationNode(str(n), f"Body {n}") for n in range(4)]
    met = [SharingEdge(str(n), "b", "open") for n in range(4)]
    met += [SharingEdge("0", "c", "open"), SharingEdge("1", "c", "open")]
    causes = [BarrierNode("c", "A cause"), BarrierNode("b", "Both sign")]

    wide, narrow = spine(sharing_graph(bodies, causes, met)).boxes

    assert (wide.organisations, narrow.organisations) == (4, 2)
    assert wide.y < narrow.y
    assert wide.height > narrow.height
    assert wide.number_size > narrow.number_size


@pytest.mark.parametrize("count", [2, 9, 23, 480, 1000])
def test_a_number_never_reaches_its_title(count) -> None:
    group = OrganisationNode("be", "Belgium", "Belgium", stands_for="country", members=count)
    met = [SharingEdge("be", "b", "open", organisations=count)]

    (box,) = spine(sharing_graph([group], [BarrierNode("b", "A cause")], met)).boxes

    number = width_of(str(count), box.number_size)
    assert number <= 2 * (TITLE_LEFT - BOX_LEFT - 26) - 10
    assert box.number_size >= 12


@given(graphs())
def test_a_title_set_wider_apart_stays_in_its_box(graph) -> None:
    lines = [line for box in spine(graph).boxes for line in box.lines]

    room = BOX_RIGHT - TITLE_LEFT
    assert [line for line in lines if widest_of(line, TITLE_SIZE, "serif") > room] == []


def test_nodes_are_numbered_left_then_middle_then_right() -> None:
    picture = spine(shared_by_all(4, 20))

    order = [*picture.left, *picture.boxes, *picture.rows, *picture.right]
    assert [node.index for node in order] == list(range(len(order)))


def test_what_nobody_shares_stays_out_of_the_middle() -> None:
    bodies = [OrganisationNode("k", "Kent")]

    picture = spine(
        sharing_graph(bodies, [BarrierNode("b", "A cause")], [SharingEdge("k", "b", "open")])
    )

    assert picture.boxes == ()
    assert picture.links == ()
    assert (picture.left[0].number, picture.left[0].reach.own) == (1, 1)


def test_the_country_stands_beneath_a_name_only_where_the_heading_leaves_it_open() -> None:
    countries = ("UK", "UK", "UK", "Belgium", "France")
    bodies = [OrganisationNode(str(n), f"Body {n}", country) for n, country in enumerate(countries)]

    picture = spine(sharing_graph(bodies, [], []))

    assert [disc.shows_country for disc in picture.left] == [False] * 3
    assert [disc.shows_country for disc in picture.right] == [True] * 2


def test_where_names_need_more_height_the_boxes_stand_halfway() -> None:
    picture = spine(shared_by_all(14, 1))

    (box,) = picture.boxes
    assert box.y == (picture.left[0].y + picture.left[-1].y) / 2


def test_an_empty_network_is_an_empty_picture() -> None:
    picture = spine(sharing_graph([], [], []))

    assert (picture.discs, picture.boxes, picture.rows, picture.links) == ((), (), (), ())


@given(graphs())
def test_each_pair_that_meets_has_one_line(graph) -> None:
    picture = spine(graph)

    pairs = [(link.disc.index, link.box.index) for link in picture.links]
    assert len(set(pairs)) == len(pairs)
    for box in picture.boxes:
        meeting = [link.organisations for link in picture.links if link.box is box]
        assert sum(meeting) == box.organisations


@given(graphs())
def test_boxes_stand_clear_of_each_other_and_hold_their_ports(graph) -> None:
    picture = spine(graph)

    middle = [*picture.boxes, *picture.rows]
    for upper, lower in pairwise(middle):
        assert lower.y - lower.height / 2 - (upper.y + upper.height / 2) >= GAP - 1e-6
    for link in picture.links:
        assert abs(link.port - link.box.y) + MARK <= link.box.height / 2


@given(graphs())
def test_ports_of_one_side_stand_apart_in_the_order_of_the_discs(graph) -> None:
    picture = spine(graph)

    for box in picture.boxes:
        for is_left in (True, False):
            side = [x for x in picture.links if x.box is box and x.disc.is_left == is_left]
            ranked = sorted(side, key=lambda link: link.disc.y)
            assert [link.port for link in ranked] == sorted(link.port for link in side)
            steps = [b.port - a.port for a, b in pairwise(ranked)]
            assert all(step >= 2 * MARK for step in steps)


@given(graphs())
def test_no_node_leaves_the_picture(graph) -> None:
    picture = spine(graph)

    for disc in picture.discs:
        assert disc.radius < disc.x < WIDTH - disc.radius
        assert disc.radius < disc.y < picture.height - disc.radius
    for box in [*picture.boxes, *picture.rows]:
        assert box.height / 2 < box.y < picture.height - box.height / 2


def test_eighteen_barriers_and_fourteen_organisations_are_laid_out_in_few_steps() -> None:
    graph = shared_by_all(14, 18)
    spine(graph)

    assert count_calls(lambda: spine(graph)) < 40_000
