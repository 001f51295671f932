"""Keep each programme's texts ready to be compared, in this process, and narrowed to each sight.

All that a person is shown is worked out over the narrowed texts, as if there were no others.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, cast

from tracker.extensions import db
from tracker.matching.corpus import Corpus
from tracker.matching.thresholds import Thresholds
from tracker.sight.sight import Sight
from tracker.text_index.background import kept_here, run_in_background
from tracker.text_index.queries import (
    count_texts,
    count_texts_since,
    references_in_sight,
    references_of,
    revision_of,
    texts_since,
)

log = logging.getLogger(__name__)

AT_ONCE = 500
"""How many texts are taken up while a page waits: a tenth of a second's work."""
MANY, GROWTH = 1000, 0.95
"""From how many texts on thresholds are kept, and until which share of the texts they tell of."""
SIGHTS = 32
"""How many sights are kept; each takes up to two megabytes."""


@dataclass(frozen=True)
class Whole:
    """All texts of a programme, as they were at a revision."""

    revision: int
    corpus: Corpus


@dataclass(frozen=True)
class Narrowed:
    """The texts within one sight; the same object for as long as none of them changes."""

    revision: int
    whole: Corpus
    references: frozenset[str]
    corpus: Corpus
    thresholds: Thresholds
    barred: int
    """How many texts there were when the thresholds were worked out."""


class Corpora:
    """The texts of each programme in this process."""

    def __init__(self) -> None:
        self._wholes: dict[int, Whole] = {}
        self._narrowed: OrderedDict[Any, Narrowed] = OrderedDict()
        self._at_work: set[int] = set()
        self._lock = Lock()

    def within(self, sight: Sight) -> Narrowed | None:
        """Return the texts within this sight, or None while they are being made ready."""
        whole = self._brought_up(sight.programme.id, sight.programme.revision)
        if whole is None:
            return None
        with self._lock:
            kept = self._narrowed.get(sight.key)
        if kept is None or kept.revision != sight.programme.revision or kept.whole is not whole:
            kept = _narrowed(sight, whole, kept)
            with self._lock:
                self._narrowed[sight.key] = kept
                self._narrowed.move_to_end(sight.key)
                while len(self._narrowed) > SIGHTS:
                    self._narrowed.popitem(last=False)
        return kept

    def _brought_up(self, programme_id: int, revision: int) -> Corpus | None:
        kept = self._wholes.get(programme_id)
        if kept is not None and kept.revision == revision:
            return kept.corpus
        if kept is None or kept.revision > revision:  # A restore can take it back.
            kept = Whole(-1, Corpus())
        if count_texts_since(programme_id, kept.revision) > AT_ONCE:
            self._begin(programme_id)
            return None
        self._wholes[programme_id] = whole = _with_changes(kept, programme_id, revision)
        return whole.corpus

    def _begin(self, programme_id: int) -> None:
        """Take up many texts beside the requests, which go on without them meanwhile."""
        with self._lock:
            if programme_id in self._at_work:
                return
            self._at_work.add(programme_id)
        run_in_background(self._take_up, programme_id)

    def _take_up(self, programme_id: int) -> None:
        try:
            revision = revision_of(programme_id)
            whole = _with_changes(Whole(-1, Corpus()), programme_id, revision)
            db.session.rollback()
            self._wholes[programme_id] = whole
        except Exception:
            log.exception("The texts of programme %s could not be made ready", programme_id)
        finally:
            with self._lock:
                self._at_work.discard(programme_id)


def _with_changes(kept: Whole, programme_id: int, revision: int) -> Whole:
    """Bring texts up to this revision; the same object where none of them changed."""
    changed = list(texts_since(programme_id, kept.revision))
    corpus = kept.corpus.with_texts(changed) if changed else kept.corpus
    if len(corpus) != count_texts(programme_id):
        corpus = corpus.restricted_to(references_of(programme_id))
    return Whole(revision, corpus)


def _narrowed(sight: Sight, whole: Corpus, before: Narrowed | None) -> Narrowed:
    references, revision = references_in_sight(sight), sight.programme.revision
    if before is not None and before.whole is whole and before.references == references:
        return replace(before, revision=revision)
    corpus = whole.restricted_to(references)
    if before is not None and _is_barred_well(before, references):
        thresholds, barred = before.thresholds, before.barred
    else:
        thresholds, barred = corpus.thresholds, len(corpus)
    return Narrowed(revision, whole, references, corpus, thresholds, barred)


def _is_barred_well(before: Narrowed, references: frozenset[str]) -> bool:
    """Say whether thresholds still stand: of many texts none is out of sight by now, and few are new.

    To work them out takes as long as forty answers, too long to do it at each change.
    """
    few_are_new = MANY <= before.barred >= GROWTH * len(references)
    return few_are_new and before.references <= references


def within(sight: Sight) -> Narrowed | None:
    """Return the texts within this sight, or None while they are being made ready."""
    corpora = cast("Corpora", kept_here().setdefault("corpus_cache", Corpora()))
    return corpora.within(sight)
