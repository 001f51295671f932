"""An encoder for tests: texts mean the same where they name the same thing, in any language."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.matching.encoder import WIDTH

TOPICS = (
    ("sign-off", "handtekening", "signature"),
    ("records", "dossiers"),
    ("travel", "reis", "trajet"),
)


class Topics:
    """Count how often each topic is named, and beside it how many letters there are."""

    def __init__(self, name: str = "topics") -> None:
        self.name = name
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, words in enumerate(TOPICS):
                row[place] = sum(text.lower().count(word) for word in words)
            row[len(TOPICS)] = 0.01
        return rows
