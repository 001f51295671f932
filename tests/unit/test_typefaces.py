"""The fonts: small enough for a first visit, whole enough for our languages, built once."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest
from fontTools.ttLib import TTFont

from tracker import typeface_builder, typefaces
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
def cache() -> Path:
    return typefaces.default_cache()


@pytest.fixture(scope="module")
def web(cache: Path) -> dict[str, Path]:
    return typefaces.web_fonts(cache)


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


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


def test_a_second_start_builds_nothing(cache, web) -> None:
    written = {name: path.stat().st_mtime_ns for name, path in web.items()}

    again = typefaces.web_fonts(cache)

    assert {name: path.stat().st_mtime_ns for name, path in again.items()} == written


def test_print_fonts_lie_alone_in_one_folder(cache) -> None:
    folder = typefaces.print_fonts(cache)

    assert sorted(path.suffix for path in folder.iterdir()) == [".ttf"] * 5


@pytest.mark.parametrize(
    ("family", "characters"),
    [
        ("Noto Sans", "λἀЖїѣȟ"),
        ("Noto Sans Arabic", "كلشيء؟٣پ\u064e"),
        ("DejaVu Sans", "←→⇒↔∀∈⊂⊕□■★☐✓אב"),
        ("Source Serif 4", "λЖ"),
    ],
)
def test_print_fonts_have_the_letters_of_many_scripts(cache, family, characters) -> None:
    faces = typefaces.print_characters(typefaces.print_fonts(cache))

    assert set(characters) <= faces[family]


def test_no_font_to_fall_back_on_can_take_a_letter_from_another(cache) -> None:
    faces = typefaces.print_characters(typefaces.print_fonts(cache))
    others = [faces[family] for family in faces if family != "Source Serif 4"]

    assert sum(map(len, others)) == len(frozenset().union(*others))


def test_no_font_to_fall_back_on_takes_a_mark_without_its_letter(cache) -> None:
    faces = typefaces.print_characters(typefaces.print_fonts(cache))
    marks = {chr(code) for code in range(0x300, 0x370)}

    assert {family for family in faces if faces[family] & marks} == {
        "Public Sans",
        "Source Serif 4",
    }


@pytest.mark.parametrize("name", ["public-sans", "noto-sans", "noto-sans-arabic"])
def test_print_fonts_are_bold_and_never_thin(cache, name) -> None:
    font = TTFont(typefaces.print_fonts(cache) / f"{name}.ttf")

    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}

    assert axes == {"wght": (400, 700)}


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("public-sans", "SIL OPEN FONT LICENSE Version 1.1"),
        ("source-serif", "SIL OPEN FONT LICENSE Version 1.1"),
        ("noto-sans", "SIL OPEN FONT LICENSE Version 1.1"),
        ("noto-sans-arabic", "SIL OPEN FONT LICENSE Version 1.1"),
        ("dejavu-sans", "shall\nbe included in all copies"),
    ],
)
def test_print_fonts_bring_their_licence_along(cache, name, licence) -> None:
    beside = typefaces.print_fonts(cache).with_name(f"{name}.licence.txt")

    assert licence in beside.read_text("utf-8")


def test_characters_for_print_are_those_of_the_fonts(cache) -> None:
    folder = typefaces.print_fonts(cache)
    fonts = [TTFont(path) for path in folder.iterdir()]

    listed = typefaces.print_characters(folder)

    assert listed == {
        font["name"].getBestFamilyName(): frozenset(map(chr, font.getBestCmap())) for font in fonts
    }


def test_print_takes_the_serif_as_its_authors_made_it(cache) -> None:
    serif = typefaces.print_fonts(cache) / "source-serif.ttf"

    assert serif.read_bytes() == typeface_builder._SERIF.read_bytes()


def test_a_changed_font_does_not_bear_the_name_that_its_authors_reserve(web) -> None:
    names = TTFont(web["source-serif.woff2"])["name"]

    assert {names.getDebugName(name_id) for name_id in (1, 4, 6)} == {
        "Tracker Serif",
        "Tracker Serif Regular",
        "TrackerSerif-Regular",
    }


def test_fonts_name_their_licence_and_bring_it_along(font, web) -> None:
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    for path in web.values():
        licence = path.with_name(f"{path.stem}.licence.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_builder_takes_the_letters_it_is_told_and_nothing_is_missing(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(typeface_builder, "WEB_CHARACTERS", frozenset(map(ord, "AB")))

    typeface_builder.build(tmp_path)

    assert set(TTFont(tmp_path / "source-serif.woff2").getBestCmap()) == {ord("A"), ord("B")}
    assert {str(path.relative_to(tmp_path)) for path in files_in(tmp_path)} == {
        "dejavu-sans.licence.txt",
        "noto-sans-arabic.licence.txt",
        "noto-sans.licence.txt",
        "print-characters.json",
        "print/dejavu-sans.ttf",
        "print/noto-sans-arabic.ttf",
        "print/noto-sans.ttf",
        "print/public-sans.ttf",
        "print/source-serif.ttf",
        "public-sans.licence.txt",
        "public-sans.woff2",
        "source-serif.licence.txt",
        "source-serif.woff2",
    }


def test_many_at_once_build_once_and_leave_no_crumbs(tmp_path: Path) -> None:
    built = []

    def build(folder: Path) -> None:
        built.append(folder)
        sleep(0.05)
        (folder / "a.woff2").write_text("whole")

    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: typefaces._build_once(tmp_path / "fonts", build), range(8)))

    assert kept == {tmp_path / "fonts"}
    assert files_in(tmp_path) == {tmp_path / "fonts" / "a.woff2"}
    assert sorted(tmp_path.iterdir()) == [tmp_path / "fonts"]
    assert len(built) == 1


def test_without_a_lock_whoever_is_second_takes_what_the_first_built(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(typefaces, "_locked", lambda _: nullcontext())
    both = Barrier(2)

    def build(folder: Path) -> None:
        both.wait(timeout=10)
        (folder / "a.woff2").write_text("whole")

    with ThreadPoolExecutor(2) as pool:
        kept = set(pool.map(lambda _: typefaces._build_once(tmp_path / "fonts", build), range(2)))

    assert files_in(tmp_path) == {kept.pop() / "a.woff2"}
    assert sorted(tmp_path.iterdir()) == [tmp_path / "fonts"]


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_: Path) -> None:
        raise OSError("No room")

    with pytest.raises(OSError, match="No room"):
        typefaces._build_once(tmp_path / "fonts", fail)

    assert list(tmp_path.iterdir()) == []


def test_another_way_to_build_has_a_cache_of_its_own(tmp_path: Path, monkeypatch) -> None:
    before = typefaces._key()
    changed = tmp_path / "typeface_builder.py"
    changed.write_text("WEB_CHARACTERS = frozenset()\n")
    monkeypatch.setattr(typefaces, "_BUILDER", changed)
    typefaces._key.cache_clear()

    after = typefaces._key()
    typefaces._key.cache_clear()

    assert after != before


def test_a_wheel_serves_what_it_brought_along(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(typefaces, "_IN_WHEEL", tmp_path)

    web = typefaces.web_fonts(Path("/nowhere"))

    assert set(web.values()) == {tmp_path / "public-sans.woff2", tmp_path / "source-serif.woff2"}
    assert typefaces.print_fonts(Path("/nowhere")) == tmp_path / "print"


def test_the_builder_alone_needs_the_libraries_that_a_wheel_does_without() -> None:
    sources = (ROOT / "tracker").rglob("*.py")
    needing = re.compile(r"^\s*(?:import|from) (?:fontTools|fontpkg)", re.MULTILINE)

    found = [path.name for path in sources if needing.search(path.read_text())]

    assert found == ["typeface_builder.py"]


def test_others_on_the_machine_may_read_them(web) -> None:
    assert {path.stat().st_mode & 0o777 for path in web.values()} == {0o644}


@pytest.mark.parametrize("name", ["public-sans.woff2", "source-serif.woff2"])
def test_the_style_sheet_asks_for_the_fonts_of_today(name) -> None:
    sheet = (ROOT / "tracker" / "static" / "app.css").read_text()

    assert f'url("../typefaces/{name}?v={typefaces.FORMAT}")' in sheet


@pytest.mark.parametrize("name", ["public-sans.woff2", "source-serif.woff2"])
def test_the_page_loads_ahead_what_the_style_sheet_asks_for(name) -> None:
    links = (ROOT / "templates" / "frame" / "links.html").read_text()

    asked = re.search(rf"assets\.typeface', filename='{name}', v=(\d+)\)", links)
    assert asked
    assert int(asked[1]) == typefaces.FORMAT
