"""Leave out numbers so small that they would tell who stays unnamed, and what betrays them."""

from collections.abc import Sequence


def suppressed(counts: Sequence[int], threshold: int) -> list[int | None]:
    """Return a column of counts of unnamed obstacles, None in place of each that is too small.

    Where a single one is too small, the next smallest goes with it: a reader who knows how many
    there are in all could otherwise work it out. A zero stays, for it tells of nobody. The
    caller counts what it adds up over what is shown.

    >>> suppressed([1, 4, 0, 6], threshold=3)
    [None, None, 0, 6]
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < threshold}
    if len(hidden) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        hidden.update(sorted(others, key=lambda place: counts[place])[:1])
    return [None if place in hidden else count for place, count in enumerate(counts)]
