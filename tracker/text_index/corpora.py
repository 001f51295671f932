"""Per-process cache of each programme's texts for similarity search, restricted to each sight.

All results for a person are computed from the restricted texts, as if there were no others.
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
from tracker.text_index.background import extensions_here, run_in_background
from tracker.text_index.queries import (
    count_texts,
    count_texts_since,
    references_in_sight,
    references_of,
    revision_of,
    texts_since,
)

log = logging.getLogger(__name__)

MAX_SYNCHRONOUS = 500
"""How many changed texts are loaded within a request (some 0.1 s); more load in a thread."""
MIN_REUSED, MIN_SHARE = 1000, 0.95
"""From how many texts on thresholds are reused, and down to which share of the current texts."""
MAX_SIGHTS = 32
"""How many sights are cached; each takes up to 2 MB."""


@dataclass(frozen=True)
class ProgrammeCorpus:
    """All texts of a programme at a revision."""

    revision: int
    corpus: Corpus


@dataclass(frozen=True)
class VisibleCorpus:
    """The texts within one sight; the same object until one of them changes."""

    revision: int
    whole: Corpus
    references: frozenset[str]
    corpus: Corpus
    thresholds: Thresholds
    measured: int
    """How many texts there were when the thresholds were computed."""


class CorpusCache:
    """The texts of each programme in this process, and an LRU of those within each sight."""

    def __init__(self) -> None:
        self._wholes: dict[int, ProgrammeCorpus] = {}
        self._visible: OrderedDict[Any, VisibleCorpus] = OrderedDict()
        self._loading: set[int] = set()
        self._lock = Lock()

    def within(self, sight: Sight) -> VisibleCorpus | None:
        """Return the texts within this sight, or None while they are loading."""
        whole = self._updated(sight.programme.id, sight.programme.revision)
        if whole is None:
            return None
        with self._lock:
            visible = self._visible.get(sight.key)
        if (
            visible is None
            or visible.revision != sight.programme.revision
            or visible.whole is not whole
        ):
            visible = _restricted(sight, whole, visible)
            with self._lock:
                self._visible[sight.key] = visible
                self._visible.move_to_end(sight.key)
                while len(self._visible) > MAX_SIGHTS:
                    self._visible.popitem(last=False)
        return visible

    def _updated(self, programme_id: int, revision: int) -> Corpus | None:
        cached = self._wholes.get(programme_id)
        if cached is not None and cached.revision == revision:
            return cached.corpus
        if cached is None or cached.revision > revision:  # A restore can set it back.
            cached = ProgrammeCorpus(-1, Corpus())
        if count_texts_since(programme_id, cached.revision) > MAX_SYNCHRONOUS:
            self._start_loading(programme_id)
            return None
        self._wholes[programme_id] = whole = _with_changes(cached, programme_id, revision)
        return whole.corpus

    def _start_loading(self, programme_id: int) -> None:
        """Load many texts in a thread, while requests go on without them."""
        with self._lock:
            if programme_id in self._loading:
                return
            self._loading.add(programme_id)
        run_in_background(self._load, programme_id)

    def _load(self, programme_id: int) -> None:
        try:
            revision = revision_of(programme_id)
            whole = _with_changes(ProgrammeCorpus(-1, Corpus()), programme_id, revision)
            db.session.rollback()
            self._wholes[programme_id] = whole
        except Exception:
            log.exception("The texts of programme %s could not be made ready", programme_id)
        finally:
            with self._lock:
                self._loading.discard(programme_id)


def _with_changes(cached: ProgrammeCorpus, programme_id: int, revision: int) -> ProgrammeCorpus:
    """Return the texts at this revision; the same corpus object if none of them changed."""
    changed = list(texts_since(programme_id, cached.revision))
    corpus = cached.corpus.with_texts(changed) if changed else cached.corpus
    if len(corpus) != count_texts(programme_id):
        corpus = corpus.restricted_to(references_of(programme_id))
    return ProgrammeCorpus(revision, corpus)


def _restricted(sight: Sight, whole: Corpus, before: VisibleCorpus | None) -> VisibleCorpus:
    references, revision = references_in_sight(sight), sight.programme.revision
    if before is not None and before.whole is whole and before.references == references:
        return replace(before, revision=revision)
    corpus = whole.restricted_to(references)
    if before is not None and _can_reuse_thresholds(before, references):
        thresholds, measured = before.thresholds, before.measured
    else:
        thresholds, measured = corpus.thresholds, len(corpus)
    return VisibleCorpus(revision, whole, references, corpus, thresholds, measured)


def _can_reuse_thresholds(before: VisibleCorpus, references: frozenset[str]) -> bool:
    """Return whether thresholds are still valid: many texts, none removed since, and few new.

    Computing them takes as long as 40 searches, too long for each change.
    """
    few_are_new = MIN_REUSED <= before.measured >= MIN_SHARE * len(references)
    return few_are_new and before.references <= references


def within(sight: Sight) -> VisibleCorpus | None:
    """Return the texts within this sight, or None while they are loading."""
    corpora = cast("CorpusCache", extensions_here().setdefault("cached_corpora", CorpusCache()))
    return corpora.within(sight)
