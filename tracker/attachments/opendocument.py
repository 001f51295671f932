"""Checks of OpenDocument texts: allowed parts by manifest, elements and content."""

from tracker.attachments.packages import (
    ZIP_SIGNATURE,
    ContainsPrograms,
    Package,
    local_name,
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
    """Return whether the package is an OpenDocument text; raise ContainsPrograms if it runs code.

    Raises ValueError if it is damaged, or encrypted.
    """
    first = package.packed.infolist()[0].filename
    if first != "mimetype" or package.read("mimetype") != OPEN_TEXT.encode():
        return False
    types = _types_of_manifest(package)
    for name in package.parts:
        if name.partition("/")[0] in FOLDERS_OF_PROGRAMS:
            raise ContainsPrograms
        content = package.first(name)
        refuse_programs(content)
        if content.startswith(ZIP_SIGNATURE):
            raise ContainsPrograms
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
        local_attributes = {local_name(name): value for name, value in attributes.items()}
        kind, name = (
            local_attributes.get("media-type", "").strip().lower(),
            plain_name(local_attributes["full-path"]),
        )
        is_program = name.partition("/")[0] in FOLDERS_OF_PROGRAMS
        if is_program or any(word in kind for word in RUNNING_TYPES):
            raise ContainsPrograms
        types[name] = kind
    return types


def _refuse_what_runs(tag: str, attributes: dict[str, str]) -> None:
    if local_name(tag) in RUNNING_ELEMENTS or tag == FIELD_THAT_RUNS:
        raise ContainsPrograms
    for name, value in attributes.items():
        if name.endswith("href"):
            address = "".join(value.split()).lower()
            if address.startswith(RUNNING_ADDRESSES):
                raise ContainsPrograms
