"""When to show nothing: no fixed score carries over from one programme to the next.

A programme's own texts say what a score is worth in it. How high the fifth best match of a text
reaches is chance, for few texts have five true ones; so a bar lies where one text in ten reaches
by chance. "Very likely the same" lies where one text in ten has its best match.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from tracker.matching.texts import Match

MIN_TEXTS: Final = 20
"""With fewer texts than these, their own scores tell nothing."""

_ONE_IN_TEN: Final = 0.9
_BY_CHANCE: Final = 5
_COMPARED: Final = 10
_ABOVE_THE_REST: Final = 0.05


class Thresholds(NamedTuple):
    """The scores from which a match is worth showing, and is very likely the same."""

    shown: float
    likely: float


DEFAULT_THRESHOLDS: Final = Thresholds(shown=0.25, likely=0.5)
_LOWEST: Final = Thresholds(shown=0.15, likely=0.4)
_HIGHEST: Final = Thresholds(shown=0.45, likely=0.65)


def thresholds_of(scores: Sequence[Sequence[float]]) -> Thresholds:
    """Return the thresholds of a corpus, from the scores of each of its texts against the others.

    >>> thresholds_of([[0.6, 0.3, 0.3, 0.3, 0.2]] * 30)
    Thresholds(shown=0.2, likely=0.6)
    >>> thresholds_of([[0.9]]) == DEFAULT_THRESHOLDS
    True
    """
    if len(scores) < MIN_TEXTS:
        return DEFAULT_THRESHOLDS
    found = np.quantile(
        [[of_text[_BY_CHANCE - 1], of_text[0]] for of_text in scores], _ONE_IN_TEN, axis=0
    )
    shown, likely = np.clip(found, _LOWEST, _HIGHEST).tolist()
    return Thresholds(shown, likely)


def worth_showing(matches: Sequence[Match], thresholds: Thresholds, most: int = 5) -> list[Match]:
    """Return those of the ten nearest that reach the bar and stand out from the rest.

    Where there are fewer than ten, those that are not there count as far away: two texts in a new
    programme that say the same both stand out.

    >>> near, far = Match(1, 0.5, 0.6, 0.2), Match(2, 0.22, 0.3, 0.0)
    >>> [match.id for match in worth_showing([near, *[far] * 9], Thresholds(0.2, 0.6))]
    [1]
    """
    rest = sum(match.score for match in matches[1:_COMPARED]) / (_COMPARED - 1)
    floor = rest + _ABOVE_THE_REST
    return [match for match in matches[:most] if match.score >= max(thresholds.shown, floor)]
