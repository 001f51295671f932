"""Estimate how many guesses a password withstands, by lists of passwords and words in use.

The lists come with zxcvbn: thirty thousand leaked passwords, the words of an encyclopaedia and of
films, names. Its matchers are called one by one: its own entry shares names between threads, cuts
at 72 characters, and takes seconds over letters swapped for look-alikes, of which whoever calls
this has taken care.
"""

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

ENOUGH = 9
"""Ten to this power of guesses: what is in a list, with a year or a sign, stays below 10^8.1 and
three words that have nothing to do with each other start above 10^10."""
PIECE = 72
"""A longer password is looked at in pieces: it is as hard to guess as the hardest of them."""


def is_guessable(text: str, names: Iterable[str] = ()) -> bool:
    """Say whether a password, in small letters, would be found by somebody who tries lists.

    `names` are words that such a person would try as well. The first call in a process loads the
    lists: a tenth of a second, and 13 MB that stay.
    """
    known = list(names)
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return all(_guesses(piece, known) < ENOUGH for piece in pieces)


def _guesses(text: str, names: list[str]) -> float:
    """Return the power of ten of the guesses that a piece withstands."""
    matching, scoring = _estimator()
    lists = matching.RANKED_DICTIONARIES | {"names": matching.build_ranked_dict(names)}
    matchers = (
        matching.dictionary_match,
        matching.reverse_dictionary_match,
        matching.spatial_match,
        matching.sequence_match,
        matching.regex_match,
        matching.date_match,
    )
    matches = [found for match in matchers for found in match(text, _ranked_dictionaries=lists)]
    matches.sort(key=lambda found: (found["i"], found["j"]))
    return math.log10(scoring.most_guessable_match_sequence(text, matches)["guesses"])


@cache
def _estimator() -> tuple[Any, Any]:
    """Load zxcvbn where a password is chosen; no page needs it."""
    from zxcvbn import matching, scoring  # noqa: PLC0415  See above.

    return matching, scoring
