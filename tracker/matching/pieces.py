"""Pieces: the rows of a block that a corpus contains, and compaction of blocks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import MAX_ROWS, Block, Rows, merged
from tracker.matching.texts import Id

_MIN_FILL_DIVISOR: Final = 2


@dataclass(frozen=True)
class Piece:
    """A block with a mask of the rows that a corpus contains."""

    block: Block
    rows: Rows

    def __contains__(self, id_: object) -> bool:
        row = self.block.row_of.get(id_)  # type: ignore[call-overload]
        return row is not None and bool(self.rows[row])

    @cached_property
    def count(self) -> int:
        """The number of selected rows."""
        return int(np.count_nonzero(self.rows))

    def vector(self, id_: Id) -> NDArray[np.int8]:
        """Return the vector of a text of the block."""
        return np.asarray(self.block.vectors[self.block.row_of[id_]])

    def lowest_draws(self, count: int) -> list[tuple[int, Id]]:
        """Return the selected rows with the lowest draws, in no order; more if draws are equal."""
        rows = np.flatnonzero(self.rows)
        draws = self.block.draws[rows]
        if len(rows) > count:
            lowest = draws <= np.partition(draws, count - 1)[count - 1]
            rows, draws = rows[lowest], draws[lowest]
        ids = [self.block.ids[row] for row in rows.tolist()]
        return list(zip(draws.tolist(), ids, strict=True))


def whole(block: Block) -> Piece:
    """Return a block with all of its rows."""
    return Piece(block, np.ones(len(block), np.bool_))


def without(piece: Piece, ids: Collection[Id]) -> Piece:
    """Return a piece without some of its texts."""
    removed = [piece.block.row_of[id_] for id_ in ids if id_ in piece]
    if not removed:
        return piece
    rows = piece.rows.copy()
    rows[removed] = False
    return Piece(piece.block, rows)


def restricted(piece: Piece, ids: Collection[Id]) -> Piece:
    """Return a piece with only some of its texts."""
    wanted = np.fromiter((id_ in ids for id_ in piece.block.ids), np.bool_, len(piece.block))
    return Piece(piece.block, piece.rows & wanted)


def compacted(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the same rows in few blocks, of which each is more than twice the next.

    So texts that are added one by one are copied a few times at most (as in an LSM tree).
    """
    compact: list[Piece] = []
    for piece in pieces:
        if not piece.count:
            continue
        compact.append(_shrunk(piece))
        while len(compact) > 1 and _should_merge(compact[-2], compact[-1]):
            last, before = compact.pop(), compact.pop()
            compact.append(whole(merged([(before.block, before.rows), (last.block, last.rows)])))
    return compact


def _should_merge(before: Piece, last: Piece) -> bool:
    return before.count <= 2 * last.count and before.count + last.count <= MAX_ROWS


def _shrunk(piece: Piece) -> Piece:
    if piece.count * _MIN_FILL_DIVISOR > len(piece.block):
        return piece
    return whole(merged([(piece.block, piece.rows)]))
