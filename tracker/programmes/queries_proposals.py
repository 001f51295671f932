"""Propose a web address and a reference prefix that no programme has, from a programme's name."""

import re
from collections.abc import Callable
from itertools import count

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import hyphenated, sort_key
from tracker.models import Programme
from tracker.models.programme import PREFIX_LENGTH, SLUG_LENGTH


def proposed_slug(name: str) -> str:
    """Return a free web address made of the name, or "" if the name has no Latin letters."""
    words = hyphenated(sort_key(name))
    return _free(
        Programme.slug, lambda end: _shortened(words, SLUG_LENGTH, f"-{end}" if end else "")
    )


def proposed_prefix(name: str) -> str:
    """Return a free prefix: the name if it is one short word, else the first letters of its words.

    Capital letters and digits only; "" if the name has no Latin letters.
    """
    words = re.findall(r"[A-Z0-9]+", hyphenated(sort_key(name)).upper())
    letters = words[0] if len(words) == 1 else "".join(word[0] for word in words)
    return _free(Programme.prefix, lambda end: _shortened(letters, PREFIX_LENGTH, end))


def _shortened(text: str, length: int, ending: str) -> str:
    return text[: length - len(ending)].strip("-") + ending if text else ""


def _free(column: sa.orm.InstrumentedAttribute[str], variant: Callable[[str], str]) -> str:
    """Return the first variant that is free: without an ending, then with 2, 3 and so on."""
    taken = set(db.session.scalars(sa.select(column)))
    endings = ("" if number == 1 else str(number) for number in count(1))
    return next(text for ending in endings if (text := variant(ending)) not in taken)
