import pytest
from werkzeug.datastructures import MultiDict

from tracker.register.criteria import FILTERS, MAX_SEARCH_LENGTH, ListCriteria, Sort
from tracker.register.filter_form import chips, filter_choices, read_criteria
from tracker.register.labels import list_labels
from tracker.register.queries_facets import Facets
from tracker.sight.catalogue import Catalogue, CategoryEntry, OrganisationEntry

CATALOGUE = Catalogue(
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


def read(*pairs: tuple[str, str]) -> ListCriteria:
    return read_criteria(MultiDict(pairs), CATALOGUE)


def facets(**numbers: dict[str, int]) -> Facets:
    return Facets(counts={name: numbers.get(name, {}) for name in FILTERS}, total=5)


def test_an_empty_address_asks_for_everything_newest_first() -> None:
    assert read() == ListCriteria()
    assert read(("q", "  "), ("status", ""), ("sort", " "), ("page", "")).unknown == ()


def test_several_values_of_a_filter_are_kept_once_and_in_one_order() -> None:
    criteria = read(("status", "resolved"), ("status", "OPEN"), ("status", "open"))

    assert criteria.status == ("open", "resolved")


def test_only_known_organisations_and_categories_are_asked_for() -> None:
    criteria = read(("organisation", "kent"), ("organisation", "dover"), ("category", "sign-off"))

    assert (criteria.organisation, criteria.category) == (("kent",), ("sign-off",))
    assert criteria.unknown == (("organisation", "dover"),)


def test_only_the_first_unknown_values_of_a_filter_are_kept() -> None:
    criteria = read(*(("level", f"{place}" * 90) for place in range(9)), ("status", "stuck"))

    levels = [("level", "0" * 80), ("level", "1" * 80), ("level", "2" * 80)]
    assert criteria.unknown == (("status", "stuck"), *levels)


def test_former_slug_of_a_merged_category_selects_its_successor() -> None:
    merged = CategoryEntry(
        7, None, "finance", "Finance", is_retired=False, former_slugs=("finance-old",)
    )
    catalogue = Catalogue(organisations=(), categories=(merged,))

    criteria = read_criteria(MultiDict([("category", "finance-old")]), catalogue)

    assert (criteria.category, criteria.unknown) == (("finance",), ())


def test_words_are_cut_and_their_spaces_closed_up() -> None:
    assert read(("q", " no \t car ")).search_text == "no car"
    assert len(read(("q", "x" * 900)).search_text) == MAX_SEARCH_LENGTH


@pytest.mark.parametrize(
    ("given", "page"),
    [("2", 2), (" 3 ", 3), ("0", 1), ("-1", 1), ("1e3", 1), ("²", 1), ("9" * 5000, 1), ("٢", 1)],
)
def test_a_page_is_a_plain_number(given: str, page: int) -> None:
    assert read(("page", given)).page == page


def test_an_unknown_order_is_the_newest_first() -> None:
    criteria = read(("sort", "loudest"))

    assert (criteria.sort, criteria.unknown_sort, criteria.unknown) == (Sort.NEWEST, "loudest", ())


@pytest.mark.usefixtures("spoken")
def test_chips_say_each_filter_in_words() -> None:
    criteria = ListCriteria(
        search_text="car",
        shared=("no",),
        workaround=("no",),
        level=("national",),
        organisation=("kent",),
        category=("sign-off",),
    )

    assert [chip.text for chip in chips(criteria, CATALOGUE, list_labels())] == [
        *("“car”", "barriers not shared", "without a workaround", "Level: national"),
        *("Kent", "Sign-off"),
    ]


@pytest.mark.usefixtures("spoken")
def test_unknown_value_keeps_a_checkbox_and_a_chip() -> None:
    criteria = read(("category", "finance-old"))

    *_rest, categories = filter_choices(criteria, CATALOGUE, facets(), list_labels())

    assert [(option.text, option.is_on) for option in categories.options] == [
        ("“finance-old”", True)
    ]
    assert [chip.text for chip in chips(criteria, CATALOGUE, list_labels())] == ["“finance-old”"]


@pytest.mark.usefixtures("spoken")
def test_the_second_level_is_offered_under_what_is_asked_for() -> None:
    numbers = facets(category={"leadership": 2, "sign-off": 1})

    closed = filter_choices(ListCriteria(), CATALOGUE, numbers, list_labels())[-1]
    opened = filter_choices(
        ListCriteria(category=("leadership",)), CATALOGUE, numbers, list_labels()
    )[-1]

    assert [option.text for option in closed.options] == ["Leadership"]
    assert [(option.text, option.is_child) for option in opened.options] == [
        ("Leadership", False),
        ("Sign-off", True),
    ]


@pytest.mark.usefixtures("spoken")
def test_what_is_asked_for_has_a_box_even_with_nothing_to_show() -> None:
    criteria = ListCriteria(organisation=("medway",), category=("pay",))

    *_rest, organisations, categories = filter_choices(criteria, CATALOGUE, facets(), list_labels())

    assert [(option.text, option.is_on) for option in organisations.options] == [("Medway", True)]
    assert [(option.text, option.is_on) for option in categories.options] == [("Pay", True)]


def test_a_category_of_the_first_level_brings_its_own() -> None:
    assert CATALOGUE.category_ids(("leadership",)) == [7, 8]
    assert CATALOGUE.category_ids(("sign-off", "pay")) == [9, 8]


def test_an_organisation_is_named_by_the_start_of_any_word_of_its_names() -> None:
    assert CATALOGUE.organisations_named("comm") == [1]
    assert CATALOGUE.organisations_named("e") == []
