"""Letters that no typeface has never reach the press."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.editions.print_text import (
    PrintableLetters,
    each_text,
    printable,
    printable_picture,
)

LETTERS = PrintableLetters("abcdefghijklmnopqrstuvwxyzéABC .,-<>/=\"'&;#\u00a0\u0301")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("a plain text", "a plain text", id="plain"),
        pytest.param("a 🙂 b", "a □ b", id="emoji"),
        pytest.param("障害", "□□", id="another-script"),
        pytest.param("שלום", "□□□□", id="right-to-left"),
        pytest.param("e\u0301t\u0301", "ét□", id="a-mark-without-a-letter-of-its-own"),
        pytest.param("a\x00b\x07c\x1bd", "a□b□c□d", id="controls"),
        pytest.param("a\ud800b", "a□b", id="lone-surrogate"),
        pytest.param("a\tb\nc\u2028d\u2003e", "a b c d e", id="blanks-of-every-kind"),
        pytest.param("a\u00a0b\u202fc", "a\u00a0b\u00a0c", id="blanks-that-do-not-break"),
        pytest.param("a\u200bb\ufeffc\u202ed\u2066e", "abcde", id="what-nobody-sees"),
        pytest.param("a\ufe0f", "a", id="variation"),
        pytest.param("a\u00adb", "ab", id="soft-hyphen"),
    ],
)
def test_a_text_is_put_into_letters_that_can_be_set(text, printed):
    assert printable(text, LETTERS) == printed


def test_blanks_that_do_not_break_are_plain_where_the_typefaces_lack_them():
    assert printable("a\u00a0b", PrintableLetters("ab")) == "a b"


def test_an_endless_word_can_break():
    printed = printable("a" * 300, LETTERS)

    assert printed.replace("\u200b", "") == "a" * 300
    assert max(map(len, printed.split("\u200b"))) <= 16


def test_a_word_of_a_common_length_stays_whole():
    assert "\u200b" not in printable("onvoorwaardelijkheid", LETTERS)


@given(st.text())
def test_nothing_is_printed_but_what_the_typefaces_have(text):
    printed = printable(text, PrintableLetters("abc é"))

    assert set(printed) <= set("abc é\u200b□")


def test_a_pictures_markup_stays_and_its_words_are_printable():
    svg = '<text x="a">é 🙂</text>'

    assert printable_picture(svg, LETTERS) == '<text x="a">é □</text>'


@pytest.mark.parametrize("reference", ["&#128578;", "&#x1F642;", "&#x1f642;"])
def test_a_letter_written_as_a_reference_is_caught_too(reference):
    assert printable_picture(f"<text>{reference}</text>", LETTERS) == "<text>□</text>"


@pytest.mark.parametrize("reference", ["&#60;", "&#38;", "&#x22;", "&amp;"])
def test_a_reference_that_guards_the_markup_stays(reference):
    picture = printable_picture(reference, PrintableLetters("&#;0123456789abcdefxmp"))

    assert picture == reference


def test_a_long_path_in_a_picture_is_not_broken():
    path = f'<path d="{"a" * 100}"/>'

    assert printable_picture(path, LETTERS) == path


def test_every_text_of_a_document_is_changed_and_nothing_else():
    document = {"a": ["b", {"c": ("d", 1, None)}]}

    assert each_text(document, str.upper) == {"a": ["B", {"c": ["D", 1, None]}]}
