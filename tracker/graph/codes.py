"""Short codes for the headings of narrow columns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from tracker.graph.legible import legible

_CODE_LENGTH = 3
_STOP_WORDS = frozenset(
    {"and", "de", "der", "des", "du", "en", "et", "for", "la", "le", "of", "the", "van"}
)


def codes(names: Mapping[str, str]) -> dict[str, str]:
    """Return a unique code of two to four characters for each name.

    Parameters
    ----------
    names
        The name of each id; equal names still get two codes.

    >>> codes({"1": "Kent County Council", "2": "Medway", "3": "Medical Group"})
    {'1': 'KCC', '2': 'MED', '3': 'MG'}
    >>> codes({"1": "ADMR", "2": "Admiral"})
    {'1': 'ADM', '2': 'ADI'}
    """
    result: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in names.items():
        result[key] = next(code for code in _proposals(name) if code not in taken)
        taken.add(result[key])
    return result


def _proposals(name: str) -> Iterator[str]:
    """Yield candidate codes for one name, the best first, without end."""
    words = [
        word for word in re.findall(r"\w+", legible(name)) if word.casefold() not in _STOP_WORDS
    ]
    letters = "".join(words).upper() or "X"
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 1:
        yield initials[:_CODE_LENGTH]
    yield letters[:_CODE_LENGTH]
    yield from _by_last_letter(letters)
    yield from (f"{letters[:2]}{number}" for number in count(2))


def _by_last_letter(letters: str) -> Iterable[str]:
    """Return the first two letters with each of the others after them."""
    return (letters[:2] + letter for letter in letters[_CODE_LENGTH:])
