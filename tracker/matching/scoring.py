"""How near two texts are, from their meaning and, within one language, from their words.

score = cosine - 0.4 hub + 0.4 (words - the words that such a cosine lets expect)

*hub* is how near a found text lies to everything: what is near all tells little by being near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import FINENESS, Block, Runs, language_of
from tracker.matching.pieces import Piece
from tracker.matching.texts import Text
from tracker.matching.vectors import from_bytes
from tracker.matching.words import parts_of

HUB_SHARE: Final = 0.4
WORDS_SHARE: Final = 0.4
_EXPECTED_FROM: Final = 0.2
_EXPECTED_RISE: Final = 0.8
NEIGHBOURS: Final = 10
_COMMON: Final = 10
_FEW: Final = 50

Numbers: TypeAlias = NDArray[np.float32]


class Scores(NamedTuple):
    """The rows of a block against a text."""

    scores: Numbers
    cosines: Numbers
    words: Numbers


@dataclass(frozen=True)
class Asked:
    """A text to ask with, laid out as the rows are."""

    vector: Numbers
    length: np.float32
    language: int
    parts: NDArray[np.int32]
    weights: Numbers

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return a text as it is asked with."""
        vector = from_bytes(text.vector).astype(np.float32)
        parts, weights = parts_of(text.title, text.details)
        length = np.sqrt(vector @ vector)
        return cls(vector, length, language_of(text), parts, weights)

    @classmethod
    def of_rows(cls, block: Block, rows: Sequence[int]) -> list[Self]:
        """Return some texts of a block as they are asked with."""
        return [
            cls(
                block.vectors[row].astype(np.float32),
                block.lengths[row] if block.vectors[row].any() else np.float32(0),
                int(block.languages[row]),
                *parts,
            )
            for row, parts in zip(rows, block.postings.parts_of_rows(rows), strict=True)
        ]

    @property
    def has_vector(self) -> bool:
        """Tell whether there is a vector; without one, words alone decide."""
        return bool(self.length)


def words_shared(asked: Asked, pieces: Sequence[Piece]) -> list[Numbers]:
    """Return for each row how much of the asked text's words it has, from 0 to 1.

    A part counts the more the fewer of the rows in `pieces` have it, and not at all where more
    than a tenth do.
    """
    runs = [piece.block.postings.runs_of(asked.parts) for piece in pieces]
    factors = _factors(asked, pieces, runs)
    whole = float(sum((factors * asked.weights).tolist()))
    shares = factors / (whole * FINENESS) if whole else factors
    return [
        _summed(piece.block, Runs(*(ends[shares > 0] for ends in of_piece)), shares[shares > 0])
        for piece, of_piece in zip(pieces, runs, strict=True)
    ]


def _summed(block: Block, runs: Runs, shares: NDArray[np.float64]) -> Numbers:
    entries = runs.entries()
    worth = np.repeat(shares, runs.lengths) * block.postings.weights[entries]
    sums = np.bincount(block.postings.rows[entries], weights=worth, minlength=len(block))
    return np.minimum(sums, 1).astype(np.float32)


def score_before_hub(asked: Asked, block: Block, shared: Numbers) -> Scores:
    """Return each row's score but for its hub.

    Between languages words count for nothing, unless words are all there is. Where a language is
    not known, words in common speak for a row, and their lack not against it.
    """
    if not asked.has_vector:
        return Scores(shared, np.zeros(len(block), np.float32), shared)
    cosines = block.dots(asked.vector) / (block.lengths * asked.length)
    expected = np.clip(_EXPECTED_RISE * (cosines - _EXPECTED_FROM), 0, 1)
    unknown = (block.languages == 0) | (asked.language == 0)
    same = block.languages == asked.language
    more = np.where(same & ~unknown, shared - expected, 0)
    more = np.where(unknown, np.maximum(shared - expected, 0), more)
    words = np.where(same | unknown, shared, np.float32(0))
    return Scores((cosines + WORDS_SHARE * more).astype(np.float32), cosines, words)


def hubs(vectors: Numbers, sample: Numbers, own: NDArray[np.intp]) -> Numbers:
    """Return the mean cosine of each vector to the ten of the sample that are nearest to it.

    `own` is the place of the vector itself in the sample, where it doesn't count, or -1.
    """
    lengths = np.outer(_lengths(vectors), _lengths(sample))
    cosines = (vectors @ sample.T) / lengths
    inside = np.flatnonzero(own >= 0)
    cosines[inside, own[inside]] = -np.inf
    others = np.minimum(len(sample) - (own >= 0), NEIGHBOURS)
    if len(sample) > NEIGHBOURS:
        cosines = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    nearest = -np.sort(-cosines, axis=1)
    counted = np.arange(nearest.shape[1]) < others[:, None]
    sums = np.where(counted, nearest, 0).sum(axis=1)
    return np.asarray(sums / np.maximum(others, 1), np.float32)


def _lengths(vectors: Numbers) -> Numbers:
    squares = np.einsum("ij,ij->i", vectors, vectors)
    return np.asarray(np.maximum(np.sqrt(squares), 1), np.float32)


def _factors(asked: Asked, pieces: Sequence[Piece], runs: Sequence[Runs]) -> NDArray[np.float64]:
    """Return what an entry of each part is worth: its weight in the question, times rarity²."""
    having = np.zeros(len(asked.parts), np.int64)
    for piece, of_piece in zip(pieces, runs, strict=True):
        having += _counts_held(piece, of_piece)
    held = sum(piece.count for piece in pieces)
    common = max(held / _COMMON, _FEW)
    rarities = [
        log(1 + (held + 1) / (many + 0.5)) ** 2 if many <= common else 0.0
        for many in having.tolist()
    ]
    return np.array(rarities) * asked.weights


def _counts_held(piece: Piece, runs: Runs) -> NDArray[np.int64]:
    if piece.count == len(piece.block):
        return runs.lengths
    held = piece.rows[piece.block.postings.rows[runs.entries()]]
    sums = np.concatenate([[0], np.cumsum(held)])
    ends = np.cumsum(runs.lengths)
    return np.asarray(sums[ends] - sums[ends - runs.lengths], np.int64)
