"""Which rows of a block a corpus holds, and when blocks are put together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import MAX_ROWS, Block, Rows, merged
from tracker.matching.texts import Id

_SHARE_THAT_MAKES_ROOM: Final = 2


@dataclass(frozen=True)
class Piece:
    """A block, and which of its rows a corpus holds."""

    block: Block
    rows: Rows

    def __contains__(self, id_: object) -> bool:
        row = self.block.row_of.get(id_)  # type: ignore[call-overload]
        return row is not None and bool(self.rows[row])

    @cached_property
    def count(self) -> int:
        """How many rows are held."""
        return int(np.count_nonzero(self.rows))

    def vector(self, id_: Id) -> NDArray[np.int8]:
        """Return the vector of a text of the block."""
        return np.asarray(self.block.vectors[self.block.row_of[id_]])

    def lowest_draws(self, count: int) -> list[tuple[int, Id]]:
        """Return the held rows with the lowest draws, in no order; more where draws are equal."""
        held = np.flatnonzero(self.rows)
        draws = self.block.draws[held]
        if len(held) > count:
            lowest = draws <= np.partition(draws, count - 1)[count - 1]
            held, draws = held[lowest], draws[lowest]
        ids = [self.block.ids[row] for row in held.tolist()]
        return list(zip(draws.tolist(), ids, strict=True))


def whole(block: Block) -> Piece:
    """Return a block with all of its rows."""
    return Piece(block, np.ones(len(block), np.bool_))


def without(piece: Piece, ids: Collection[Id]) -> Piece:
    """Return a piece without some of its texts."""
    gone = [piece.block.row_of[id_] for id_ in ids if id_ in piece]
    if not gone:
        return piece
    rows = piece.rows.copy()
    rows[gone] = False
    return Piece(piece.block, rows)


def narrowed(piece: Piece, ids: Collection[Id]) -> Piece:
    """Return a piece with none but some of its texts."""
    wanted = np.fromiter((id_ in ids for id_ in piece.block.ids), np.bool_, len(piece.block))
    return Piece(piece.block, piece.rows & wanted)


def tidied(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the same rows in few blocks, of which each is more than twice the next.

    So a text that is added one by one is moved a few times at most, whatever the number.
    """
    tidy: list[Piece] = []
    for piece in pieces:
        if not piece.count:
            continue
        tidy.append(_shrunk(piece))
        while len(tidy) > 1 and _belong_together(tidy[-2], tidy[-1]):
            last, before = tidy.pop(), tidy.pop()
            tidy.append(whole(merged([(before.block, before.rows), (last.block, last.rows)])))
    return tidy


def _belong_together(before: Piece, last: Piece) -> bool:
    return before.count <= 2 * last.count and before.count + last.count <= MAX_ROWS


def _shrunk(piece: Piece) -> Piece:
    if piece.count * _SHARE_THAT_MAKES_ROOM > len(piece.block):
        return piece
    return whole(merged([(piece.block, piece.rows)]))
