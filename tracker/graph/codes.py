"""Short codes for the heads of narrow columns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from tracker.graph.legible import legible

_LENGTH = 3
_SMALL = frozenset(
    {"and", "de", "der", "des", "du", "en", "et", "for", "la", "le", "of", "the", "van"}
)


def codes(names: Mapping[str, str]) -> dict[str, str]:
    """Return a code of two to four signs for each name, no two alike.

    Parameters
    ----------
    names
        The name of each id; equal names still get two codes.

    >>> codes({"1": "Kent County Council", "2": "Medway", "3": "Medical Group"})
    {'1': 'KCC', '2': 'MED', '3': 'MG'}
    >>> codes({"1": "ADMR", "2": "Admiral"})
    {'1': 'ADM', '2': 'ADI'}
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in names.items():
        given[key] = next(code for code in _proposals(name) if code not in taken)
        taken.add(given[key])
    return given


def _proposals(name: str) -> Iterator[str]:
    """Yield codes for one name, the best first, without end."""
    words = [word for word in re.findall(r"\w+", legible(name)) if word.casefold() not in _SMALL]
    letters = "".join(words).upper() or "X"
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 1:
        yield initials[:_LENGTH]
    yield letters[:_LENGTH]
    yield from _by_last_letter(letters)
    yield from (f"{letters[:2]}{number}" for number in count(2))


def _by_last_letter(letters: str) -> Iterable[str]:
    """Return the first two letters with each of the others behind."""
    return (letters[:2] + letter for letter in letters[_LENGTH:])
