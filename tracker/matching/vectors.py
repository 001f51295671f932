"""Quantised embeddings: 512 integers, one byte each.

Products of such numbers add up exactly in float32 (512 x 127 x 127 < 2 ** 24), so the same two
texts give the same cosine to the last bit, on every machine and in every block.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.matching.encoder import WIDTH, Encoder
from tracker.matching.words import DETAILS_LENGTH

Vector = NDArray[np.int8]
ZERO_VECTOR: Final[Vector] = np.zeros(WIDTH, np.int8)
"""The vector of a text without an embedding: it is similar to nothing."""


def vectors_of(encoder: Encoder | None, texts: Sequence[tuple[str, str]]) -> list[Vector]:
    """Return the vector of each title with its details; without an encoder, zero vectors.

    A vector is the title's and that of the title with the details' first 300 characters, added.
    """
    if encoder is None:
        return [ZERO_VECTOR] * len(texts)
    wholes = [f"{title} {details[:DETAILS_LENGTH]}".strip() for title, details in texts]
    texts_to_encode = list(dict.fromkeys([title for title, _ in texts] + wholes))
    row = {text: number for number, text in enumerate(texts_to_encode)}
    encoded = encoder.encode(texts_to_encode)
    return [
        _quantised(encoded[row[title]] + encoded[row[whole]]) if whole else ZERO_VECTOR
        for (title, _), whole in zip(texts, wholes, strict=True)
    ]


def vector_of(encoder: Encoder | None, title: str, details: str = "") -> Vector:
    """Return the vector of one text."""
    return vectors_of(encoder, [(title, details)])[0]


def to_bytes(vector: Vector) -> bytes:
    """Return a vector in its stored form."""
    return vector.tobytes()


def from_bytes(stored: bytes | None) -> Vector:
    """Return a stored vector; zero if it is missing or of another width.

    >>> int(from_bytes(None).any()), int(from_bytes(b"short").any())
    (0, 0)
    """
    if stored is None or len(stored) != WIDTH:
        return ZERO_VECTOR
    return np.frombuffer(stored, np.int8)


def _quantised(numbers: NDArray[np.float32]) -> Vector:
    largest = float(np.max(np.abs(numbers)))
    if not np.isfinite(largest) or largest == 0:
        return ZERO_VECTOR
    return np.asarray(np.rint(numbers * (127 / largest)), np.int8)
