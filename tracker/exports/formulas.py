"""Protection against formula injection: escape texts that a spreadsheet would run."""

import re

# What a spreadsheet may skip before a formula: whitespace and invisible characters.
_INVISIBLE = (
    "\\s\x00-\x1f\x7f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufeff"
)
# A leading apostrophe counts too, or a text with its own could not be unescaped.
_RUNNABLE = re.compile(f"'*(?:[\t\r\n]|[{_INVISIBLE}]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def is_runnable(text: str) -> bool:
    """Return whether a spreadsheet might take `text` for a formula or a command."""
    return _RUNNABLE.match(text) is not None


def safe_text(text: str) -> str:
    """Return `text` escaped so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if is_runnable(text) else text


def plain_text(cell: str) -> str:
    """Return the exact text that `safe_text` escaped."""
    return cell[1:] if cell.startswith("'") and is_runnable(cell[1:]) else cell
