import networkx as nx

from tracker.graph.relief import circles_of_hindrance, obstacles_relieved_by


def test_what_something_else_holds_up_too_is_not_relieved() -> None:
    held = nx.DiGraph([("a", "c"), ("b", "c"), ("a", "d")])

    assert obstacles_relieved_by(held, "a") == {"d"}


def test_what_is_freed_is_not_yet_removed() -> None:
    assert obstacles_relieved_by(nx.DiGraph([("a", "b"), ("b", "c")]), "a") == {"b"}


def test_in_a_circle_each_relieves_the_next() -> None:
    circle = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a")])

    assert obstacles_relieved_by(circle, "c") == {"a"}


def test_what_holds_itself_up_neither_relieves_itself_nor_stays_held_for_that() -> None:
    held = nx.DiGraph([("a", "a"), ("a", "b"), ("b", "b")])

    assert obstacles_relieved_by(held, "a") == {"b"}


def test_an_unknown_obstacle_relieves_nothing() -> None:
    assert obstacles_relieved_by(nx.DiGraph(), "a") == set()


def test_circles_are_found_the_largest_first() -> None:
    held = nx.DiGraph([("a", "b"), ("b", "a"), ("c", "d"), ("d", "e"), ("e", "c"), ("e", "a")])

    assert circles_of_hindrance(held) == [{"c", "d", "e"}, {"a", "b"}]


def test_without_a_circle_there_is_none() -> None:
    assert circles_of_hindrance(nx.DiGraph([("a", "b"), ("a", "a")])) == []
