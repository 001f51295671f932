from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tracker.register.criteria import ListCriteria, Sort
from tracker.register.filter_form import read_criteria
from tracker.sight.catalogue import Catalogue

CRITERIA = ListCriteria(search_text="no car", status=("open", "resolved"), sort=Sort.TITLE, page=3)


def test_the_plain_question_has_a_plain_address() -> None:
    assert ListCriteria().query_string == ""


def test_an_address_tells_the_whole_question() -> None:
    assert CRITERIA.query_string == "?q=no+car&status=open&status=resolved&sort=title&page=3"


def test_taking_a_filter_off_leads_to_the_first_page_of_the_rest() -> None:
    assert CRITERIA.without("status", "open").query_string == "?q=no+car&status=resolved&sort=title"
    assert CRITERIA.without_search_text().query_string == "?status=open&status=resolved&sort=title"


def test_taking_everything_off_keeps_the_order() -> None:
    assert CRITERIA.unfiltered() == ListCriteria(sort=Sort.TITLE)


def test_a_question_is_the_same_for_counting_whatever_its_order_and_page() -> None:
    assert CRITERIA.without_position() == ListCriteria(
        search_text="no car", status=("open", "resolved")
    )


def test_unknown_value_makes_different_criteria() -> None:
    unknown = ListCriteria(unknown=(("status", "stuck"),))

    assert unknown != ListCriteria()
    assert unknown.query_string == "?status=stuck"
    assert unknown.is_filtered
    assert unknown.without("status", "stuck") == ListCriteria()
    assert unknown.without_unknown() == ListCriteria()


def test_filter_with_unknown_values_only_matches_nothing() -> None:
    unknown = (("status", "stuck"),)

    assert ListCriteria(unknown=unknown, level=("team",)).matches_nothing
    assert not ListCriteria(unknown=unknown, status=("open",)).matches_nothing
    assert not ListCriteria().matches_nothing


def test_words_and_filters_narrow_but_order_and_page_do_not() -> None:
    assert ListCriteria(search_text="no").is_filtered
    assert ListCriteria(level=("team",)).is_filtered
    assert not ListCriteria(sort=Sort.TITLE, page=2).is_filtered
    assert CRITERIA.number_of_filters == 2


@given(
    words=st.text(st.characters(codec="utf-8"), max_size=50),
    status=st.sets(st.sampled_from(["open", "resolved", "worked-round"])),
    shared=st.sets(st.sampled_from(["yes", "no", "ungrouped"])),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 999_999),
)
def test_a_question_survives_its_own_address(
    words: str, status: set[str], shared: set[str], sort: Sort, page: int
) -> None:
    nothing_known = Catalogue(organisations=(), categories=())
    pairs = [("q", words), *(("status", value) for value in status)]
    pairs += [*(("shared", value) for value in shared), ("sort", sort), ("page", str(page))]
    criteria = read_criteria(MultiDict(pairs), nothing_known)

    again = read_criteria(
        MultiDict(parse_qsl(criteria.query_string.removeprefix("?"))), nothing_known
    )

    assert again == criteria
    assert (criteria.page, criteria.sort, set(criteria.status)) == (page, sort, status)
