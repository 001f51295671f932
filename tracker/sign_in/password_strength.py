"""Estimate how many guesses a password withstands, by lists of passwords and words in use.

The lists come with zxcvbn: thirty thousand leaked passwords, the words of an encyclopaedia and of
films, names. Of it only the public function is called, which has three limits: it shares names
between threads, so one thread calls it at a time; it takes 72 characters; and it tries each
reading of signs that stand for letters, which takes seconds where there are many.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import prod
from threading import Lock
from typing import Any

MIN_GUESSES_LOG10 = 9
"""Ten to this power of guesses: what is in a list, with a year or a sign, stays below 10^8.1 and
three words that have nothing to do with each other start above 10^10."""
MAX_LENGTH_CHECKED = 72
"""No list leads to a longer password, unless it repeats itself or runs along the keys, which
whoever calls this has ruled out."""
AMBIGUOUS_SIGNS = ("4@", "({[<", "69", "1!|", "17|", "$5", "+7")
"""Signs that zxcvbn reads as one letter, where there are several; it tries each against each."""
MAX_READINGS = 4
"""As many as digits alone can have."""
FULL_WIDTH_SIGNS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "@({[<!|$+%"})
"""Each sign as its full-width twin, which stands for no letter."""
_ONE_AT_A_TIME = Lock()


def is_guessable(text: str, names: Iterable[str] = ()) -> bool:
    """Say whether a password, in small letters, would be found by somebody who tries lists.

    `names` are words that such a person would try as well. The first call in a process loads the
    lists: a tenth of a second, and 13 MB that stay.
    """
    if not 0 < len(text) <= MAX_LENGTH_CHECKED:
        return not text
    return _guesses(text, list(names)) < MIN_GUESSES_LOG10


def _guesses(text: str, names: list[str]) -> float:
    """Return the power of ten of the guesses that a text withstands."""
    readings = prod(max(1, len(set(signs) & set(text))) for signs in AMBIGUOUS_SIGNS)
    legible = text if readings <= MAX_READINGS else text.translate(FULL_WIDTH_SIGNS)
    with _ONE_AT_A_TIME:
        return float(_estimator()(legible, user_inputs=names)["guesses_log10"])


@cache
def _estimator() -> Callable[..., dict[str, Any]]:
    """Load zxcvbn where a password is chosen; no page needs it."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  See above.

    return zxcvbn  # type: ignore[no-any-return]
