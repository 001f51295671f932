"""What people type is read kindly, and kept whole."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from tracker.forms.parsing import (
    has_visible_text,
    one_line,
    plain,
    read_days,
    read_money,
    read_numbers,
    read_ordinal,
    read_since,
    read_whole_number,
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


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize(
    "typed",
    ["février 2019", "fevrier 2019", "févr. 2019", "februari 2019", "February 2019", "feb 2019"],
)
def test_months_are_read_in_every_language(typed, language):
    assert read_since(typed, Locale(language)) == (2019, 2)


def test_no_name_of_a_month_means_another_month_in_another_language():
    months = {}
    for language in ("en", "fr", "nl"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                months.setdefault(name.lower().rstrip("."), set()).add(number)

    assert {name: found for name, found in months.items() if len(found) > 1} == {}


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


@given(st.text(max_size=30) | st.text("0123456789.,' \u00a0", max_size=12))
def test_no_text_breaks_the_reading_of_a_number(typed):
    number = read_whole_number(typed)
    numbers = read_numbers(typed)

    assert number is None or 0 <= number <= MAX_MEASURE + 1
    assert len(numbers) <= 2
    assert all(0 <= each <= MAX_MEASURE + 1 for each in numbers)
    assert number is None or number in numbers


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *(("7,5", ["7.5"]), ("7.5", ["7.5"]), ("0,500", ["0.5"]), ("1500,5", ["1500.5"])),
        *(("1.500,50", ["1500.5"]), ("1,500.50", ["1500.5"]), ("1 500,50", ["1500.5"])),
        *(("1\u00a0500", ["1500"]), ("1\u202f500.5", ["1500.5"]), ("1\u2009500,5", ["1500.5"])),
        *(("1'500.50", ["1500.5"]), ("1\u2019500,5", ["1500.5"]), ("1.500.000", ["1500000"])),
        *(("1,500", ["1500", "1.5"]), ("1.500", ["1500", "1.5"]), ("12,345", ["12345", "12.345"])),
        *(("1500.500", ["1500.5"]), ("1,50,000", []), ("1.500.50", []), ("7,", []), (",5", [])),
    ],
)
def test_a_number_is_read_in_every_way_it_can_mean(typed, read):
    assert list(read_numbers(typed)) == [Decimal(number) for number in read]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("£9,200", (9200, "GBP")),
        ("9 200 €", (9200, "EUR")),
        ("9200", (9200, None)),
        ("£", (None, "GBP")),
        ("eur 9.200,50", (Decimal("9200.50"), "EUR")),
        ("1.500", (1500, None)),
    ],
)
def test_a_currencys_sign_may_stand_beside_an_amount(typed, read):
    assert read_money(typed) == read


@pytest.mark.parametrize(
    "typed", ["2027-03-31", "1900-01-01", "2200-12-31", "2024-02-29", "2000-02-29"]
)
def test_a_day_is_read_as_date_fields_send_it(typed):
    assert [day.isoformat() for day in read_days(typed, ENGLISH)] == [typed]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize(
    "typed",
    [
        *("31/3/2027", "3/31/2027", "31-03-2027", "31.3.2027", "31 3 2027", "2027/3/31"),
        *("31 March 2027", "31st of March 2027", "March 31, 2027", "31 mars 2027"),
        *("le 31 mars 2027", "31 maart 2027", "31 mrt. 2027", "2027-3-31", "31MARCH2027"),
    ],
)
def test_a_day_is_read_however_it_is_written(typed, language):
    assert read_days(typed, Locale(language)) == (date(2027, 3, 31),)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("03/04/2018", ["2018-04-03", "2018-03-04"]),
        ("3-4-2018", ["2018-04-03", "2018-03-04"]),
        ("03.04.2018", ["2018-04-03"]),
        ("03/03/2018", ["2018-03-03"]),
        ("1er mars 2018", ["2018-03-01"]),
        ("30/02/2018", []),
    ],
)
def test_a_day_that_can_be_two_days_is_read_as_both(typed, read):
    assert [str(day) for day in read_days(typed, ENGLISH)] == read


@given(st.text(max_size=30) | st.text("0123456789/-. march", max_size=14))
def test_no_text_breaks_the_reading_of_a_day(typed):
    assert all(1900 <= day.year <= 2200 for day in read_days(typed, ENGLISH))


@pytest.mark.parametrize(
    "typed",
    [
        *("31/3/27", "", "soon", "20270331", "2027-W01-1", "2027-090", "31 3/2027", "March 2027"),
        *("31 32 March 2027", "31 March mars 2027", "131 March 2027", "31 Foo 2027"),
        *("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "10000-01-01", "-001-01-01"),
        *("1900-02-29", "2023-02-29", "2027-13-01", "2027-01-32", "0000-00-00"),
        *("2027-03-31 ", "2027-03-31\n", "2027-03-31T00:00:00", "\uff12027-03-31"),
    ],
)
def test_what_is_no_day_that_is_taken_is_not_read(typed):
    assert read_days(typed, ENGLISH) == ()


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
    assert not has_visible_text(typed)


@pytest.mark.parametrize("typed", ["a", "?", "会", "😡"])
def test_anything_to_read_says_something(typed):
    assert has_visible_text(typed)
