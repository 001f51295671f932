from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from tracker.graph.legible import legible
from tracker.graph.lettering import width_of, wrapped

FACES = {
    "sans": ("fontpkg_public_sans", "PublicSans[wght].ttf", {"wght": 600}),
    "serif": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", {"wght": 400, "opsz": 18}),
}
LETTERS = "".join(map(chr, [*range(32, 127), *range(0xC0, 0x180), *range(0x2013, 0x2027), 0x20AC]))


@pytest.mark.parametrize("face", FACES)
def test_no_letter_is_wider_in_its_typeface_than_we_reckon(face) -> None:
    package, name, axes = FACES[face]
    font = TTFont(str(files(package) / "files" / name))
    names, glyphs = font.getBestCmap(), font.getGlyphSet(location=axes)
    scale = 1000 / font["head"].unitsPerEm

    real = {x: round(glyphs[names[ord(x)]].width * scale) for x in LETTERS if ord(x) in names}

    assert {x: width for x, width in real.items() if width > width_of(x, 1000, face)} == {}
    assert len(real) > 250


@given(st.text(), st.floats(60, 400), st.sampled_from(("sans", "serif")))
def test_no_line_is_wider_than_its_measure(text, width, face) -> None:
    lines = wrapped(text, width, 15, face=face)

    assert all(width_of(line, 15, face) <= width + 1e-6 for line in lines)


@given(st.text(alphabet="abcdef "), st.floats(60, 400))
def test_breaking_lines_loses_no_letter(text, width) -> None:
    lines = wrapped(text, width, 15, max_lines=999)

    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_lines_are_of_about_equal_length() -> None:
    lines = wrapped("The host institution does not share the values", 290, 16)

    assert lines == ("The host institution does", "not share the values")


def test_a_word_too_long_for_a_line_is_broken_with_a_hyphen() -> None:
    first, *rest = wrapped("Arbeidsongeschiktheidsverzekeringsmaatschappij", 120, 15)

    assert first.endswith("-")
    assert rest


def test_text_beyond_the_last_line_ends_in_an_ellipsis() -> None:
    lines = wrapped("one two three four five six seven eight nine ten", 60, 15, max_lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_empty_text_has_no_line() -> None:
    assert wrapped(" \n ", 100, 15) == ()


@pytest.mark.parametrize(
    ("letter", "width"),
    [
        pytest.param("é", width_of("e", 100), id="accents are as wide as their letter"),
        pytest.param("\u0301", 0, id="combining marks take no room"),
        pytest.param("漢", 104, id="ideographs are square"),
        pytest.param("🙂", 140, id="pictures are wider"),
        pytest.param("ж", 84, id="other letters count as wide"),
    ],
)
def test_foreign_letters_are_reckoned_wide_enough(letter, width) -> None:
    assert width_of(letter, 100) == width


def test_legible_text_is_one_line_without_control_characters() -> None:
    assert legible("a\x00b\ud800c\n\n d\ufffe\u202ee") == "abc de"
