import pytest

from tracker.insights.criteria import NetworkCriteria, parse_criteria
from tracker.models.vocabulary import Kind, Level
from tracker.sight.catalogue import Catalogue, CategoryEntry


def test_nothing_asked_is_everything_as_links() -> None:
    assert parse_criteria({}) == NetworkCriteria()
    assert NetworkCriteria().query_string == ""


@pytest.mark.parametrize(
    ("parameters", "asked"),
    [
        ({"view": "grid"}, NetworkCriteria(view="grid")),
        ({"view": "hairball"}, NetworkCriteria()),
        ({"level": "local-system"}, NetworkCriteria(level=Level.LOCAL_SYSTEM)),
        ({"level": "LOCAL-SYSTEM"}, NetworkCriteria(level=Level.LOCAL_SYSTEM)),
        ({"level": "village"}, NetworkCriteria(unknown=(("level", "village"),))),
        ({"shared-by": "5"}, NetworkCriteria(shared_by=5)),
        ({"shared-by": "1"}, NetworkCriteria()),
        ({"shared-by": "100"}, NetworkCriteria(shared_by=100)),
        ({"shared-by": "²"}, NetworkCriteria(unknown=(("shared-by", "²"),))),
        ({"shared-by": "9" * 10}, NetworkCriteria(unknown=(("shared-by", "9" * 10),))),
        ({"country": "fr"}, NetworkCriteria(country="FR")),
        ({"country": "GBR"}, NetworkCriteria(unknown=(("country", "gbr"),))),
        ({"kind": "guest"}, NetworkCriteria(unknown=(("kind", "guest"),))),
        ({"kind": "lead"}, NetworkCriteria(kind=Kind.LEAD)),
        ({"page": "0", "across": "-4"}, NetworkCriteria()),
        ({"page": "3", "across": "2"}, NetworkCriteria(page=3, across=2)),
    ],
)
def test_unknown_values_of_filters_are_kept_apart(
    parameters: dict[str, str], asked: NetworkCriteria
) -> None:
    assert parse_criteria(parameters) == asked


def test_an_address_asks_the_same_again() -> None:
    asked = NetworkCriteria(
        view="grid", level=Level.TEAM, shared_by=4, category="money", country="FR", page=2
    )

    address = asked.query_string

    pairs = dict(pair.split("=") for pair in address.removeprefix("?").split("&"))
    assert parse_criteria(pairs) == asked


def test_unknown_value_stays_in_the_address() -> None:
    asked = NetworkCriteria(unknown=(("kind", "guest"),))

    assert asked.query_string == "?kind=guest"
    assert asked.is_filtered
    assert asked.for_all_organisations() == NetworkCriteria()


def test_category_is_looked_up_in_the_catalogue() -> None:
    merged = CategoryEntry(
        7, None, "finance", "Finance", is_retired=False, former_slugs=("finance-old",)
    )
    catalogue = Catalogue(organisations=(), categories=(merged,))

    found = [
        NetworkCriteria(category=slug).in_catalogue(catalogue)
        for slug in ("", "none", "finance", "finance-old", "gone")
    ]

    assert found == [
        NetworkCriteria(),
        NetworkCriteria(category="none"),
        NetworkCriteria(category="finance"),
        NetworkCriteria(category="finance"),
        NetworkCriteria(unknown=(("category", "gone"),)),
    ]


def test_another_layout_begins_at_its_first_page() -> None:
    asked = NetworkCriteria(level=Level.TEAM, page=3, across=2)

    assert asked.with_view("grid") == NetworkCriteria(level=Level.TEAM, view="grid")


def test_within_a_country_the_other_filters_stay() -> None:
    asked = NetworkCriteria(view="grid", level=Level.TEAM, page=3)

    assert asked.filtered_by(country="BE") == NetworkCriteria(
        view="grid", level=Level.TEAM, country="BE"
    )


def test_everywhere_takes_off_country_and_kind_alone() -> None:
    asked = NetworkCriteria(level=Level.TEAM, country="BE", kind=Kind.LEAD, page=2)

    assert asked.for_all_organisations() == NetworkCriteria(level=Level.TEAM)


def test_cleared_filters_keep_the_layout() -> None:
    asked = NetworkCriteria(view="grid", level=Level.TEAM)

    assert asked.is_filtered
    assert not asked.unfiltered().is_filtered
    assert asked.unfiltered().view == "grid"
