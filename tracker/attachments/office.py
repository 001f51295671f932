"""Checks of Word and Excel documents: allowed parts by content type, relationship and content.

What is left out is what runs (macros, controls, add-ins), what may hide it (embedded objects) and
what fetches from elsewhere when it is opened (templates, frames, pieces; fields, formulas and data
connections, see `fields`). Pictures, fonts, printer settings, charts with the workbook
of their figures (looked into likewise), links to other workbooks and hyperlinks stay: people's
ordinary files hold them.
"""

import io
import re
from urllib.parse import unquote, urljoin

from tracker.attachments.fields import (
    MAX_SIGN_LENGTH,
    PLAIN_XML,
    RUNNING_SIGNS,
    LiveContent,
)
from tracker.attachments.packages import (
    DAMAGE_ERRORS,
    ZIP_SIGNATURE,
    ContainsPrograms,
    Package,
    local_name,
    open_package,
    plain_name,
    refuse_programs,
)

WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = "[content_types].xml"
FIRST_RELATIONSHIPS = "_rels/.rels"
MAX_EMBEDDED_SIZE = 8 * 1024 * 1024

USUAL_TYPES = re.compile(
    r"(?:image|audio|video|font|model)/[a-z0-9.+-]+"
    r"|(?:application|text)/xml|text/plain"
    r"|application/(?:binary|octet-stream|inkml\+xml|x-font-?[a-z]*|x-(?:emf|wmf|msmetafile))"
    r"|application/vnd\.(?:openxmlformats-(?:officedocument|package)|ms-(?:office|word|excel)"
    r"|wps-officedocument)"
    r"\.[a-z0-9.+-]+"
)
MEDIA = ("image/", "audio/", "video/", "font/", "model/")
"""Kinds that are shown as they are, and never read as a part of the document."""
RUNNING_TYPES = re.compile(
    r"macro|vba|activex|oleobject|addin|webextension|attachedtoolbars|officedocument\.package"
    r"|sheet\.binary|script|msdownload|executable"
)
"""Words of content types of what runs, hides what runs, or is a document of another kind."""
MACROS = "vbaproject.bin"
"""What they are called mostly; a part of this name is refused whatever it says of itself."""
RUNNING_RELATIONSHIPS = frozenset(
    {
        "activexcontrolbinary",
        "afchunk",
        "attachedtoolbars",
        "control",
        "frame",
        "oleobject",
        "subdocument",
        "vbaproject",
        "vbaprojectsignature",
        "vbaprojectsignatureagile",
        "vbaprojectsignaturev3",
        "webextension",
        "webextensiontaskpanes",
        "wordvbadata",
        "xlintlmacrosheet",
        "xlmacrosheet",
    }
)
EXTERNAL = frozenset(
    {
        "attachedtemplate",
        "audio",
        "externallinklongpath",
        "externallinkpath",
        "hyperlink",
        "image",
        "mailmergeheadersource",
        "mailmergesource",
        "video",
        "xlalternatestartup",
        "xllibrary",
        "xlpathmissing",
        "xlstartup",
    }
)
"""What may stand outside the file: links that people open, and sources that Office asks about."""
NEVER_ELSEWHERE = frozenset({"attachedtemplate", "audio", "image", "video"})
"""What is fetched when the file is opened, and so may not stand on another machine by its share."""
ON_THIS_MACHINE = re.compile(r"(?:file:/{0,3})?[a-z]:[/\\].*|[^/\\:]+", re.IGNORECASE)
ON_A_SHARE = re.compile(r"(?:file:)?[/\\]{2,}(?![/\\]|[a-z]:)", re.IGNORECASE)


def check_office(package: Package, kind: str, *, is_embedded: bool = False) -> bool:
    """Return whether the package is of this kind; raise ContainsPrograms if it has active content.

    Raises ValueError if it is damaged.
    """
    types = _content_types(package)
    for name in package.parts:
        if name.endswith(".rels"):
            package.walk(name, _check_relationship)
        if name != TYPES:
            _check_part(package, name, types, is_embedded=is_embedded)
            _check_content(package, name, types[name], is_workbook=kind == SPREADSHEET)
    return types.get(_main_part(package)) == f"{kind}.main+xml"


def _content_types(package: Package) -> dict[str, str]:
    """Return the content type of each part; raise ValueError if a part has two."""
    by_ending: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for tag, attributes in package.elements(TYPES):
        if tag not in {"Default", "Override"}:
            continue
        kind = attributes["ContentType"].partition(";")[0].strip().lower()
        if tag == "Default":
            known, name = by_ending, attributes["Extension"].casefold()
        else:
            known, name = by_name, plain_name(attributes["PartName"])
        if known.setdefault(name, kind) != kind:
            raise ValueError(name)
    return {
        name: by_name.get(name, by_ending.get(name.rpartition(".")[2], ""))
        for name in package.parts
    }


def _main_part(package: Package) -> str:
    """Return the name of the main part."""
    main = [
        attributes["Target"]
        for tag, attributes in package.elements(FIRST_RELATIONSHIPS)
        if tag == "Relationship" and _last(attributes["Type"]) == "officedocument"
    ]
    if len(main) != 1:
        raise ValueError(main)
    return plain_name(urljoin("/", main[0]))


def _check_relationship(tag: str, attributes: dict[str, str]) -> None:
    if local_name(tag) != "Relationship":
        return
    kind, target = _last(attributes["Type"]), unquote(attributes["Target"]).strip()
    if kind in RUNNING_RELATIONSHIPS:
        raise ContainsPrograms
    if attributes.get("TargetMode", "").strip().lower() == "external":
        _check_target(kind, target)


def _check_target(kind: str, target: str) -> None:
    """Raise ContainsPrograms if an external target would load active content."""
    is_template = kind == "attachedtemplate"
    if (
        kind not in EXTERNAL
        or re.match(r"\s*(?:javascript|vbscript|data|mhtml|ms-[a-z]+):", target, re.IGNORECASE)
        or (is_template and not ON_THIS_MACHINE.fullmatch(target))
        or (kind in NEVER_ELSEWHERE and ON_A_SHARE.match(target))
    ):
        raise ContainsPrograms


def _check_part(package: Package, name: str, types: dict[str, str], *, is_embedded: bool) -> None:
    kind, first = types[name], package.first(name)
    if name.endswith(MACROS):
        raise ContainsPrograms
    if kind and (RUNNING_TYPES.search(kind) or not USUAL_TYPES.fullmatch(kind)):
        raise ContainsPrograms
    refuse_programs(first)
    if first.startswith(ZIP_SIGNATURE):
        _check_embedded(package, name, is_embedded=is_embedded)


def _check_content(package: Package, name: str, kind: str, *, is_workbook: bool) -> None:
    """Raise if a part that Office reads as XML runs or fetches something.

    Workbooks are long, so those of their parts that cannot hold such a thing are not parsed.
    """
    first = package.first(name)
    if name.endswith(".rels") or not _is_markup(kind, first):
        return
    if is_workbook and PLAIN_XML.match(first) and not _holds_signs(package, name):
        return
    content = LiveContent()
    package.walk(name, content.begin, content.end, content.text)
    content.close()


def _holds_signs(package: Package, name: str) -> bool:
    """Return whether a part in UTF-8 has a sign of what runs, also across two of its pieces."""
    before = b""
    for chunk in package.chunks(name):
        if RUNNING_SIGNS.search(before + chunk):
            return True
        before = chunk[-MAX_SIGN_LENGTH:]
    return False


def _is_markup(kind: str, first: bytes) -> bool:
    """Return whether Office may read a part as XML, whatever its name ends in."""
    if not first or kind.startswith(MEDIA):
        return False
    begins = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ")
    return begins.startswith(b"<") or kind.endswith("xml")


def _check_embedded(package: Package, name: str, *, is_embedded: bool) -> None:
    """Look into a document within the document, as a chart has one; within that is none."""
    if is_embedded:
        raise ContainsPrograms
    content = package.read(name, MAX_EMBEDDED_SIZE)
    try:
        within = open_package(io.BytesIO(content), len(content), package.allowance)
        kinds = (SPREADSHEET, WORDPROCESSING)
        is_one = any(check_office(within, kind, is_embedded=True) for kind in kinds)
    except DAMAGE_ERRORS as error:
        raise ContainsPrograms from error
    if not is_one:
        raise ContainsPrograms


def _last(kind: str) -> str:
    """Return the last word of a relationship's type, which editions of the standard share."""
    return kind.strip().rstrip("/").rpartition("/")[2].lower()
