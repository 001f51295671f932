import pytest

from tracker.graph.folding import Reach, Remainder
from tracker.graph.sharing import BarrierNode, OrganisationNode
from tracker.graph.spine import Disc
from tracker.insights.labels import (
    barrier_in_words,
    disc_in_words,
    name_of,
    row_in_words,
    states_in_words,
    title_of,
)
from tracker.models.labels import listed


def disc(organisation: OrganisationNode, barriers: int = 3, own: int = 0) -> Disc:
    return Disc(
        index=0,
        of=organisation,
        is_left=True,
        y=0,
        radius=9,
        lines=(),
        reach=Reach(barriers, own),
        number=barriers,
        shows_country=False,
    )


def test_states_are_counted_in_words_the_open_first() -> None:
    states = ["resolved", "open", "being-worked-on", "open"]

    assert states_in_words(states) == "open: 2, being worked on: 1, resolved: 1"


def test_an_organisation_says_what_it_meets_and_how_it_stands() -> None:
    kent = disc(OrganisationNode("k", "Kent", "United Kingdom"), own=1)

    said = disc_in_words(kent, ["open", "open"])

    assert said == "Kent, United Kingdom: 3 barriers. 1 not shared. open: 2"


def test_a_group_says_how_many_organisations_it_holds() -> None:
    group = OrganisationNode("Belgium", "Belgium", "Belgium", stands_for="country", members=23)

    assert disc_in_words(disc(group), ["open"]) == "Belgium: 3 barriers. 23 organisations"


def test_a_barrier_says_who_many_meet_it() -> None:
    barrier = BarrierNode("b", "Two sign-offs")

    assert barrier_in_words(barrier, 1, ["open"]) == "Two sign-offs: 1 organisation. open: 1"
    assert barrier_in_words(barrier, 2, []) == "Two sign-offs: 2 organisations"


def test_a_category_says_how_many_barriers_it_holds() -> None:
    category = BarrierNode("Law", "Law", "Law", stands_for="category", barriers=54)

    assert barrier_in_words(category, 12, ["open"]) == "Law: 12 organisations. 54 barriers"


@pytest.mark.parametrize(
    ("fewest", "most", "said"),
    [
        (2, 2, "12 more, shared by 2 organisations"),
        (2, 3, "12 more, shared by 2 or 3 organisations"),
        (2, 6, "12 more, shared by 2 to 6 organisations"),
    ],
)
def test_a_closed_row_says_what_it_holds(fewest, most, said) -> None:
    assert row_in_words(Remainder("Law", 12, fewest, most)) == said


def test_what_has_no_name_is_said_so() -> None:
    assert name_of(OrganisationNode("", "", stands_for="country")) == "not recorded"
    assert name_of(OrganisationNode("*", "", stands_for="others")) == "All others"
    assert title_of(BarrierNode("", "", stands_for="category")) == "No category"


def test_countries_are_joined_as_in_a_sentence() -> None:
    assert listed(["Belgium"]) == "Belgium"
    assert listed(["Belgium", "France"]) == "Belgium and France"
