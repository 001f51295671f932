"""What is left out cannot be worked out: a reader who knows the rule and the total tries to."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.editions.suppression import has_disclosive_count

THRESHOLD = 3


def believable(rows: int, total: int) -> Iterator[tuple[int, ...]]:
    """Yield every column that a reader could still believe in once it is left out.

    The reader knows how many unnamed obstacles there are in all, that each is in one row or in
    several, that the last row holds those without a category and so shares none with the others,
    and why a column is left out.
    """
    for column in product(range(total + 1), repeat=rows):
        *tagged, untagged = column
        rest = total - untagged
        is_possible = max(tagged) <= rest <= sum(tagged)
        if is_possible and has_disclosive_count(column, THRESHOLD):
            yield column


@given(st.integers(THRESHOLD, 8), st.integers(2, 4))
def test_no_number_of_a_column_left_out_can_be_worked_out(total: int, rows: int) -> None:
    columns = list(believable(rows, total))

    known = [place for place in range(rows) if len({column[place] for column in columns}) == 1]

    assert known == []


@pytest.mark.parametrize(
    ("column", "is_too_much"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([0, 0], False, id="nobody"),
        pytest.param([0, 3, 9], False, id="enough everywhere"),
        pytest.param([9, 1], True, id="one"),
        pytest.param([2, 9, 4], True, id="one below the threshold"),
    ],
)
def test_a_column_with_a_small_number_tells_too_much(
    column: list[int], *, is_too_much: bool
) -> None:
    assert has_disclosive_count(column, THRESHOLD) is is_too_much
