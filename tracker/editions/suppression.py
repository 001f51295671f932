"""Leave out numbers so small that they would tell who stays unnamed."""

from collections.abc import Sequence


def tells_too_much(counts: Sequence[int], threshold: int) -> bool:
    """Say whether a column of counts of unnamed obstacles holds one that is too small to show.

    Then the whole column goes, not the one number: a reader knows how many unnamed obstacles
    there are in all, and an obstacle of two categories lets numbers left out one by one be
    worked out from those beside them. A zero tells of nobody.

    >>> tells_too_much([0, 4, 1], threshold=3), tells_too_much([0, 4, 3], threshold=3)
    (True, False)
    """
    return any(0 < count < threshold for count in counts)
