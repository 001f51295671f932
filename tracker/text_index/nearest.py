"""Similarity search: the nearest texts within sight."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text, TextMatch
from tracker.matching.thresholds import worth_showing
from tracker.sight.sight import Sight
from tracker.text_index.corpora import within
from tracker.text_index.encoding import encode_texts
from tracker.text_index.queries import texts_named
from tracker.text_index.texts import ComparableText

COMPARED = 10


class SimilarTexts(NamedTuple):
    """The most similar texts, nearest first."""

    found: list[TextMatch]
    likely: frozenset[str]
    """The references of those that very likely mean the same."""
    is_ready: bool = True
    """Whether this process has loaded its texts."""


def find_similar_texts(
    sight: Sight, query: Text, *, exclude: Collection[str] = (), limit: int = 5
) -> SimilarTexts:
    """Return the texts within sight that are worth showing for this query; often none."""
    visible = within(sight)
    if visible is None:
        return SimilarTexts([], frozenset(), is_ready=False)
    matches = visible.corpus.nearest(query, COMPARED, exclude=exclude)
    found = worth_showing(matches, visible.thresholds, limit)
    likely = frozenset(str(match.id) for match in found if match.score >= visible.thresholds.likely)
    return SimilarTexts(found, likely)


def similarity_scores(
    programme_id: int, reference: str, others: Collection[str]
) -> dict[str, float]:
    """Return the similarity of each of the others to a thing, by title and stored embedding.

    The caller names only what the person may see, because all of it affects the scores.
    """
    named = texts_named(programme_id, [reference, *others])
    texts = {text.id: replace(text, details="") for text in named}
    query = texts.pop(reference, None)
    if query is None:
        return {}
    matches = Corpus(texts.values()).nearest(query, len(texts))
    return {str(match.id): match.score for match in matches}


def as_query(text: ComparableText) -> Text:
    """Return the text as a query, encoded once for several searches."""
    return Text("", text.title, text.details, vector=encode_texts([text])[0] or None)
