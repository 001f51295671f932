"""Suggest categories for a text (k-nearest neighbours and definitions); a person decides."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from tracker.matching.corpus import Corpus
from tracker.matching.texts import Id, Text

_NEIGHBOURS: Final = 12
_DEFINITION_SHARE: Final = 2


def suggest(
    query: Text,
    labelled: Corpus,
    categories_of: Mapping[Id, Collection[Id]],
    definitions: Corpus,
    count: int = 3,
) -> list[Id]:
    """Return the categories that `query` most likely belongs to, the likeliest first.

    `labelled` are texts within sight, without `query` itself, and `categories_of` maps each
    to its categories; `definitions` has a text for each category that may be suggested, under
    the category's id: its name, and its definition and examples as details.
    """
    points: defaultdict[Id, float] = defaultdict(float)
    for match in labelled.nearest(query, _NEIGHBOURS):
        for category in categories_of.get(match.id, ()):
            points[category] += max(match.score, 0)
    for match in definitions.nearest(query, len(definitions)):
        points[match.id] += _DEFINITION_SHARE * max(match.score, 0)
    likely = [category for category in points if points[category] and category in definitions]
    return sorted(likely, key=lambda category: (-points[category], category))[:count]
