"""The summary as a PDF: accessible, the same twice, and stopped by no text."""

import io
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, mult

from tests.unit.editions.summaries import (
    PICTURE,
    a_barrier,
    a_matrix,
    a_summary,
    an_empty_summary,
)
from tracker.editions.summary import Figure, HelpfulWorkaroundLine
from tracker.editions.summary_pdf import summary_pdf

NAMES = [f"Organisation {number}, a name of some length" for number in range(60)]
STATES = ["open", "being-worked-on", "worked-round", "resolved", "accepted-as-immovable"] * 12
WIDE = PICTURE.replace("0 0 400 200", "0 0 1200 500")
WIDE = WIDE.replace('"400"', '"1200"').replace('"200"', '"500"')
HOSTILE = '#read("/etc/passwd") #import "@preview/x:1.0.0" $ ]] *bold* \\ #eval("1+1")'


@pytest.fixture(scope="module")
def pdf(typefaces):
    return PdfReader(io.BytesIO(summary_pdf(a_summary(), fonts=typefaces, language="en")))


def words_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def raw_text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def families_in(pages):
    """Return the families of the typefaces that lie in some pages of a PDF."""
    pages = pages.pages if hasattr(pages, "pages") else pages
    resources = [page["/Resources"]["/Font"].values() for page in pages]
    names = {font.get_object()["/BaseFont"] for fonts in resources for font in fonts}
    return {name.split("+")[1].split("-")[0] for name in names}


def letters_of(text):
    """Return the letters that a PDF must have: composed ones can be read in parts."""
    return {letter for letter in text if unicodedata.category(letter) in {"Lu", "Ll", "Lo", "Sm"}}


def tags_in(node):
    """Yield every tag of a PDF below `node`, with what it holds."""
    below = node.get_object().get("/K", []) if not isinstance(node, list) else node
    below = below.get_object() if hasattr(below, "get_object") else below
    for child in below if isinstance(below, list) else [below]:
        tag = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(tag, dict):
            if "/S" in tag:
                yield tag["/S"], tag
            yield from tags_in(tag)


@pytest.fixture(scope="module")
def tags(pdf):
    return list(tags_in(pdf.trailer["/Root"]["/StructTreeRoot"]))


def test_the_pdf_says_that_it_is_tagged_and_follows_pdf_ua(pdf):
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_the_pdf_shows_its_title_and_says_its_language(pdf):
    root = pdf.trailer["/Root"]

    assert pdf.metadata.title == "TICC: summary, 22 November 2026"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en"


def test_the_headings_go_down_one_level_at_a_time(tags):
    headings = [kind for kind, _ in tags if kind.startswith("/H")]

    assert headings == ["/H1"] + ["/H2"] * (len(headings) - 1)
    assert len(headings) == 7


def test_every_drawing_says_in_words_what_it_shows(tags):
    said = [tag.get("/Alt") for kind, tag in tags if kind == "/Figure"]

    assert "open: 2, resolved: 1" in said
    assert "still in the way: 2; no longer in the way: 1; accepted as immovable: 0" in said
    assert "Three organisations meet one barrier." in said
    assert all(said)


def test_every_table_has_headings(tags):
    tables = [tag for kind, tag in tags if kind == "/Table"]

    assert len(tables) == 4
    for table in tables:
        assert "/TH" in [kind for kind, _ in tags_in(table)]


def test_every_page_can_be_read_by_its_tags_in_order(pdf):
    assert all(page["/Tabs"] == "/S" for page in pdf.pages)


def test_the_words_can_be_searched_and_copied(typefaces):
    words = words_of(summary_pdf(a_summary(), fonts=typefaces, language="en"))

    assert "What stood in the way, and what got past it" in words
    assert "A new scheme of delegation Medway" in words
    assert "Medway meets it" in words
    assert "Counted over what a funder may read." in words
    assert "Page 1 of" in words


def test_words_are_set_in_the_serif_and_the_rest_in_the_sans(pdf):
    assert families_in(pdf) == {"PublicSans", "SourceSerif4Roman"}


SCRIPTS = {
    "latin": ("Łódź, Ștefan, ā̱, Việt", set()),
    "greek": ("Αθήνα ἀλήθεια", {"NotoSans"}),
    "cyrillic": ("Жизнь Їжак ѣ", {"NotoSans"}),
    "arabic": ("لا شيء كُلُّ", {"NotoSansArabic"}),
    "arrows": ("a → b ⇒ c ↔ d", {"DejaVuSans"}),
    "mathematics": ("∀x∈\u211d: x ≤ ∞ ⊕ ∑", {"DejaVuSans"}),
    "hebrew": ("שלום", {"DejaVuSans"}),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_table_prints_every_script(typefaces, script):
    text, families = SCRIPTS[script]
    summary = a_summary(shared=[a_barrier(title=text, named=[text])], network_svg=None)

    content = summary_pdf(summary, fonts=typefaces, language="en")

    assert families <= families_in(PdfReader(io.BytesIO(content)))
    assert letters_of(text) <= set(raw_text_of(content))
    assert "could not be printed" not in words_of(content)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_picture_is_set_in_the_typefaces_of_the_tables(typefaces, script):
    text, families = SCRIPTS[script]
    summary = a_summary(network_svg=PICTURE.replace("Medway", f"Medway {text}"))

    pages = PdfReader(io.BytesIO(summary_pdf(summary, fonts=typefaces, language="en"))).pages
    drawn = pages[-1]

    assert families | {"PublicSans"} <= families_in(pages[-1:])
    assert letters_of(text) <= set(drawn.extract_text())
    assert "could not be printed" not in drawn.extract_text()


def test_a_pictures_words_keep_their_place_and_their_typeface(typefaces):
    words = "".join(
        f'<text x="200" y="{y}" {attributes}>{word}</text>'
        for word, y, attributes in (
            ("Starts", 40, ""),
            ("Centred", 80, 'text-anchor="middle"'),
            ("Finishes", 120, """text-anchor="end" font-family="'Source Serif 4'" """),
        )
    )
    summary = a_summary(network_svg=f"{PICTURE.split('<text')[0]}{words}</svg>")
    places = {}

    def keep(text, page, line, font, _size):
        place = mult(line, page)
        places[text.strip()] = (place[4], place[5], font and font["/BaseFont"])

    content = summary_pdf(summary, fonts=typefaces, language="en")
    PdfReader(io.BytesIO(content)).pages[-1].extract_text(visitor_text=keep)
    starts, centred, finishes = places["Starts"], places["Centred"], places["Finishes"]

    assert finishes[0] + 60 < centred[0] + 30 < starts[0]
    assert starts[1] - centred[1] == pytest.approx(centred[1] - finishes[1])
    assert "SourceSerif" in finishes[2]
    assert "PublicSans" in starts[2]


def test_all_scripts_at_once_give_the_same_bytes_twice(typefaces):
    texts = [text for text, _ in SCRIPTS.values()]
    summary = a_summary(
        headline=" ".join(texts),
        shared=[a_barrier(title=text) for text in texts],
        network_svg=PICTURE.replace("Medway", " ".join(texts)),
    )

    one, other = (summary_pdf(summary, fonts=typefaces, language="en") for _ in range(2))

    assert one == other


def test_equal_summaries_give_equal_bytes(typefaces):
    one, other = (summary_pdf(a_summary(), fonts=typefaces, language="en") for _ in range(2))

    assert one == other


def test_the_only_clock_is_the_day_of_the_summary(typefaces):
    later = replace(a_summary(), made_on=date(2027, 1, 3))

    reader = PdfReader(io.BytesIO(summary_pdf(later, fonts=typefaces, language="en")))

    assert reader.metadata.creation_date.isoformat() == "2027-01-03T00:00:00+00:00"


def test_a_summary_in_dutch_says_so(typefaces):
    content = summary_pdf(a_summary(), fonts=typefaces, language="nl")

    assert PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "nl"
    assert "22 november 2026" in words_of(content)


def test_peoples_words_are_set_and_never_run(typefaces):
    summary = a_summary(headline=HOSTILE, shared=[a_barrier(title=HOSTILE)])

    words = words_of(summary_pdf(summary, fonts=typefaces, language="en"))

    assert '#read("/etc/passwd")' in words
    assert "root:" not in words


def test_a_programme_without_obstacles_says_so(typefaces):
    content = summary_pdf(an_empty_summary(), fonts=typefaces, language="en")

    assert "No obstacles in this summary yet." in words_of(content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_a_figure_that_is_not_given_says_so(typefaces):
    summary = a_summary(shared=[a_barrier(organisations=None, states=None, unnamed=None)])

    assert "not shown" in words_of(summary_pdf(summary, fonts=typefaces, language="en"))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"headline": "H" * 300, "lead": "w" * 300}, id="endless-words"),
        pytest.param({"shared": [a_barrier(title="x" * 300)]}, id="an-endless-title"),
        pytest.param({"shared": [a_barrier(n) for n in range(300)]}, id="300-barriers"),
        pytest.param({"shared": [a_barrier(states=STATES, named=NAMES)]}, id="60-organisations"),
        pytest.param(
            {"helpful_workarounds": [HelpfulWorkaroundLine(words="w " * 500, where=NAMES)] * 30},
            id="much-past",
        ),
        pytest.param({"matrix": a_matrix(8, 60)}, id="60-columns"),
        pytest.param({"matrix": a_matrix(60, 40)}, id="a-wide-and-long-matrix"),
        pytest.param({"matrix": a_matrix(1, 1)}, id="a-matrix-of-one"),
        pytest.param({"figures": [Figure(number=1, noun="n" * 90)] * 9}, id="too-many-figures"),
        pytest.param({"figures": []}, id="no-figures"),
        pytest.param({"sight": "As seen " * 90}, id="a-long-sight"),
        pytest.param({"network_svg": PICTURE.replace('"200"', '"5000"')}, id="a-tall-picture"),
        pytest.param({"headline": "كل شيء 障害 🙂"}, id="other-scripts"),
    ],
)
def test_no_content_is_too_much(typefaces, facts):
    content = summary_pdf(a_summary(**facts), fonts=typefaces, language="en")

    assert content.startswith(b"%PDF")


def test_a_wide_picture_turns_its_page(typefaces):
    summary = a_summary(network_svg=WIDE)

    pages = PdfReader(io.BytesIO(summary_pdf(summary, fonts=typefaces, language="en"))).pages

    assert any(page.mediabox.width > page.mediabox.height for page in pages)


@settings(max_examples=40, deadline=None)
@given(text=st.text(min_size=1, max_size=60))
def test_no_text_can_stop_the_press(typefaces, text):
    said = text.replace("&", "&amp;").replace("<", "&lt;")
    summary = a_summary(
        programme_name=text,
        headline=text,
        shared=[a_barrier(title=text, named=[text])],
        network_svg=PICTURE.replace("Medway", said),
        network_description=text,
    )

    assert summary_pdf(summary, fonts=typefaces, language="en").startswith(b"%PDF")


def test_copied_text_has_no_soft_hyphen_and_no_invisible_space(typefaces):
    word = "Samenwerkingsverbanden" * 3
    summary = replace(
        a_summary(),
        shared=[replace(a_barrier(), title=f"Het is on\u00advoor\u00adwaardelijk {word}")],
        matrix=replace(
            a_matrix(3, 2), organisations=["Samenwerkingsverband", "Internationalisation"]
        ),
    )

    text = raw_text_of(summary_pdf(summary, fonts=typefaces, language="nl"))

    assert not {"\u00ad", "\u200b"} & set(text)
    assert word in text.replace("\n", "")
    for whole in ("onvoorwaardelijk", "Samenwerkingsverband", "Internationalisation"):
        assert whole in text


def last_page_of(content):
    return " ".join(PdfReader(io.BytesIO(content)).pages[-1].extract_text().split())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "\u13a0", "1 character could not be printed: U+13A0 CHEROKEE LETTER A.", id="cherokee"
        ),
        pytest.param(
            "\U0001faa8 障\U0001faa8",
            "2 characters could not be printed: U+969C CJK UNIFIED IDEOGRAPH-969C, U+1FAA8 ROCK.",
            id="emoji-and-chinese",
        ),
        pytest.param("\x07", "1 character could not be printed: U+0007.", id="without-a-name"),
    ],
)
def test_what_no_typeface_has_is_named_on_the_last_page(typefaces, text, sentence):
    for facts in ({}, {"network_svg": None}, {"network_svg": WIDE}):
        summary = a_summary(shared=[a_barrier(title=f"Door {text}")], **facts)

        content = summary_pdf(summary, fonts=typefaces, language="en")

        assert sentence in last_page_of(content)


def test_what_a_picture_alone_cannot_print_is_named_too(typefaces):
    summary = a_summary(network_svg=PICTURE.replace("Medway", "\u13a0\u13a1"))

    assert "2 characters could not be printed: U+13A0 CHEROKEE LETTER A, U+13A1" in last_page_of(
        summary_pdf(summary, fonts=typefaces, language="en")
    )


def test_a_summary_that_is_printed_whole_names_nothing(typefaces):
    words = words_of(summary_pdf(a_summary(), fonts=typefaces, language="en"))

    assert "could not be printed" not in words
