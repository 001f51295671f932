"""Letters that no typeface has never reach the press, and are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.editions.print_text import Printer, each_text

SANS = frozenset("abcdefghijklmnopqrstuvwxyzéABC .,-<>/=\"'&;#()_0123456789\u00a0\u0301□")
FACES = [SANS, SANS | set("λж"), frozenset("كلشيء\u064e")]


def printable(text):
    return Printer(FACES).printable(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("a plain text", "a plain text", id="plain"),
        pytest.param("a 🙂 b", "a □ b", id="emoji"),
        pytest.param("障害", "□□", id="another-script"),
        pytest.param("שלום", "□□□□", id="right-to-left"),
        pytest.param("e\u0301t\u0301", "ét\u0301", id="a-mark-in-the-typeface-of-its-letter"),
        pytest.param("λ\u0306λ\u064e", "λ□λ□", id="a-mark-in-another-typeface"),
        pytest.param("\u0301a 🙂\u0301", "□a □□", id="a-mark-without-a-letter"),
        pytest.param("كَل شيء", "كَل شيء", id="arabic"),
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
    assert printable(text) == printed


def test_an_endless_word_can_break():
    printed = printable("a" * 300)

    assert printed.replace("\u200b", "") == "a" * 300
    assert max(map(len, printed.split("\u200b"))) <= 16


def test_a_word_of_a_common_length_stays_whole():
    assert "\u200b" not in printable("onvoorwaardelijkheid")


@given(st.text())
def test_nothing_is_printed_but_what_the_typefaces_have(text):
    printed = Printer([frozenset("abc é□")]).printable(text)

    assert set(printed) <= set("abc é\u200b□")


def test_all_that_no_typeface_has_is_kept_once_and_in_order():
    printer = Printer(FACES)

    printer.printable("b 🙂 \u13a0 t\u0306")
    printer.printable("\u13a0障")

    assert printer.missing == ["\u0306", "\u13a0", "障", "🙂"]


def test_a_box_of_somebodys_own_is_not_missing():
    printer = Printer(FACES)

    assert printer.printable("□") == "□"
    assert printer.missing == []


@pytest.mark.parametrize("letter", ["\u0301", "ش"])
def test_a_long_word_does_not_break_within_what_belongs_together(letter):
    assert f"\u200b{letter}" not in printable("b" + f"t{letter}" * 100)


def test_every_text_of_a_document_is_changed_and_nothing_else():
    document = {"a": ["b", {"c": ("d", 1, None)}]}

    assert each_text(document, str.upper) == {"a": ["B", {"c": ["D", 1, None]}]}
