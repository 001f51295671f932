"""Content-Disposition headers that save a file, with a name that is safe on every system."""

import re
import unicodedata
from urllib.parse import quote

_MAX_NAME_LENGTH = 120
# Separators and what file systems refuse, then bidirectional and invisible characters.
_NOT_IN_A_FILE_NAME = re.compile('[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|]')
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_GREEK = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_CYRILLIC = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_OTHERS = {
    "\u00df": "ss",
    "\u00e6": "ae",
    "\u00f0": "d",
    "\u00f8": "o",
    "\u00fe": "th",
    "\u0111": "d",
    "\u0131": "i",
    "\u0142": "l",
    "\u0153": "oe",
    "\u0452": "dj",
    "\u0454": "ye",
    "\u0456": "i",
    "\u0458": "j",
    "\u0459": "lj",
    "\u045a": "nj",
    "\u045b": "c",
    "\u045f": "dz",
    "\u0491": "g",
}
_SPELLING = {
    **{chr(code): latin for code, latin in enumerate(_GREEK.split(), start=0x3B1)},
    **{chr(code): latin.strip("-") for code, latin in enumerate(_CYRILLIC.split(), start=0x430)},
    **_OTHERS,
}
"""Letters that Unicode does not take apart into a Latin one and an accent."""


def attachment_headers(filename: str) -> dict[str, str]:
    """Return the headers (RFC 6266) that save a response as `filename`, made safe first.

    The ASCII form is for clients without Unicode; both keep the file extension.
    """
    name = safe_filename(filename)
    return {
        "Content-Disposition": (
            f"attachment; filename=\"{_ascii_filename(name)}\"; filename*=UTF-8''{quote(name)}"
        )
    }


def _ascii_filename(name: str) -> str:
    """Return the name in ASCII: Latin, Greek and Cyrillic by sound, else as "download"."""
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return _ascii(name) or "download"
    stem, extension = _ascii(stem) or "download", _ascii(extension)
    return f"{stem}.{extension}" if extension else stem


def _ascii(text: str) -> str:
    spelt = "".join(_spelt(letter) for letter in unicodedata.normalize("NFC", text))
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", plain).strip("-.")


def _spelt(letter: str) -> str:
    """Return a letter in Latin ones, with the accent of an unlisted letter left out."""
    for form in (letter, unicodedata.normalize("NFD", letter)[0]):
        if form.lower() in _SPELLING:
            spelt = _SPELLING[form.lower()]
            return spelt if form.islower() else spelt.capitalize()
    return letter


def safe_filename(filename: str) -> str:
    """Return `filename` without path, hidden characters or what file systems refuse."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFC", filename))
    name = " ".join(_NOT_IN_A_FILE_NAME.sub(" ", name).split()).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if len(name) > _MAX_NAME_LENGTH and dot and len(extension) < 10:
        return f"{stem[: _MAX_NAME_LENGTH - len(extension) - 1].rstrip()}.{extension}"
    return name[:_MAX_NAME_LENGTH] or "download"
