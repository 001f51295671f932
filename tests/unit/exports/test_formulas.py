"""No text runs in a spreadsheet, and every text comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.exports.formulas import is_runnable, plain_text, safe_text

RUNNABLE = [
    pytest.param("=1+1", id="equals"),
    pytest.param("+31 20 123", id="plus"),
    pytest.param("-5 staff", id="minus"),
    pytest.param("@SUM(A1)", id="at"),
    pytest.param("\tfirst", id="tab"),
    pytest.param("\r=1", id="carriage-return"),
    pytest.param("\n=1", id="line-feed"),
    pytest.param("\uff1d1+1", id="full-width-equals"),
    pytest.param("\uff0b1", id="full-width-plus"),
    pytest.param("\uff0d1", id="full-width-minus"),
    pytest.param("\uff20SUM", id="full-width-at"),
    pytest.param("   =1", id="after-blanks"),
    pytest.param("\u00a0=1", id="after-a-hard-blank"),
    pytest.param("\ufeff=1", id="after-a-byte-order-mark"),
    pytest.param("\u200b\u202e=1", id="after-what-nobody-sees"),
    pytest.param("\x00=1", id="after-nul"),
]
HARMLESS = ["", "Kent", "'t Zand", "1 = 1", "é", "“quoted”", "(=1)", "No - not yet"]
texts = st.one_of(
    st.text(),
    st.text(alphabet="'=+-@\t\r\n \uff1d\uff0b\uff0d\uff20\ufeff\u200ba"),
)


@pytest.mark.parametrize("text", RUNNABLE)
def test_a_text_that_would_run_is_only_read(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_is_left_alone(text):
    assert safe_text(text) == text


@given(texts)
def test_no_safe_text_runs(text):
    safe = safe_text(text)

    assert safe.startswith("'") or not is_runnable(safe)


@given(texts)
def test_every_text_comes_back_as_it_was(text):
    assert plain_text(safe_text(text)) == text


@given(texts, texts)
def test_no_two_texts_look_alike_in_a_cell(one, other):
    assert (safe_text(one) == safe_text(other)) == (one == other)


@pytest.mark.parametrize("text", ["'=1", "''=1", "'", "''", "'\t"])
def test_a_text_with_an_apostrophe_of_its_own_comes_back_too(text):
    assert plain_text(safe_text(text)) == text
