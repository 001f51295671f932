"""The texts that one person may see, and what lies near a text among them.

A corpus never changes: `with_texts`, `without` and `restricted_to` give another, which shares the
rows of the first. What it answers depends on the texts it holds and on nothing else: not on the
corpus it was narrowed from, nor on the order in which texts came and went. So the corpus of a
programme may be kept once, and narrowed to each sight.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import MAX_ROWS, Block, Rows, block_of
from tracker.matching.pieces import Piece, narrowed, tidied, whole, without
from tracker.matching.scoring import (
    HUB_SHARE,
    Asked,
    Numbers,
    Scores,
    hubs,
    score_before_hub,
    words_shared,
)
from tracker.matching.single_thread import single_thread
from tracker.matching.texts import Id, Match, Text
from tracker.matching.thresholds import DEFAULT_THRESHOLDS, MIN_TEXTS, Thresholds, thresholds_of

_CANDIDATES: Final = 60
_SAMPLE: Final = 256
_OWN_ASKED: Final = 40


class _Candidate(NamedTuple):
    match: Match
    vector: NDArray[np.int8]


class Corpus:
    """Texts to find among; of two with one id, the later one is held."""

    def __init__(self, texts: Iterable[Text] = ()) -> None:
        self.pieces: tuple[Piece, ...] = _added((), texts)

    def __len__(self) -> int:
        return sum(piece.count for piece in self.pieces)

    def __contains__(self, id_: object) -> bool:
        return any(id_ in piece for piece in self.pieces)

    def with_texts(self, texts: Iterable[Text]) -> Self:
        """Return this corpus with texts added, or put in place of those with the same ids."""
        return self._of(_added(self.pieces, texts))

    def without(self, ids: Iterable[Id]) -> Self:
        """Return this corpus without some texts; ids that it doesn't hold are passed over."""
        gone = frozenset(ids)
        return self._of([without(piece, gone) for piece in self.pieces])

    def restricted_to(self, ids: Iterable[Id]) -> Self:
        """Return the corpus of those texts alone, as if the others had never been."""
        wanted = frozenset(ids)
        return self._of([narrowed(piece, wanted) for piece in self.pieces])

    def nearest(
        self, query: Text, count: int = 10, *, exclude: Collection[Id] = ()
    ) -> list[Match]:
        """Return the texts nearest to `query`, the nearest first, at most `count`.

        The id of `query` plays no part; name in `exclude` what must not be found.
        """
        return self._nearest(Asked.of(query), count, exclude)

    @cached_property
    def thresholds(self) -> Thresholds:
        """The scores from which a match is worth showing here, as the texts' own tell.

        Worked out at the first call, which takes as long as some forty answers.
        """
        if len(self) < MIN_TEXTS:
            return DEFAULT_THRESHOLDS
        drawn = self._drawn(_OWN_ASKED)
        scores = []
        for piece in self.pieces:
            ids = [id_ for id_ in drawn if id_ in piece]
            asked = Asked.of_rows(piece.block, [piece.block.row_of[id_] for id_ in ids])
            for id_, own in zip(ids, asked, strict=True):
                scores.append([match.score for match in self._nearest(own, 10, [id_])])
        return thresholds_of(scores)

    def _nearest(self, asked: Asked, count: int, exclude: Collection[Id]) -> list[Match]:
        with single_thread():
            candidates = self._candidates(asked, max(_CANDIDATES, 2 * count), exclude)
            found = self._with_hubs(candidates) if asked.has_vector else candidates
        return sorted((one.match for one in found), key=_order)[:count]

    def _candidates(self, asked: Asked, count: int, exclude: Collection[Id]) -> list[_Candidate]:
        """Return those that score highest before hubs are taken off."""
        shared = words_shared(asked, self.pieces)
        found: list[_Candidate] = []
        for piece, words in zip(self.pieces, shared, strict=True):
            scores = score_before_hub(asked, piece.block, words)
            found += _highest(piece.block, scores, without(piece, exclude).rows, count)
        return sorted(found, key=lambda one: _order(one.match))[:count]

    def _with_hubs(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        if not candidates:
            return []
        places, sample = self._sample
        own = np.array([places.get(one.match.id, -1) for one in candidates], np.intp)
        vectors = np.array([one.vector for one in candidates], np.float32)
        lowered = (HUB_SHARE * hubs(vectors, sample, own)).tolist()
        return [
            one._replace(match=one.match._replace(score=one.match.score - hub))
            for one, hub in zip(candidates, lowered, strict=True)
        ]

    @cached_property
    def _sample(self) -> tuple[dict[Id, int], Numbers]:
        """The texts by which hubs are told, drawn by their ids: place of each, and vectors."""
        ids = self._drawn(_SAMPLE)
        vectors = [piece.vector(id_) for id_ in ids for piece in self.pieces if id_ in piece]
        return {id_: place for place, id_ in enumerate(ids)}, np.array(vectors, np.float32)

    def _drawn(self, count: int) -> list[Id]:
        """Return some texts by the draw of their ids: the same ones of the same texts."""
        drawn = sorted(draw for piece in self.pieces for draw in piece.lowest_draws(count))
        return [id_ for _, id_ in drawn[:count]]

    @classmethod
    def _of(cls, pieces: Iterable[Piece]) -> Self:
        corpus = cls()
        corpus.pieces = tuple(piece for piece in pieces if piece.count)
        return corpus


def _added(pieces: tuple[Piece, ...], texts: Iterable[Text]) -> tuple[Piece, ...]:
    """Return the pieces with texts taken in, some thousands at a time."""
    rest = iter(texts)
    while some := {text.id: text for text in islice(rest, MAX_ROWS)}:
        kept = [without(piece, some) for piece in pieces]
        pieces = tuple(tidied([*kept, whole(block_of(list(some.values())))]))
    return pieces


def _order(match: Match) -> tuple[float, Id]:
    return -match.score, match.id


def _highest(block: Block, scores: Scores, rows: Rows, count: int) -> Iterator[_Candidate]:
    """Yield the rows that score as high as the `count`th does, in no order."""
    open_rows = np.flatnonzero(rows)
    of_open = scores.scores[open_rows]
    if len(open_rows) > count:
        least = np.partition(of_open, -count)[-count]
        open_rows = open_rows[of_open >= least]
    for row in open_rows.tolist():
        match = Match(
            block.ids[row],
            float(scores.scores[row]),
            float(scores.cosines[row]),
            float(scores.words[row]),
        )
        yield _Candidate(match, block.vectors[row])
