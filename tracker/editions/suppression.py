"""Disclosure control: suppress small counts that could reveal unnamed organisations."""

from collections.abc import Sequence


def has_disclosive_count(counts: Sequence[int], threshold: int) -> bool:
    """Return whether a column of counts of unnamed obstacles has one below the threshold.

    Then the whole column goes, not the one number: a reader knows how many unnamed obstacles
    there are in all, and an obstacle of two categories lets numbers left out one by one be
    worked out from those beside them. A zero tells of nobody.

    >>> is_low = has_disclosive_count([0, 4, 1], threshold=3)
    >>> is_low, has_disclosive_count([0, 4, 3], threshold=3)
    (True, False)
    """
    return any(0 < count < threshold for count in counts)
