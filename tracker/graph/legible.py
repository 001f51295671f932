"""Sanitise text for XML files and pictures."""

import re

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"
)


def legible(text: str) -> str:
    r"""Return `text` on one line, without the characters that XML forbids.

    Characters that change the writing direction are removed too: cut by a line's end, one of
    them would affect all that follows.

    >>> legible("Two\x07 doors,\n  one\u202e key")
    'Two doors, one key'
    """
    return " ".join(_FORBIDDEN.sub("", text).split())
