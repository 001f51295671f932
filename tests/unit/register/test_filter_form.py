import pytest
from werkzeug.datastructures import MultiDict

from tracker.register.criteria import FILTERS, LONGEST_WORDS, Asked, Sort
from tracker.register.filter_form import chips, offered_filters, read_asked
from tracker.register.labels import list_words
from tracker.register.queries_facets import Facets
from tracker.sight.catalogue import Catalogue, CategoryEntry, OrganisationEntry

KNOWN = Catalogue(
    organisations=(
        OrganisationEntry(1, "kent", "Kent Community Health", "Kent", "GB"),
        OrganisationEntry(2, "medway", "Medway", "Medway", "GB"),
    ),
    categories=(
        CategoryEntry(7, None, "leadership", "Leadership", is_retired=False),
        CategoryEntry(9, None, "pay", "Pay", is_retired=True),
        CategoryEntry(8, 7, "sign-off", "Sign-off", is_retired=False),
    ),
)


def read(*pairs: tuple[str, str]) -> Asked:
    return read_asked(MultiDict(pairs), KNOWN)


def facets(**numbers: dict[str, int]) -> Facets:
    return Facets(numbers={name: numbers.get(name, {}) for name in FILTERS}, total=5)


def test_an_empty_address_asks_for_everything_newest_first() -> None:
    assert read() == Asked()
    assert read(("q", "  "), ("status", ""), ("sort", " "), ("page", "")).left_out == ()


def test_several_values_of_a_filter_are_kept_once_and_in_one_order() -> None:
    asked = read(("status", "resolved"), ("status", "OPEN"), ("status", "open"))

    assert asked.status == ("open", "resolved")


def test_only_known_organisations_and_categories_are_asked_for() -> None:
    asked = read(("organisation", "kent"), ("organisation", "dover"), ("category", "sign-off"))

    assert (asked.organisation, asked.category) == (("kent",), ("sign-off",))
    assert asked.left_out == ("dover",)


def test_of_what_is_left_out_little_is_said() -> None:
    asked = read(*(("level", f"{place}" * 90) for place in range(9)))

    assert asked.left_out == ("0" * 40, "1" * 40, "2" * 40)


def test_words_are_cut_and_their_spaces_closed_up() -> None:
    assert read(("q", " no \t car ")).words == "no car"
    assert len(read(("q", "x" * 900)).words) == LONGEST_WORDS


@pytest.mark.parametrize(
    ("given", "page"),
    [("2", 2), (" 3 ", 3), ("0", 1), ("-1", 1), ("1e3", 1), ("²", 1), ("9" * 5000, 1), ("٢", 1)],
)
def test_a_page_is_a_plain_number(given: str, page: int) -> None:
    assert read(("page", given)).page == page


def test_an_unknown_order_is_the_newest_first() -> None:
    asked = read(("sort", "loudest"))

    assert (asked.sort, asked.left_out) == (Sort.NEWEST, ("loudest",))


@pytest.mark.usefixtures("spoken")
def test_chips_say_each_filter_in_words() -> None:
    asked = Asked(
        words="car",
        shared=("no",),
        workaround=("no",),
        level=("national",),
        organisation=("kent",),
        category=("sign-off",),
    )

    assert [chip.text for chip in chips(asked, KNOWN, list_words())] == [
        *("“car”", "barriers not shared", "without a workaround", "Level: national"),
        *("Kent", "Sign-off"),
    ]


@pytest.mark.usefixtures("spoken")
def test_the_second_level_is_offered_under_what_is_asked_for() -> None:
    numbers = facets(category={"leadership": 2, "sign-off": 1})

    closed = offered_filters(Asked(), KNOWN, numbers, list_words())[-1]
    opened = offered_filters(Asked(category=("leadership",)), KNOWN, numbers, list_words())[-1]

    assert [option.text for option in closed.options] == ["Leadership"]
    assert [(option.text, option.is_child) for option in opened.options] == [
        ("Leadership", False),
        ("Sign-off", True),
    ]


@pytest.mark.usefixtures("spoken")
def test_what_is_asked_for_has_a_box_even_with_nothing_to_show() -> None:
    asked = Asked(organisation=("medway",), category=("pay",))

    *_rest, organisations, categories = offered_filters(asked, KNOWN, facets(), list_words())

    assert [(option.text, option.is_on) for option in organisations.options] == [("Medway", True)]
    assert [(option.text, option.is_on) for option in categories.options] == [("Pay", True)]


def test_a_category_of_the_first_level_brings_its_own() -> None:
    assert KNOWN.category_ids(("leadership",)) == [7, 8]
    assert KNOWN.category_ids(("sign-off", "pay")) == [9, 8]


def test_an_organisation_is_named_by_the_start_of_any_word_of_its_names() -> None:
    assert KNOWN.organisations_named("comm") == [1]
    assert KNOWN.organisations_named("e") == []
