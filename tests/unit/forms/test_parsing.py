"""What people type is read kindly, and kept whole."""

import unicodedata

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from tracker.forms.parsing import (
    one_line,
    plain,
    read_day,
    read_money,
    read_ordinal,
    read_since,
    read_whole_number,
    says_something,
    since_text,
)
from tracker.models.obstacle import MAX_MEASURE

ENGLISH = Locale.parse("en_GB")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("2018", (2018, None), id="a year alone"),
        pytest.param("3 2018", (2018, 3), id="as the hint says"),
        pytest.param("03/2018", (2018, 3), id="with a stroke"),
        pytest.param("3-2018", (2018, 3), id="with a hyphen"),
        pytest.param("3.2018", (2018, 3), id="with a dot"),
        pytest.param("2018-03", (2018, 3), id="as a machine writes"),
        pytest.param("March 2018", (2018, 3), id="a month's name"),
        pytest.param("mar 2018", (2018, 3), id="a short name"),
        pytest.param("MARCH, 2018", (2018, 3), id="capitals and a comma"),
        pytest.param("12 1999", (1999, 12), id="the last month"),
    ],
)
def test_a_month_and_year_are_read_however_they_are_written(typed, read):
    assert read_since(typed, ENGLISH) == read


@pytest.mark.parametrize(
    ("typed", "language"),
    [("février 2019", "fr"), ("fevrier 2019", "fr"), ("févr. 2019", "fr"), ("februari 2019", "nl")],
)
def test_months_are_read_in_the_readers_language(typed, language):
    assert read_since(typed, Locale(language)) == (2019, 2)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "some day",
        "13 2018",
        "0 2018",
        "1899",
        "18",
        "21 3 2018",
        "2018 2019",
        "20188",
        "Mars 2",
    ],
)
def test_what_is_no_month_and_year_is_not_read(typed):
    assert read_since(typed, ENGLISH) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_month(typed):
    since = read_since(typed, ENGLISH)

    assert since is None or (since[0] >= 1900 and since[1] in {None, *range(1, 13)})


@given(st.integers(1900, 9999), st.one_of(st.none(), st.integers(1, 12)))
def test_a_month_written_by_us_is_read_again(year, month):
    assert read_since(since_text(year, month), ENGLISH) == (year, month)


@pytest.mark.parametrize(
    "typed", ["9200", "9,200", "9.200", "9 200", "9\u00a0200", "9\u202f200", "9'200", "09,200"[1:]]
)
def test_thousands_may_be_set_apart_in_any_way(typed):
    assert read_whole_number(typed) == 9200


@pytest.mark.parametrize(
    "typed",
    ["", "nine", "-5", "9.2", "9,20", "1,0000", "9,200.50", "1,234.567", "½", "1e3", "0x10", "9 2"],
)
def test_what_is_no_whole_number_is_not_read(typed):
    assert read_whole_number(typed) is None


def test_a_number_beyond_all_limits_is_still_a_number_too_large():
    assert read_whole_number("9" * 6000) == MAX_MEASURE + 1


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_number(typed):
    number = read_whole_number(typed)

    assert number is None or 0 <= number <= MAX_MEASURE + 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("£9,200", (9200, "GBP")),
        ("9 200 €", (9200, "EUR")),
        ("9200", (9200, None)),
        ("£", (None, "GBP")),
    ],
)
def test_a_currencys_sign_may_stand_beside_an_amount(typed, read):
    assert read_money(typed) == read


@pytest.mark.parametrize(
    "typed", ["2027-03-31", "1900-01-01", "2200-12-31", "2024-02-29", "2000-02-29"]
)
def test_a_day_is_read_as_date_fields_send_it(typed):
    assert read_day(typed).isoformat() == typed


@pytest.mark.parametrize(
    "typed",
    [
        *("31/3/2027", "", "soon", "2027-3-31", "20270331", "2027-W01-1", "2027-090"),
        *("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "10000-01-01", "-001-01-01"),
        *("1900-02-29", "2023-02-29", "2027-13-01", "2027-01-32", "0000-00-00"),
        *("2027-03-31 ", "2027-03-31\n", "2027-03-31T00:00:00", "\uff12027-03-31"),
    ],
)
def test_what_is_no_day_that_is_taken_is_not_read(typed):
    assert read_day(typed) is None


@given(st.text(max_size=30) | st.integers().map(str))
def test_no_text_breaks_the_reading_of_a_page_or_version(typed):
    assert 0 <= read_ordinal(typed, 0) < 10**9


def test_control_characters_go_and_line_breaks_stay():
    assert plain(" One\x00\x07\x1b\r\nTwo\u2028Three\ufeff ") == "One\nTwo\nThree"


def test_one_line_has_no_line_breaks():
    assert one_line("  Sign-off\r\n sits\ttoo   high ") == "Sign-off sits too high"


@given(st.text())
def test_what_is_kept_can_be_kept_everywhere(typed):
    kept = plain(typed)

    assert {unicodedata.category(letter) for letter in kept if letter not in "\n\t"}.isdisjoint(
        {"Cc", "Cs"}
    )


@pytest.mark.parametrize("typed", ["", "  ", "\u200b\u200b", "\u00ad", "\u3000"])
def test_invisible_signs_say_nothing(typed):
    assert not says_something(typed)


@pytest.mark.parametrize("typed", ["a", "?", "会", "😡"])
def test_anything_to_read_says_something(typed):
    assert says_something(typed)
