from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks import parsed
from tracker.graph.lettering import width_of
from tracker.insights.bars import NARROW, WIDE, Bar, bars

counts = st.integers(0, 20_000)
rows = st.lists(st.builds(Bar, st.text(max_size=40), counts, counts, counts), max_size=6)


def texts(root) -> list:
    return [element for element in root if element.tag == "text"]


@given(rows, st.sampled_from([WIDE, NARROW]))
def test_everything_stays_within_the_chart(given_rows, width: int) -> None:
    root = parsed(bars(given_rows, width=width))

    ends = [float(e.get("x")) + float(e.get("width")) for e in root if e.tag == "rect"]
    ends += [float(e.get("x")) + width_of(e.text or "", 14) for e in texts(root)]
    assert all(end <= width for end in ends)


@given(rows)
def test_no_two_numbers_of_a_row_overlap(given_rows) -> None:
    root = parsed(bars(given_rows, width=NARROW))

    lines: dict[float, list[tuple[float, float]]] = {}
    for text in texts(root):
        x = float(text.get("x"))
        lines.setdefault(float(text.get("y")), []).append((x, x + width_of(text.text or "", 14)))
    for line in lines.values():
        line.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(line))


def test_a_longer_bar_says_more() -> None:
    root = parsed(bars([Bar("few", 10, 0, 0), Bar("many", 30, 0, 0)], width=WIDE))

    few, many = (float(e.get("width")) for e in root if e.tag == "rect")
    assert many == pytest.approx(3 * few, rel=0.05)


def test_what_does_not_fit_stands_after_the_bar_beside_its_mark() -> None:
    root = parsed(bars([Bar("a", 400, 1, 2)], width=WIDE))

    classes = [e.get("class") for e in root]
    assert [e.text for e in texts(root)] == ["a", "400", "1", "2"]
    assert classes.index("g-s") > classes.index("b-i")


def test_a_row_without_anything_says_none() -> None:
    root = parsed(bars([Bar("European", 0, 0, 0)], width=WIDE))

    assert [e.text for e in texts(root)] == ["European", "none"]


def test_the_chart_is_told_in_words() -> None:
    root = parsed(bars([Bar("team", 2, 1, 0), Bar("national", 0, 0, 1)], width=WIDE))

    assert root.get("aria-label") == (
        "team: 2 still in the way, 1 no longer in the way. "
        "national: 0 still in the way, 0 no longer in the way, 1 accepted as immovable"
    )


def test_no_rows_make_an_empty_chart() -> None:
    assert len(parsed(bars([], width=WIDE))) == 0
