"""Which texts within sight lie near to what somebody says."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from tracker.matching.corpus import Corpus
from tracker.matching.texts import Match, Text
from tracker.matching.thresholds import worth_showing
from tracker.sight.sight import Sight
from tracker.text_index.corpora import within
from tracker.text_index.encoding import encode_texts
from tracker.text_index.queries import texts_named
from tracker.text_index.texts import ComparableText

COMPARED = 10


class SimilarTexts(NamedTuple):
    """What lies near, nearest first."""

    found: list[Match]
    likely: frozenset[str]
    """The references of those that very likely say the same."""
    is_ready: bool = True
    """Whether this process has its texts ready yet."""


def find_similar_texts(
    sight: Sight, asked: Text, *, exclude: Collection[str] = (), most: int = 5
) -> SimilarTexts:
    """Return what within sight is worth showing beside these words; often nothing."""
    seen = within(sight)
    if seen is None:
        return SimilarTexts([], frozenset(), is_ready=False)
    matches = seen.corpus.nearest(asked, COMPARED, exclude=exclude)
    found = worth_showing(matches, seen.thresholds, most)
    likely = frozenset(str(one.id) for one in found if one.score >= seen.thresholds.likely)
    return SimilarTexts(found, likely)


def similarity_scores(programme_id: int, reference: str, others: Collection[str]) -> dict[str, float]:
    """Return how near each of the others lies to a thing, by titles and, where kept, by meaning.

    The caller names only what the person may see: all of it plays a part, and nothing else does.
    """
    named = texts_named(programme_id, [reference, *others])
    texts = {text.id: replace(text, details="") for text in named}
    asked = texts.pop(reference, None)
    if asked is None:
        return {}
    return {str(one.id): one.score for one in Corpus(texts.values()).nearest(asked, len(texts))}


def as_query(said: ComparableText) -> Text:
    """Return words to ask with, encoded once for all that is asked."""
    return Text("", said.title, said.details, vector=encode_texts([said])[0] or None)
