"""Which texts within sight lie near to what somebody says."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from tracker.matching.corpus import Corpus
from tracker.matching.showing import worth_showing
from tracker.matching.texts import Match, Text
from tracker.sight.sight import Sight
from tracker.text_index.corpora import within
from tracker.text_index.encoding import numbers_of
from tracker.text_index.queries import texts_named
from tracker.text_index.texts import Said

COMPARED = 10


class Nearby(NamedTuple):
    """What lies near, nearest first."""

    found: list[Match]
    likely: frozenset[str]
    """The references of those that very likely say the same."""
    is_ready: bool = True
    """Whether this process has its texts ready yet."""


def near_to(
    sight: Sight, asked: Text, *, apart_from: Collection[str] = (), most: int = 5
) -> Nearby:
    """Return what within sight is worth showing beside these words; often nothing."""
    seen = within(sight)
    if seen is None:
        return Nearby([], frozenset(), is_ready=False)
    matches = seen.corpus.nearest(asked, COMPARED, apart_from=apart_from)
    found = worth_showing(matches, seen.bars, most)
    likely = frozenset(str(one.id) for one in found if one.score >= seen.bars.likely)
    return Nearby(found, likely)


def nearness(programme_id: int, reference: str, others: Collection[str]) -> dict[str, float]:
    """Return how near each of the others lies to a thing, by titles and, where kept, by meaning.

    The caller names only what the person may see: all of it plays a part, and nothing else does.
    """
    named = texts_named(programme_id, [reference, *others])
    texts = {text.id: replace(text, details="") for text in named}
    asked = texts.pop(reference, None)
    if asked is None:
        return {}
    return {str(one.id): one.score for one in Corpus(texts.values()).nearest(asked, len(texts))}


def as_query(said: Said) -> Text:
    """Return words to ask with, encoded once for all that is asked."""
    return Text("", said.title, said.details, vector=numbers_of([said])[0] or None)
