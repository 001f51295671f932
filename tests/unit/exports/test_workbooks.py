"""XLSX workbooks, read back by another library than the one that writes them."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tracker.exports.workbook_rows import CELL_LIMIT
from tracker.exports.workbooks import WorkbookProperties, sheet_names, xlsx_bytes
from tracker.exports.writers import Column, Sheet

MADE = WorkbookProperties("Obstacles of TICC", datetime(2026, 11, 22, tzinfo=UTC))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(*cells, width=16):
    columns = [Column("Cell", lambda row: row[0], width=width)]
    return Sheet("Cells", columns, [(cell,) for cell in cells])


def read(content, sheet=0):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def written(*cells):
    return xlsx_bytes([sheet_of(*cells)], MADE)


def test_a_sheet_comes_back_with_its_headings_and_rows():
    columns = [Column("Words", lambda row: row[0]), Column("Number", lambda row: row[1])]

    rows = read(xlsx_bytes([Sheet("S", columns, [("Été", 3), ("", None), ("ij", 4)])], MADE))

    assert rows == [["Words", "Number"], ["Été", 3.0], ["", ""], ["ij", 4.0]]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "@SUM", "https://x.y", "12"]
)
def test_a_text_stays_a_text(text):
    content = written(text)

    assert read(content)[1] == [text]
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")


def test_a_text_that_would_run_stays_a_text_after_somebody_edits_it():
    content = written("=1+1", "Kent")

    assert 'quotePrefix="1"' in part(content, "xl/styles.xml")
    looks = re.findall(r'<c r="A[23]" s="(\d)"', part(content, "xl/worksheets/sheet1.xml"))
    assert looks[0] != looks[1]


def columns_of_links(**options):
    return [Column("Words", str), Column("Link", str, is_link=True, **options)]


def links_in(content, sheet=0):
    """Return the links of a sheet by cell, as another library reads them."""
    cells = load_workbook(io.BytesIO(content)).worksheets[sheet]
    found = [cell for row in cells.iter_rows() for cell in row if cell.hyperlink]
    return {
        cell.coordinate: f"{cell.hyperlink.target}{'#' * bool(cell.hyperlink.location)}"
        f"{cell.hyperlink.location or ''}"
        for cell in found
    }


def test_web_addresses_of_a_column_of_links_are_links():
    addresses = ["https://example.org/é?a=1&b=2#part", "javascript:alert(1)", "", "http://x.y"]

    content = xlsx_bytes([Sheet("S", columns_of_links(), addresses)], MADE)

    assert links_in(content) == {
        "B2": "https://example.org/é?a=1&b=2#part",
        "B5": "http://x.y",
    }
    assert [row[1] for row in read(content)[1:]] == addresses


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ('https://example.org/"<a>|{b}', "https://example.org/%22%3Ca%3E%7C%7Bb%7D"),
        ("https://example.org/" + "x" * 3000, None),
        ("https://", None),
        ("see https://example.org", None),
    ],
)
def test_an_address_that_excel_refuses_is_made_harmless_or_is_no_link(address, target):
    content = xlsx_bytes([Sheet("S", columns_of_links(), [address])], MADE)

    assert links_in(content) == ({"B2": target} if target else {})
    assert read(content)[1] == [address, address]


def test_no_sheet_has_more_links_than_excel_opens(monkeypatch):
    monkeypatch.setattr("tracker.exports.workbooks._MAX_LINKS", 3)

    content = xlsx_bytes([Sheet("S", columns_of_links(), ["https://x.y"] * 5)], MADE)

    assert list(links_in(content)) == ["B2", "B3", "B4"]


@pytest.mark.parametrize("rows", [0, 1, 3, 1203])
@pytest.mark.parametrize("columns", [1, 30])
def test_the_declared_extent_holds_every_row_and_column(rows, columns):
    sheet = Sheet("S", [Column(f"C{n}", str) for n in range(columns)], ["x"] * rows)

    content = xlsx_bytes([sheet, sheet], MADE)

    workbook = load_workbook(io.BytesIO(content), read_only=True)
    for one, cells in enumerate(workbook.worksheets):
        assert (cells.max_row, cells.max_column) == (rows + 1, columns)
        assert len(list(cells.iter_rows())) == rows + 1
        assert len(read(content, one)) == rows + 1


def test_a_sheet_prints_as_wide_as_the_page_with_its_headings_on_each():
    content = xlsx_bytes([sheet_of("one"), sheet_of("two")], MADE)

    for cells in load_workbook(io.BytesIO(content)).worksheets:
        assert (cells.page_setup.orientation, cells.page_setup.paperSize) == ("landscape", 9)
        assert cells.sheet_properties.pageSetUpPr.fitToPage
        assert (cells.page_setup.fitToWidth or 1, cells.page_setup.fitToHeight) == (1, 0)
        assert cells.print_title_rows == "$1:$1"


def test_nothing_becomes_a_link():
    with zipfile.ZipFile(io.BytesIO(written("https://example.org"))) as package:
        assert not [name for name in package.namelist() if "worksheets/_rels" in name]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_every_text_survives_but_for_what_xml_cannot_hold(texts):
    rows = read(written("first", *texts, "last"))

    lines = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text) for text in texts]
    kept = [re.sub("\r\n?", "\n", text.replace("\r\n", "\n")) for text in lines]
    assert [row[0] for row in rows[2:-1]] == kept


def test_what_looks_like_an_escape_comes_back_as_typed():
    content = written("_x0041_")

    assert "_x005F_x0041_" in part(content, "xl/worksheets/sheet1.xml")


def test_markup_in_a_text_is_only_words():
    assert read(written("<r><t>a & b</t></r>"))[1] == ["<r><t>a & b</t></r>"]


def test_markup_in_a_heading_is_only_words():
    sheet = Sheet("S", [Column("<r></broken></r>", lambda row: row)], [])

    assert read(xlsx_bytes([sheet], MADE)) == [["<r></broken></r> "]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param(date(2026, 11, 22), date(2026, 11, 22), id="day"),
        pytest.param(datetime(2026, 11, 22, 9, 30), datetime(2026, 11, 22, 9, 30), id="moment"),
        pytest.param(date(1899, 5, 1), "1899-05-01", id="before-excel-can-count"),
        pytest.param(Decimal("12.50"), 12.5, id="decimal"),
        pytest.param(-7, -7.0, id="negative"),
        pytest.param(10**15, 1e15, id="large"),
        pytest.param(["Money", "Law"], "Money; Law", id="list"),
        pytest.param([], "", id="empty-list"),
        pytest.param(None, "", id="blank"),
    ],
)
def test_a_cell_is_what_it_was(cell, value):
    assert read(written(cell, "after"))[1] == [value]


def test_a_text_beyond_the_limit_is_cut_and_says_so():
    (text,) = read(written("x" * 40_000))[1]

    assert len(text) == CELL_LIMIT
    assert text.endswith("x … (shortened: a cell holds 32,767 characters)")


def test_the_limit_counts_as_excel_does():
    (text,) = read(written("😀" * 20_000))[1]

    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert "shortened" in text


def test_a_text_at_the_limit_is_whole():
    assert read(written("x" * CELL_LIMIT))[1] == ["x" * CELL_LIMIT]


def test_a_lone_surrogate_is_dropped():
    assert read(written("a\ud800b" + "c" * 20_000))[1] == ["ab" + "c" * 20_000]


def test_the_headings_are_bold_stay_in_sight_and_filter():
    content = written("Kent", "Medway")

    sheet = ElementTree.fromstring(part(content, "xl/worksheets/sheet1.xml"))
    assert sheet.find(f"{MAIN}autoFilter").get("ref") == "A1:A3"
    assert sheet.find(f".//{MAIN}pane").get("state") == "frozen"
    assert "<b/>" in part(content, "xl/styles.xml")


def test_a_reading_column_is_wide_and_wraps():
    content = xlsx_bytes([sheet_of("Words", width=48)], MADE)

    assert 'width="48.7' in part(content, "xl/worksheets/sheet1.xml")
    assert 'wrapText="1"' in part(content, "xl/styles.xml")


def test_an_empty_sheet_opens():
    assert read(written()) == [["Cell"]]


def test_a_workbook_holds_its_sheets_in_order():
    content = xlsx_bytes([sheet_of("one"), sheet_of("two")], MADE)

    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["Cells", "Cells 2"]
    assert read(content, 1) == [["Cell"], ["two"]]


def test_rows_beyond_a_block_keep_their_numbers():
    rows = read(written(*range(1234)))

    assert [row[0] for row in rows[1:]] == list(range(1234))


def test_equal_input_gives_equal_bytes():
    assert written("Kent", date(2026, 1, 2)) == written("Kent", date(2026, 1, 2))


def test_the_workbook_says_its_title_and_the_date_it_was_given():
    core = part(written(), "docProps/core.xml")

    assert "Obstacles of TICC" in core
    assert "2026-11-22T00:00:00Z" in core


def test_a_title_with_control_characters_cannot_break_the_workbook():
    made = WorkbookProperties("a\x07<b>" + "c" * 400, MADE.made_at)

    assert "a&lt;b&gt;ccc" in part(xlsx_bytes([sheet_of()], made), "docProps/core.xml")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param(["Totals"], ["Totals"], id="as-it-is"),
        pytest.param(["a/b:c[d]"], ["a b c d"], id="refused-characters"),
        pytest.param(["x" * 40], ["x" * 31], id="too-long"),
        pytest.param(["x" * 40] * 2, ["x" * 31, "x" * 29 + " 2"], id="too-long-twice"),
        pytest.param(["Notes", "notes", "NOTES"], ["Notes", "notes 2", "NOTES 3"], id="alike"),
        pytest.param(["'", ""], ["-", "- 2"], id="nothing-left"),
    ],
)
def test_sheets_get_names_that_excel_takes(wanted, names):
    assert sheet_names(wanted) == names
