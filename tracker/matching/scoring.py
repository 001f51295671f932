"""Similarity scores of texts, from embeddings and, within one language, from words.

score = cosine - 0.4 hub + 0.4 (words - the words expected at this cosine)

*hub* is the mean similarity of a found text to all texts: a hub is near everything, so its
similarity means little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import WEIGHT_SCALE, Block, Runs, language_of
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
    """The scores of the rows of a block for a query."""

    scores: Numbers
    cosines: Numbers
    words: Numbers


@dataclass(frozen=True)
class Query:
    """A query text in the same form as the rows."""

    vector: Numbers
    length: np.float32
    language: int
    parts: NDArray[np.int32]
    weights: Numbers

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return the query of a text."""
        vector = from_bytes(text.vector).astype(np.float32)
        parts, weights = parts_of(text.title, text.details)
        length = np.sqrt(vector @ vector)
        return cls(vector, length, language_of(text), parts, weights)

    @classmethod
    def of_rows(cls, block: Block, rows: Sequence[int]) -> list[Self]:
        """Return the queries of some texts of a block."""
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
        """Whether there is a vector; without one, words alone decide."""
        return bool(self.length)


def words_shared(query: Query, pieces: Sequence[Piece]) -> list[Numbers]:
    """Return for each row the share of the query's words that it has, from 0 to 1.

    The rarer a part is among the rows in `pieces`, the more it counts (as IDF); a part of more than
    a tenth of them doesn't count.
    """
    runs = [piece.block.postings.runs_of(query.parts) for piece in pieces]
    factors = _factors(query, pieces, runs)
    whole = float(sum((factors * query.weights).tolist()))
    shares = factors / (whole * WEIGHT_SCALE) if whole else factors
    return [
        _summed(piece.block, Runs(*(ends[shares > 0] for ends in of_piece)), shares[shares > 0])
        for piece, of_piece in zip(pieces, runs, strict=True)
    ]


def _summed(block: Block, runs: Runs, shares: NDArray[np.float64]) -> Numbers:
    entries = runs.entries()
    values = np.repeat(shares, runs.lengths) * block.postings.weights[entries]
    sums = np.bincount(block.postings.rows[entries], weights=values, minlength=len(block))
    return np.minimum(sums, 1).astype(np.float32)


def score_before_hub(query: Query, block: Block, shared: Numbers) -> Scores:
    """Return each row's score before the hub correction.

    Between languages words don't count, unless there are no vectors. If a language is unknown,
    shared words raise the score of a row, and missing ones don't lower it.
    """
    if not query.has_vector:
        return Scores(shared, np.zeros(len(block), np.float32), shared)
    cosines = block.dots(query.vector) / (block.lengths * query.length)
    expected = np.clip(_EXPECTED_RISE * (cosines - _EXPECTED_FROM), 0, 1)
    unknown = (block.languages == 0) | (query.language == 0)
    same = block.languages == query.language
    more = np.where(same & ~unknown, shared - expected, 0)
    more = np.where(unknown, np.maximum(shared - expected, 0), more)
    words = np.where(same | unknown, shared, np.float32(0))
    return Scores((cosines + WORDS_SHARE * more).astype(np.float32), cosines, words)


def hubs(vectors: Numbers, sample: Numbers, own: NDArray[np.intp]) -> Numbers:
    """Return the mean cosine of each vector to the ten of the sample that are nearest to it.

    `own` is the index of the vector itself in the sample, where it doesn't count, or -1.
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


def _factors(query: Query, pieces: Sequence[Piece], runs: Sequence[Runs]) -> NDArray[np.float64]:
    """Return the value of an entry of each part: its weight in the query, times rarity²."""
    frequencies = np.zeros(len(query.parts), np.int64)
    for piece, of_piece in zip(pieces, runs, strict=True):
        frequencies += _selected_counts(piece, of_piece)
    total = sum(piece.count for piece in pieces)
    common = max(total / _COMMON, _FEW)
    rarities = [
        log(1 + (total + 1) / (count + 0.5)) ** 2 if count <= common else 0.0
        for count in frequencies.tolist()
    ]
    return np.array(rarities) * query.weights


def _selected_counts(piece: Piece, runs: Runs) -> NDArray[np.int64]:
    if piece.count == len(piece.block):
        return runs.lengths
    is_selected = piece.rows[piece.block.postings.rows[runs.entries()]]
    sums = np.concatenate([[0], np.cumsum(is_selected)])
    ends = np.cumsum(runs.lengths)
    return np.asarray(sums[ends] - sums[ends - runs.lengths], np.int64)
