"""The starting scheme and the published constructs it points to."""

from collections import Counter

import pytest

from tracker.categories.commands import (
    MAX_DEFINITION_LENGTH,
    MAX_EXAMPLES_LENGTH,
    MAX_NAME_LENGTH,
    slug_of,
)
from tracker.categories.scheme import constructs, starting_scheme
from tracker.fold import fold

UPPER = [kind for kind in starting_scheme() if not kind.parent]
LOWER = [kind for kind in starting_scheme() if kind.parent]


def test_it_has_two_levels_each_upper_one_before_its_own() -> None:
    seen: set[str] = set()

    for kind in starting_scheme():
        assert not kind.parent or kind.parent in seen
        seen.add(kind.slug)

    assert {kind.parent for kind in LOWER} == {kind.slug for kind in UPPER}


@pytest.mark.parametrize("kind", starting_scheme(), ids=lambda kind: kind.slug)
def test_each_says_what_belongs_there_and_gives_examples(kind) -> None:
    assert kind.definition.endswith(".")
    assert kind.examples
    assert len(kind.name) <= MAX_NAME_LENGTH
    assert len(kind.definition) <= MAX_DEFINITION_LENGTH
    assert len("\n".join(kind.examples)) <= MAX_EXAMPLES_LENGTH
    assert slug_of(kind.slug) == kind.slug


def test_no_name_and_no_address_stands_twice() -> None:
    for word in ("slug", "name"):
        counts = Counter(fold(getattr(kind, word)) for kind in starting_scheme())
        assert max(counts.values()) == 1


def test_what_the_texts_on_ticc_name_is_there() -> None:
    named = {
        "mismatch-of-goals",
        "performance-and-reporting",
        "regulation-and-inspection",
        "hierarchical-structures",
        "institutional-systems",
        "funding-and-commissioning",
        "it-and-data",
        "workforce-and-culture",
        "workforce-supply",
    }

    assert named <= {kind.slug for kind in LOWER}


def test_there_is_no_heap_for_the_rest() -> None:
    assert not {"other", "others", "miscellaneous"} & {kind.slug for kind in starting_scheme()}


def test_each_lower_one_points_to_a_published_construct_or_to_none_knowingly() -> None:
    pointed = {kind.slug: kind.construct for kind in LOWER}

    assert {slug for slug, construct in pointed.items() if construct is None} == {"external-events"}
    assert set(pointed.values()) - {None} <= set(constructs())
    assert not any(kind.construct for kind in UPPER)


def test_constructs_say_what_they_mean_and_where_they_belong() -> None:
    assert len(constructs()) == 40
    assert all(one.meaning and one.domain for one in constructs().values())
