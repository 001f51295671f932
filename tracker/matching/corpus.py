"""Corpus: the texts that one person may see, and similarity search among them.

A corpus is immutable: `with_texts`, `without` and `restricted_to` return another, which shares the
rows of the first. Its results depend on its texts and on nothing else: not on the corpus it was
restricted from, nor on the order in which texts were added and removed. So the corpus of a
programme may be cached once, and restricted to each sight.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tracker.matching.blocks import MAX_ROWS, Block, Rows, block_of
from tracker.matching.pieces import Piece, compacted, restricted, whole, without
from tracker.matching.scoring import (
    HUB_SHARE,
    Numbers,
    Query,
    Scores,
    hubs,
    score_before_hub,
    words_shared,
)
from tracker.matching.single_thread import single_thread
from tracker.matching.texts import Id, Text, TextMatch
from tracker.matching.thresholds import DEFAULT_THRESHOLDS, MIN_TEXTS, Thresholds, thresholds_of

_CANDIDATES: Final = 60
_SAMPLE: Final = 256
_OWN_QUERIES: Final = 40


class _Candidate(NamedTuple):
    match: TextMatch
    vector: NDArray[np.int8]


class Corpus:
    """A searchable set of texts; of two with one id, the later one wins."""

    def __init__(self, texts: Iterable[Text] = ()) -> None:
        self.pieces: tuple[Piece, ...] = _added((), texts)

    def __len__(self) -> int:
        return sum(piece.count for piece in self.pieces)

    def __contains__(self, id_: object) -> bool:
        return any(id_ in piece for piece in self.pieces)

    def with_texts(self, texts: Iterable[Text]) -> Self:
        """Return this corpus with texts added, replacing those with the same ids."""
        return self._of(_added(self.pieces, texts))

    def without(self, ids: Iterable[Id]) -> Self:
        """Return this corpus without some texts; unknown ids are ignored."""
        removed = frozenset(ids)
        return self._of([without(piece, removed) for piece in self.pieces])

    def restricted_to(self, ids: Iterable[Id]) -> Self:
        """Return the corpus of those texts only, as if the others had never existed."""
        wanted = frozenset(ids)
        return self._of([restricted(piece, wanted) for piece in self.pieces])

    def nearest(
        self, query: Text, count: int = 10, *, exclude: Collection[Id] = ()
    ) -> list[TextMatch]:
        """Return the texts nearest to `query`, the nearest first, at most `count`.

        The id of `query` is ignored; texts in `exclude` are not found.
        """
        return self._nearest(Query.of(query), count, exclude)

    @cached_property
    def thresholds(self) -> Thresholds:
        """The scores from which a match is worth showing, from the texts' own scores.

        Computed at the first access, which takes as long as some 40 searches.
        """
        if len(self) < MIN_TEXTS:
            return DEFAULT_THRESHOLDS
        drawn = self._drawn(_OWN_QUERIES)
        scores = []
        for piece in self.pieces:
            ids = [id_ for id_ in drawn if id_ in piece]
            queries = Query.of_rows(piece.block, [piece.block.row_of[id_] for id_ in ids])
            for id_, own in zip(ids, queries, strict=True):
                scores.append([match.score for match in self._nearest(own, 10, [id_])])
        return thresholds_of(scores)

    def _nearest(self, query: Query, count: int, exclude: Collection[Id]) -> list[TextMatch]:
        with single_thread():
            candidates = self._candidates(query, max(_CANDIDATES, 2 * count), exclude)
            found = self._with_hubs(candidates) if query.has_vector else candidates
        return sorted((candidate.match for candidate in found), key=_order)[:count]

    def _candidates(self, query: Query, count: int, exclude: Collection[Id]) -> list[_Candidate]:
        """Return the texts with the highest scores before the hub correction."""
        shared = words_shared(query, self.pieces)
        found: list[_Candidate] = []
        for piece, words in zip(self.pieces, shared, strict=True):
            scores = score_before_hub(query, piece.block, words)
            found += _highest(piece.block, scores, without(piece, exclude).rows, count)
        return sorted(found, key=lambda candidate: _order(candidate.match))[:count]

    def _with_hubs(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        if not candidates:
            return []
        positions, sample = self._sample
        own = np.array([positions.get(candidate.match.id, -1) for candidate in candidates], np.intp)
        vectors = np.array([candidate.vector for candidate in candidates], np.float32)
        corrections = (HUB_SHARE * hubs(vectors, sample, own)).tolist()
        return [
            candidate._replace(
                match=candidate.match._replace(score=candidate.match.score - correction)
            )
            for candidate, correction in zip(candidates, corrections, strict=True)
        ]

    @cached_property
    def _sample(self) -> tuple[dict[Id, int], Numbers]:
        """The sample of texts for the hub correction: the position of each id, and the vectors."""
        ids = self._drawn(_SAMPLE)
        vectors = [piece.vector(id_) for id_ in ids for piece in self.pieces if id_ in piece]
        return {id_: position for position, id_ in enumerate(ids)}, np.array(vectors, np.float32)

    def _drawn(self, count: int) -> list[Id]:
        """Return a deterministic sample of the texts, by the hash of their ids."""
        drawn = sorted(draw for piece in self.pieces for draw in piece.lowest_draws(count))
        return [id_ for _, id_ in drawn[:count]]

    @classmethod
    def _of(cls, pieces: Iterable[Piece]) -> Self:
        corpus = cls()
        corpus.pieces = tuple(piece for piece in pieces if piece.count)
        return corpus


def _added(pieces: tuple[Piece, ...], texts: Iterable[Text]) -> tuple[Piece, ...]:
    """Return the pieces with texts added, some thousands at a time."""
    rest = iter(texts)
    while some := {text.id: text for text in islice(rest, MAX_ROWS)}:
        others = [without(piece, some) for piece in pieces]
        pieces = tuple(compacted([*others, whole(block_of(list(some.values())))]))
    return pieces


def _order(match: TextMatch) -> tuple[float, Id]:
    return -match.score, match.id


def _highest(block: Block, scores: Scores, rows: Rows, count: int) -> Iterator[_Candidate]:
    """Yield the rows with at least the `count`th highest score, in no order."""
    open_rows = np.flatnonzero(rows)
    of_open = scores.scores[open_rows]
    if len(open_rows) > count:
        least = np.partition(of_open, -count)[-count]
        open_rows = open_rows[of_open >= least]
    for row in open_rows.tolist():
        match = TextMatch(
            block.ids[row],
            float(scores.scores[row]),
            float(scores.cosines[row]),
            float(scores.words[row]),
        )
        yield _Candidate(match, block.vectors[row])
