"""At their beginning the two worlds answer everybody alike, and the owner's people otherwise."""

import pytest

from tests.integration.security.sequences.acts import Acts
from tests.integration.security.sequences.asking import everything
from tests.integration.security.sequences.comparing import LONG, Differed, compare_all
from tests.integration.security.sequences.people import VIEWERS


@pytest.mark.parametrize("viewer", VIEWERS)
def test_worlds_begin_alike(acts: Acts, viewer: str) -> None:
    share = 1 if LONG else len(VIEWERS)

    count = compare_all(acts.pair, viewer, share)

    assert count > len(everything(acts.pair)) / share / 2


@pytest.mark.parametrize("owner", ["kent", "medway"])
def test_the_owners_own_people_tell_the_worlds_apart(acts: Acts, owner: str) -> None:
    with pytest.raises(Differed):
        compare_all(acts.pair, owner)
