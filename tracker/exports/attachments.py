"""Content-Disposition headers that save a file, with a name that is safe on every system."""

import re
import unicodedata
from urllib.parse import quote

_MAX_NAME_LENGTH = 120
# Separators and what file systems refuse, then bidirectional and invisible characters.
_NOT_IN_A_FILE_NAME = re.compile('[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|]')
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def attachment_headers(filename: str) -> dict[str, str]:
    """Return the headers (RFC 6266) that save a response as `filename`, made safe first.

    The ASCII form is for clients without Unicode; both keep the file extension.
    """
    name = safe_filename(filename)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("-", plain).strip("-.") or "download"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    }


def safe_filename(filename: str) -> str:
    """Return `filename` without path, hidden characters or what file systems refuse."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFC", filename))
    name = " ".join(_NOT_IN_A_FILE_NAME.sub(" ", name).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if len(name) > _MAX_NAME_LENGTH and dot and len(extension) < 10:
        return f"{stem[: _MAX_NAME_LENGTH - len(extension) - 1].rstrip()}.{extension}"
    return name[:_MAX_NAME_LENGTH] or "download"
