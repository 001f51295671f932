"""Blocks: an immutable inverted index and vectors of some thousands of texts.

Each row depends on its own text only, so corpora with different sights may share a block:
no row reveals anything of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tracker.matching.languages import detect_language
from tracker.matching.texts import Id, Text
from tracker.matching.vectors import from_bytes
from tracker.matching.words import Parts, parts_of

MAX_ROWS: Final = 1 << 13
WEIGHT_SCALE: Final = (1 << 16) - 1
"""The stored weight of a part that is the only one of its text."""
_CHUNK: Final = 512

Rows = NDArray[np.bool_]


class Runs(NamedTuple):
    """The start and end of the entries of each part, one run per part."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The number of entries of each run."""
        return self.ends - self.starts

    def entries(self) -> NDArray[np.int64]:
        """Return the index of every entry, run after run."""
        lengths = self.lengths
        shifts = self.starts - np.cumsum(lengths) + lengths
        return np.repeat(shifts, lengths) + np.arange(int(lengths.sum()))


@dataclass(frozen=True)
class Postings:
    """Posting lists: the rows that have a part, with its weight, one run of entries per part."""

    parts: NDArray[np.int32]
    starts: NDArray[np.int64]
    rows: NDArray[np.uint16]
    weights: NDArray[np.uint16]

    def runs_of(self, parts: NDArray[np.int32]) -> Runs:
        """Return the runs of entries of these parts."""
        if not len(self.parts):
            return Runs(np.zeros(len(parts), np.int64), np.zeros(len(parts), np.int64))
        positions = np.minimum(np.searchsorted(self.parts, parts), len(self.parts) - 1)
        starts = self.starts[positions]
        return Runs(
            starts, np.where(self.parts[positions] == parts, self.starts[positions + 1], starts)
        )

    def parts_of_rows(self, rows: Sequence[int]) -> list[Parts]:
        """Return the parts of some rows, with the weights that were indexed."""
        entries = np.flatnonzero(np.isin(self.rows, np.array(rows, np.uint16)))
        parts = self.parts[np.searchsorted(self.starts, entries, side="right") - 1]
        result = []
        for row in rows:
            of_row = self.rows[entries] == row
            weights = self.weights[entries[of_row]] / np.float32(WEIGHT_SCALE)
            result.append(Parts(parts[of_row], weights.astype(np.float32)))
        return result


@dataclass(frozen=True)
class Block:
    """The rows of some texts, in one order."""

    ids: tuple[Id, ...]
    draws: NDArray[np.uint32]
    """A hash of each id; the rows with the lowest ones are the sample of a corpus."""
    languages: NDArray[np.uint16]
    vectors: NDArray[np.int8]
    lengths: NDArray[np.float32]
    postings: Postings

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def row_of(self) -> dict[Id, int]:
        """The row of each id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def dots(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return each row's exact dot product with an integer vector."""
        out = np.empty(len(self), np.float32)
        wide = np.empty((min(_CHUNK, len(self)), self.vectors.shape[1]), np.float32)
        for start in range(0, len(self), _CHUNK):
            some = self.vectors[start : start + _CHUNK]
            np.copyto(wide[: len(some)], some)
            np.dot(wide[: len(some)], vector, out=out[start : start + len(some)])
        return out


def language_code(language: str) -> int:
    """Return a number for a language, 0 if it is unknown.

    >>> language_code("nl-BE") == language_code("nl"), language_code("")
    (True, 0)
    """
    return int.from_bytes(language[:2].lower().encode("ascii", "ignore")[:2], "big")


def language_of(text: Text) -> int:
    """Return the number of a text's language, detected from its words if it isn't given."""
    return language_code(text.language or detect_language(f"{text.title} {text.details}"[:200]))


def lengths_of(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return each row's length; the zero vector gets 1, so that its cosines are 0."""
    out = np.empty(len(vectors), np.float32)
    for start in range(0, len(vectors), _CHUNK):
        some = vectors[start : start + _CHUNK].astype(np.int32)
        out[start : start + _CHUNK] = np.sqrt((some * some).sum(axis=1))
    return np.maximum(out, 1)


def block_of(texts: Sequence[Text]) -> Block:
    """Return the block of at most `MAX_ROWS` texts."""
    vectors = np.stack([from_bytes(text.vector) for text in texts])
    packed = [_packed(row, parts_of(text.title, text.details)) for row, text in enumerate(texts)]
    return Block(
        ids=tuple(text.id for text in texts),
        draws=np.array([crc32(str(text.id).encode()) for text in texts], np.uint32),
        languages=np.array([language_of(text) for text in texts], np.uint16),
        vectors=vectors,
        lengths=lengths_of(vectors),
        postings=_postings(np.concatenate(packed)),
    )


def merged(pieces: Sequence[tuple[Block, Rows]]) -> Block:
    """Return one block of the selected rows of several."""
    blocks = [block for block, _ in pieces]
    masks = [rows for _, rows in pieces]
    starts = np.cumsum([0, *(int(rows.sum()) for rows in masks)])
    entries = [
        _moved(block.postings, rows, int(start))
        for block, rows, start in zip(blocks, masks, starts, strict=False)
    ]
    return Block(
        ids=tuple(
            block.ids[row] for block, rows in pieces for row in np.flatnonzero(rows).tolist()
        ),
        draws=np.concatenate([block.draws[rows] for block, rows in pieces]),
        languages=np.concatenate([block.languages[rows] for block, rows in pieces]),
        vectors=np.concatenate([block.vectors[rows] for block, rows in pieces]),
        lengths=np.concatenate([block.lengths[rows] for block, rows in pieces]),
        postings=_postings(np.concatenate(entries)),
    )


def _packed(row: int, parts: Parts) -> NDArray[np.int64]:
    """Return each part, row and weight packed into one integer, which sorts fastest."""
    weights = np.rint(parts.weights * WEIGHT_SCALE).astype(np.int64)
    return (parts.numbers.astype(np.int64) << 32) | (row << 16) | weights


def _moved(postings: Postings, rows: Rows, start: int) -> NDArray[np.int64]:
    is_selected = rows[postings.rows]
    moved = start + np.cumsum(rows, dtype=np.int64) - 1
    parts = np.repeat(postings.parts, np.diff(postings.starts))[is_selected].astype(np.int64)
    entries = parts << 32 | moved[postings.rows[is_selected]] << 16
    return np.asarray(entries | postings.weights[is_selected], np.int64)


def _postings(packed: NDArray[np.int64]) -> Postings:
    packed.sort()
    parts = (packed >> 32).astype(np.int32)
    starts = np.flatnonzero(np.diff(parts, prepend=np.int32(-1)))
    return Postings(
        parts=parts[starts],
        starts=np.append(starts, len(packed)).astype(np.int64),
        rows=(packed >> 16 & 0xFFFF).astype(np.uint16),
        weights=(packed & 0xFFFF).astype(np.uint16),
    )
