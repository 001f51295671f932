import pytest

from tracker.insights.criteria import NetworkAsked, asked_for
from tracker.models.vocabulary import Kind, Level


def test_nothing_asked_is_everything_as_links() -> None:
    assert asked_for({}) == NetworkAsked()
    assert NetworkAsked().address == ""


@pytest.mark.parametrize(
    ("parameters", "asked"),
    [
        ({"view": "grid"}, NetworkAsked(view="grid")),
        ({"view": "hairball"}, NetworkAsked()),
        ({"level": "local-system"}, NetworkAsked(level=Level.LOCAL_SYSTEM)),
        ({"level": "LOCAL-SYSTEM"}, NetworkAsked()),
        ({"shared-by": "5"}, NetworkAsked(shared_by=5)),
        ({"shared-by": "1"}, NetworkAsked()),
        ({"shared-by": "100"}, NetworkAsked(shared_by=99)),
        ({"shared-by": "²"}, NetworkAsked()),
        ({"country": "fr"}, NetworkAsked(country="FR")),
        ({"kind": "lead"}, NetworkAsked(kind=Kind.LEAD)),
        ({"page": "0", "across": "-4"}, NetworkAsked()),
        ({"page": "3", "across": "2"}, NetworkAsked(page=3, across=2)),
    ],
)
def test_what_nobody_knows_counts_as_not_asked(
    parameters: dict[str, str], asked: NetworkAsked
) -> None:
    assert asked_for(parameters) == asked


def test_an_address_asks_the_same_again() -> None:
    asked = NetworkAsked(
        view="grid", level=Level.TEAM, shared_by=4, category="money", country="FR", page=2
    )

    address = asked.address

    pairs = dict(pair.split("=") for pair in address.removeprefix("?").split("&"))
    assert asked_for(pairs) == asked


def test_another_layout_begins_at_its_first_page() -> None:
    asked = NetworkAsked(level=Level.TEAM, page=3, across=2)

    assert asked.seen_as("grid") == NetworkAsked(level=Level.TEAM, view="grid")


def test_within_a_country_the_other_filters_stay() -> None:
    asked = NetworkAsked(view="grid", level=Level.TEAM, page=3)

    assert asked.within(country="BE") == NetworkAsked(view="grid", level=Level.TEAM, country="BE")


def test_everywhere_takes_off_country_and_kind_alone() -> None:
    asked = NetworkAsked(level=Level.TEAM, country="BE", kind=Kind.LEAD, page=2)

    assert asked.everywhere() == NetworkAsked(level=Level.TEAM)


def test_cleared_filters_keep_the_layout() -> None:
    asked = NetworkAsked(view="grid", level=Level.TEAM)

    assert asked.is_narrowed
    assert not asked.unnarrowed().is_narrowed
    assert asked.unnarrowed().view == "grid"
