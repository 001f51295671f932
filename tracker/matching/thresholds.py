"""Score thresholds for showing matches, computed for each corpus from its own scores.

No fixed score is valid for every programme. The score of the fifth best match of a text is chance,
because few texts have five true ones; so the threshold is what one text in ten reaches by chance.
"Very likely the same" is what one text in ten reaches with its best match.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from tracker.matching.texts import TextMatch

MIN_TEXTS: Final = 20
"""With fewer texts, their own scores are not significant."""

_ONE_IN_TEN: Final = 0.9
_BY_CHANCE: Final = 5
_COMPARED: Final = 10
_MIN_LEAD: Final = 0.05
_NEAR_SCORE: Final = 0.08
_NEAR_COSINE: Final = 0.15


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


def near_in_meaning(matches: Sequence[TextMatch]) -> list[TextMatch]:
    """Return the matches of a few words that are near in meaning.

    A few words are less similar to a text than another text is, so that fixed scores tell them from
    chance: in the demo's texts "wages" reaches 0.1 with what is about payment, and "pizza" 0.

    >>> near, hub = TextMatch(1, 0.1, 0.2, 0.0), TextMatch(2, 0.02, 0.4, 0.0)
    >>> [match.id for match in near_in_meaning([near, hub])]
    [1]
    """
    return [
        match for match in matches if match.score >= _NEAR_SCORE and match.cosine >= _NEAR_COSINE
    ]


def worth_showing(
    matches: Sequence[TextMatch], thresholds: Thresholds, limit: int = 5
) -> list[TextMatch]:
    """Return those of the ten nearest that reach the threshold and are well above the rest.

    If there are fewer than ten, the missing ones count as 0, so that two texts in a new programme
    that mean the same are found.

    >>> near, far = TextMatch(1, 0.5, 0.6, 0.2), TextMatch(2, 0.22, 0.3, 0.0)
    >>> [match.id for match in worth_showing([near, *[far] * 9], Thresholds(0.2, 0.6))]
    [1]
    """
    rest = sum(match.score for match in matches[1:_COMPARED]) / (_COMPARED - 1)
    minimum = rest + _MIN_LEAD
    return [match for match in matches[:limit] if match.score >= max(thresholds.shown, minimum)]
