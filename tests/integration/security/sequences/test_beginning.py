"""At their beginning the two worlds answer everybody alike, and the owner's people otherwise."""

from time import perf_counter

import pytest

from tests.integration.security.sequences.acts import Acts
from tests.integration.security.sequences.comparing import Differed, compare_all
from tests.integration.security.sequences.people import VIEWERS


@pytest.mark.parametrize("viewer", VIEWERS)
def test_worlds_begin_alike(acts: Acts, viewer: str) -> None:
    begun = perf_counter()
    count = compare_all(acts.pair, viewer)
    print(viewer, count, perf_counter() - begun)
    assert count > 150


def test_the_owners_own_people_tell_the_worlds_apart(acts: Acts) -> None:
    with pytest.raises(Differed):
        compare_all(acts.pair, "kent")
