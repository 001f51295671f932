"""The typefaces: small enough for a first visit, whole enough for our languages, cut once."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tracker import typefaces
from tracker.paths import ROOT

WEB_LIMIT = 72 * 1024
LETTERS = {
    "English": "abcxyzABCXYZ0123456789£&",
    "French": "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ€",
    "Dutch": "áäéëèïíóöúüÁÄÉËÈÏÍÓÖÚÜ",
    "German": "äöüßÄÖÜ",
    "Polish": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "Romanian": "ăâîșțĂÂÎȘȚ",
    "signs": "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u00a0\u00b7\u00d7",
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def web(cache: Path) -> dict[str, Path]:
    return typefaces.web_fonts(cache)


@pytest.fixture(scope="module", params=["public-sans.woff2", "source-serif.woff2"])
def font(request: pytest.FixtureRequest, web: dict[str, Path]) -> TTFont:
    return TTFont(web[request.param])


def test_both_web_fonts_together_are_light(web) -> None:
    assert sum(path.stat().st_size for path in web.values()) <= WEB_LIMIT


@pytest.mark.parametrize("language", LETTERS)
def test_web_fonts_have_the_letters_of_our_languages(font, language) -> None:
    assert {
        letter for letter in LETTERS[language] if ord(letter) not in font.getBestCmap()
    } == set()


def test_web_fonts_bend_in_weight_alone(font) -> None:
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}

    assert axes == {"wght": (400, 700)}


def test_web_fonts_keep_figures_for_columns(font) -> None:
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}

    assert "tnum" in features


def test_a_second_start_cuts_nothing(cache, web) -> None:
    written = {name: path.stat().st_mtime_ns for name, path in web.items()}

    again = typefaces.web_fonts(cache)

    assert {name: path.stat().st_mtime_ns for name, path in again.items()} == written


def test_print_fonts_lie_alone_in_one_folder(cache) -> None:
    folder = typefaces.print_fonts(cache)

    assert sorted(path.suffix for path in folder.iterdir()) == [".ttf", ".ttf"]


def test_print_fonts_write_greek_and_cyrillic_where_the_family_does(cache) -> None:
    fonts = [TTFont(path) for path in typefaces.print_fonts(cache).iterdir()]

    assert any({ord("λ"), ord("Ж")} <= set(font.getBestCmap()) for font in fonts)


def test_many_at_once_end_with_one_whole_file_and_no_crumbs(tmp_path: Path, web) -> None:
    def cut() -> TTFont:
        return TTFont(web["public-sans.woff2"])

    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: typefaces._kept(tmp_path, "a.woff2", cut), range(8)))

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == kept
    assert TTFont(kept.pop()).getBestCmap()


def test_a_cut_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> TTFont:
        raise OSError("No room")

    with pytest.raises(OSError, match="No room"):
        typefaces._kept(tmp_path, "a.woff2", fail)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_others_on_the_machine_may_read_them(web) -> None:
    assert {path.stat().st_mode & 0o777 for path in web.values()} == {0o644}


@pytest.mark.parametrize("name", ["public-sans.woff2", "source-serif.woff2"])
def test_the_style_sheet_asks_for_the_cut_of_today(name) -> None:
    sheet = (ROOT / "tracker" / "static" / "app.css").read_text()

    assert f'url("../typefaces/{name}?v={typefaces.FORMAT}")' in sheet


@pytest.mark.parametrize("name", ["public-sans.woff2", "source-serif.woff2"])
def test_the_page_loads_ahead_what_the_style_sheet_asks_for(name) -> None:
    links = (ROOT / "templates" / "frame" / "links.html").read_text()

    asked = re.search(rf"assets\.typeface', filename='{name}', v=(\d+)\)", links)
    assert asked
    assert int(asked[1]) == typefaces.FORMAT
