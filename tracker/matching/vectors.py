"""Vectors as they are stored: 512 small whole numbers each, one byte apiece.

Products of such numbers add up exactly in float32 (512 x 127 x 127 < 2 ** 24), so the same two
texts give the same cosine to the last bit, whichever machine or block works it out.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.matching.encoder import WIDTH, Encoder
from tracker.matching.words import DETAILS_LENGTH

Vector = NDArray[np.int8]
NOTHING: Final[Vector] = np.zeros(WIDTH, np.int8)
"""The vector of a text that has none yet: it is near nothing."""


def vectors_of(encoder: Encoder | None, texts: Sequence[tuple[str, str]]) -> list[Vector]:
    """Return the vector of each title with its details; without an encoder, of none.

    A vector is the title's and that of the title with the details' first 300 characters, added.
    """
    if encoder is None:
        return [NOTHING] * len(texts)
    wholes = [f"{title} {details[:DETAILS_LENGTH]}".strip() for title, details in texts]
    asked = list(dict.fromkeys([title for title, _ in texts] + wholes))
    row = {text: number for number, text in enumerate(asked)}
    found = encoder.encode(asked)
    return [
        _quantised(found[row[title]] + found[row[whole]]) if whole else NOTHING
        for (title, _), whole in zip(texts, wholes, strict=True)
    ]


def vector_of(encoder: Encoder | None, title: str, details: str = "") -> Vector:
    """Return the vector of one text."""
    return vectors_of(encoder, [(title, details)])[0]


def to_bytes(vector: Vector) -> bytes:
    """Return a vector as it is stored."""
    return vector.tobytes()


def from_bytes(stored: bytes | None) -> Vector:
    """Return a stored vector; one that is missing or of another width is near nothing.

    >>> int(from_bytes(None).any()), int(from_bytes(b"short").any())
    (0, 0)
    """
    if stored is None or len(stored) != WIDTH:
        return NOTHING
    return np.frombuffer(stored, np.int8)


def _quantised(numbers: NDArray[np.float32]) -> Vector:
    largest = float(np.max(np.abs(numbers)))
    if not np.isfinite(largest) or largest == 0:
        return NOTHING
    return np.asarray(np.rint(numbers * (127 / largest)), np.int8)
