"""Parsers of form input: text, and dates and numbers as English, French and Dutch write them."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import get_month_names

from tracker.fold import fold
from tracker.models.obstacle import CURRENCIES, EARLIEST_YEAR, LATEST_YEAR, MAX_MEASURE

_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_SINCE_PART = re.compile(r"\d+|[^\W\d_]+")
_GROUP_MARKS = re.compile(r"['\u2019\u02bc\s]")
_NUMBERS = (
    re.compile(r"(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<fraction>\d+))?"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?P<fraction>\d+))?"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+)(?:\.(?P<fraction>\d+))?"),
)
"""A number grouped by spaces, points or commas; a text may match the first and one other."""
_MAX_DIGITS = 12
_CURRENCIES = {"£": "GBP", "€": "EUR", **{code: code for code in CURRENCIES}}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4})")
_LANGUAGES = ("en", "fr", "nl")
_BESIDE_A_DAY = frozenset({"st", "nd", "rd", "th", "of", "the", "er", "le", "e", "de", "ste"})
"""Endings of ordinal numbers, and articles: 1st of March, le 1er mars, 1 maart."""
_ORDINAL = re.compile(r"[0-9]{1,9}")


def plain(text: str | None) -> str | None:
    """Return the text in NFC, without control characters, so that it can be stored everywhere."""
    if text is None:
        return None
    return _UNSTORABLE.sub("", unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", text))).strip()


def one_line(text: str | None) -> str | None:
    """Return the text as one line of plain text."""
    cleaned = plain(text)
    return None if cleaned is None else _SPACES.sub(" ", cleaned)


def has_visible_text(text: str) -> bool:
    """Return whether the text has any character other than spaces and invisible characters."""
    return any(unicodedata.category(letter)[0] not in "ZC" for letter in text)


def read_since(text: str, locale: Locale) -> tuple[int, int | None] | None:
    """Return the year and the month, the latter None if missing; None if there is no year.

    >>> read_since("3 2018", Locale("en")), read_since("2018", Locale("en"))
    ((2018, 3), (2018, None))
    >>> read_since("février 2019", Locale("en")), read_since("some day", Locale("en"))
    ((2019, 2), None)
    """
    parts = _SINCE_PART.findall(fold(text))
    years = [part for part in parts if part.isdecimal() and len(part) == 4]
    if len(years) != 1 or not int(years[0]) >= EARLIEST_YEAR:
        return None
    rest = [part for part in parts if part is not years[0]]
    if not rest:
        return int(years[0]), None
    month = _read_month(rest[0], locale) if len(rest) == 1 else None
    return (int(years[0]), month) if month else None


def _read_month(part: str, locale: Locale) -> int | None:
    if part.isdecimal():
        return int(part) if len(part) <= 2 and 1 <= int(part) <= 12 else None
    return _named_month(part, locale)


def _named_month(name: str, locale: Locale) -> int | None:
    """Return the month of a name in the reader's language or another of the tracker's."""
    months = (_month_names(language).get(name) for language in (str(locale), *_LANGUAGES))
    return next((month for month in months if month), None)


@cache
def _month_names(language: str) -> dict[str, int]:
    return {
        fold(name).rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def since_text(year: int | None, month: int | None) -> str:
    """Format a month and year as in the form's example: 3 2018.

    >>> since_text(2018, 3), since_text(2018, None), since_text(None, None)
    ('3 2018', '2018', '')
    """
    return " ".join(str(part) for part in (month, year) if part is not None)


def read_whole_number(text: str) -> int | None:
    """Return the number, with any thousands separator, or None if the text is no number.

    >>> [read_whole_number(text) for text in ("9200", "9,200", "9.200", "9 200", "9,20")]
    [9200, 9200, 9200, 9200, None]
    """
    whole = [number for number, has_fraction in _numbers(text) if not has_fraction]
    return int(whole[0]) if whole else None


def read_numbers(text: str) -> tuple[Decimal, ...]:
    """Return what a number can mean: nothing, one number, or two, the larger one first.

    >>> [read_numbers(text) for text in ("7,5", "1.500,50", "1,500", "many")]
    [(Decimal('7.5'),), (Decimal('1500.50'),), (Decimal('1500'), Decimal('1.500')), ()]
    """
    return tuple(sorted({number for number, _has_fraction in _numbers(text)}, reverse=True))


def _numbers(text: str) -> Iterator[tuple[Decimal, bool]]:
    """Yield what a text can mean, and whether it has a fraction then."""
    plain_text = _GROUP_MARKS.sub(" ", text)
    for pattern in _NUMBERS:
        if match := pattern.fullmatch(plain_text):
            whole = re.sub("[ .,]", "", match["whole"])
            if len(whole) > _MAX_DIGITS:
                yield Decimal(MAX_MEASURE + 1), False
                return
            fraction = (match["fraction"] or "")[:_MAX_DIGITS]
            number = Decimal(f"{whole}.{fraction or 0}" if fraction else whole)
            yield min(number, Decimal(MAX_MEASURE + 1)), bool(fraction)


def has_more_decimals(number: Decimal | int, decimals: int) -> bool:
    """Return whether the number is more exact than this number of decimals.

    >>> has_more_decimals(Decimal("7.50"), 1), has_more_decimals(Decimal("7.25"), 1)
    (False, True)
    """
    return number != round(number, decimals)


def read_money(text: str) -> tuple[Decimal | None, str | None]:
    """Return the amount, and the currency of a sign or code before or after it, if any.

    A comma or point before the last three digits separates thousands: no currency here has
    thousandths.

    >>> read_money("£9,200.50"), read_money("9 200,5 €"), read_money("9200")
    ((Decimal('9200.50'), 'GBP'), (Decimal('9200.5'), 'EUR'), (Decimal('9200'), None))
    """
    for sign, currency in _CURRENCIES.items():
        if sign in text.upper():
            amount = re.sub(sign, "", text, count=1, flags=re.IGNORECASE).strip()
            return next(iter(read_numbers(amount)), None), currency
    return next(iter(read_numbers(text)), None), None


def read_days(text: str, locale: Locale) -> tuple[date, ...]:
    """Return the days that a text can mean, in range: none, one, or two, the day first.

    >>> english = Locale("en")
    >>> [str(day) for day in read_days("31 mars 2027", english) + read_days("31/3/2027", english)]
    ['2027-03-31', '2027-03-31']
    >>> [str(day) for day in read_days("03/04/2018", english)]
    ['2018-04-03', '2018-03-04']
    """
    if match := _YEAR_FIRST.fullmatch(text):
        year, _mark, month, day = match.groups()
        return _days((year, month, day))
    if match := _YEAR_LAST.fullmatch(text):
        one, mark, other, year = match.groups()
        # With points the day comes first wherever dates are written so.
        month_first = [(year, one, other)] if mark != "." else []
        return _days((year, other, one), *month_first)
    parts = [part for part in _SINCE_PART.findall(fold(text)) if part not in _BESIDE_A_DAY]
    months = [month for part in parts if (month := _named_month(part, locale))]
    numbers = sorted((part for part in parts if part.isdecimal()), key=len)
    if len(parts) == 3 and len(months) == 1 and [len(n) for n in numbers] in ([1, 4], [2, 4]):
        return _days((numbers[1], months[0], numbers[0]))
    return ()


def _days(*dates: tuple[str | int, str | int, str | int]) -> tuple[date, ...]:
    """Return the dates of (year, month, day) that exist and are in range, each once."""
    found: dict[date, None] = {}
    for parts in dates:
        try:
            day = date(*map(int, parts))
        except ValueError:
            continue
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            found[day] = None
    return tuple(found)


def read_ordinal(text: str, otherwise: int = 1) -> int:
    """Return the number of a page or a version, from 1 to 999,999,999, or `otherwise`.

    >>> read_ordinal("3"), read_ordinal("-3"), read_ordinal("9" * 30), read_ordinal("", 0)
    (3, 1, 1, 0)
    """
    text = text.strip()
    return (int(text) or otherwise) if _ORDINAL.fullmatch(text) else otherwise


def is_in_future(year: int, month: int | None, today: date) -> bool:
    """Return whether a month, or a year alone, has not begun yet."""
    return (year, month or 1) > (today.year, today.month)
