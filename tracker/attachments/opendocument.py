"""OpenDocument texts: which parts they may hold, by manifest, elements and content."""

from tracker.attachments.packages import (
    PACKED,
    HoldsPrograms,
    Package,
    local,
    plain_name,
    refuse_programs,
)

OPEN_TEXT = "application/vnd.oasis.opendocument.text"
MANIFEST = "meta-inf/manifest.xml"
FOLDERS_OF_PROGRAMS = frozenset({"basic", "dialogs", "scripts"})
RUNNING_TYPES = ("basic", "script", "python", "java", "x-ms", "executable")
RUNNING_ELEMENTS = frozenset(
    {
        "applet",
        "dde-connection-decl",
        "dde-source",
        "event-listener",
        "execute-macro",
        "floating-frame",
        "object-ole",
        "plugin",
    }
)
FIELD_THAT_RUNS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 script"
RUNNING_ADDRESSES = ("macro:", "javascript:", "vnd.sun.star.script:", "vnd.sun.star.expand:")


def check_open_text(package: Package) -> bool:
    """Say whether the package is an OpenDocument text; raise where it holds what runs.

    Raises ValueError where it is damaged, or locked by a password.
    """
    first = package.packed.infolist()[0].filename
    if first != "mimetype" or package.read("mimetype") != OPEN_TEXT.encode():
        return False
    types = _types_of_manifest(package)
    for name in package.parts:
        if name.partition("/")[0] in FOLDERS_OF_PROGRAMS:
            raise HoldsPrograms
        content = package.first(name)
        refuse_programs(content)
        if content.startswith(PACKED):
            raise HoldsPrograms
        if content and (name.endswith((".xml", ".rdf")) or types.get(name) == "text/xml"):
            package.walk(name, _refuse_what_runs)
    return types.get("") == OPEN_TEXT


def _types_of_manifest(package: Package) -> dict[str, str]:
    types: dict[str, str] = {}
    for tag, attributes in package.elements(MANIFEST):
        if tag == "encryption-data":
            raise ValueError(tag)
        if tag != "file-entry":
            continue
        told = {local(name): value for name, value in attributes.items()}
        kind, name = told.get("media-type", "").strip().lower(), plain_name(told["full-path"])
        is_program = name.partition("/")[0] in FOLDERS_OF_PROGRAMS
        if is_program or any(word in kind for word in RUNNING_TYPES):
            raise HoldsPrograms
        types[name] = kind
    return types


def _refuse_what_runs(tag: str, attributes: dict[str, str]) -> None:
    if local(tag) in RUNNING_ELEMENTS or tag == FIELD_THAT_RUNS:
        raise HoldsPrograms
    for name, value in attributes.items():
        if name.endswith("href"):
            address = "".join(value.split()).lower()
            if address.startswith(RUNNING_ADDRESSES):
                raise HoldsPrograms
