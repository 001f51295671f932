"""Password strength estimate, as a number of guesses based on lists of passwords and words.

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
"""The minimum number of guesses, as a power of ten: list entries with a year or a sign stay below
10^8.1, and three unrelated words start above 10^10."""
MAX_LENGTH_CHECKED = 72
"""No list contains longer passwords, except repetitions and keyboard runs, which the caller has
refused."""
AMBIGUOUS_SIGNS = ("4@", "({[<", "69", "1!|", "17|", "$5", "+7")
"""Signs that zxcvbn reads as one letter, where there are several; it tries each against each."""
MAX_READINGS = 4
"""The maximum that digits alone can have."""
FULL_WIDTH_SIGNS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "@({[<!|$+%"})
"""Each sign as its full-width variant, which zxcvbn reads as no letter."""
_ONE_AT_A_TIME = Lock()


def is_guessable(text: str, names: Iterable[str] = ()) -> bool:
    """Return whether a lower-case password would be guessed from lists (dictionary attack).

    `names` are additional words that an attacker would try. The first call in a process loads the
    lists: a tenth of a second, and 13 MB of memory.
    """
    if not 0 < len(text) <= MAX_LENGTH_CHECKED:
        return not text
    return _guesses(text, list(names)) < MIN_GUESSES_LOG10


def _guesses(text: str, names: list[str]) -> float:
    """Return the estimated number of guesses of a text, as a power of ten."""
    readings = prod(max(1, len(set(signs) & set(text))) for signs in AMBIGUOUS_SIGNS)
    legible = text if readings <= MAX_READINGS else text.translate(FULL_WIDTH_SIGNS)
    with _ONE_AT_A_TIME:
        return float(_estimator()(legible, user_inputs=names)["guesses_log10"])


@cache
def _estimator() -> Callable[..., dict[str, Any]]:
    """Load zxcvbn lazily, when a password is chosen."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  See above.

    return zxcvbn  # type: ignore[no-any-return]
