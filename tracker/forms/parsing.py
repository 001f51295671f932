"""Read what people type: plain text, a day, a month and year, numbers; the one parser of each."""

import re
import unicodedata
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import get_month_names

from tracker.fold import fold
from tracker.models.obstacle import EARLIEST_YEAR, LATEST_YEAR, MAX_MEASURE

_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_UNKEPT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_SINCE_PART = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = re.compile(r"\d+|\d{1,3}(?P<mark>[.,'\u2019\s])\d{3}(?:(?P=mark)\d{3})*")
_SIGNS = {"£": "GBP", "€": "EUR"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ORDINAL = re.compile(r"[0-9]{1,9}")


def plain(text: str | None) -> str | None:
    """Return the text as it can be kept everywhere: composed, without control characters."""
    if text is None:
        return None
    return _UNKEPT.sub("", unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", text))).strip()


def one_line(text: str | None) -> str | None:
    """Return the text as one line of plain words."""
    kept = plain(text)
    return None if kept is None else _SPACES.sub(" ", kept)


def says_something(text: str) -> bool:
    """Say whether the text has anything to read, and is not spaces and invisible signs alone."""
    return any(unicodedata.category(letter)[0] not in "ZC" for letter in text)


def read_since(text: str, locale: Locale) -> tuple[int, int | None] | None:
    """Return the year and the month, if one is said, or None where the text tells neither.

    >>> read_since("3 2018", Locale("en")), read_since("2018", Locale("en"))
    ((2018, 3), (2018, None))
    >>> read_since("février 2019", Locale("fr")), read_since("some day", Locale("en"))
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
    return _month_names(str(locale)).get(part) or _month_names("en").get(part)


@cache
def _month_names(language: str) -> dict[str, int]:
    return {
        fold(name).rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def since_text(year: int | None, month: int | None) -> str:
    """Write a month and year as the form's example does: 3 2018.

    >>> since_text(2018, 3), since_text(2018, None), since_text(None, None)
    ('3 2018', '2018', '')
    """
    return " ".join(str(part) for part in (month, year) if part is not None)


def read_whole_number(text: str) -> int | None:
    """Return the number, however its thousands are set apart, or None where it is none.

    >>> [read_whole_number(text) for text in ("9200", "9,200", "9.200", "9 200", "9,20")]
    [9200, 9200, 9200, 9200, None]
    """
    if not _NUMBER.fullmatch(text):
        return None
    digits = "".join(sign for sign in text if sign.isdecimal())
    return min(int(digits[:12]), MAX_MEASURE + 1) if len(digits) <= 12 else MAX_MEASURE + 1


def read_money(text: str) -> tuple[int | None, str | None]:
    """Return the whole amount and the currency that a sign before or after it names, if any.

    >>> read_money("£9,200"), read_money("9 200 €"), read_money("9200")
    ((9200, 'GBP'), (9200, 'EUR'), (9200, None))
    """
    for sign, currency in _SIGNS.items():
        if sign in text:
            return read_whole_number(text.replace(sign, "", 1).strip()), currency
    return read_whole_number(text), None


def read_day(text: str) -> date | None:
    """Return the day that a date field holds, or None where it holds none that is taken.

    >>> read_day("2027-03-31"), read_day("9999-12-31"), read_day("20270331")
    (datetime.date(2027, 3, 31), None, None)
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def read_ordinal(text: str, otherwise: int = 1) -> int:
    """Return the number of a page or a version, from 1 to 999,999,999, or `otherwise`.

    >>> read_ordinal("3"), read_ordinal("-3"), read_ordinal("9" * 30), read_ordinal("", 0)
    (3, 1, 1, 0)
    """
    text = text.strip()
    return (int(text) or otherwise) if _ORDINAL.fullmatch(text) else otherwise


def is_to_come(year: int, month: int | None, today: date) -> bool:
    """Say whether a month, or a year alone, has not begun yet."""
    return (year, month or 1) > (today.year, today.month)
