"""Keep people's words from being run as formulas by the spreadsheet that opens them."""

import re

# What a spreadsheet may skip before it finds a formula: blanks, and characters nobody sees.
_UNSEEN = (
    "\\s\x00-\x1f\x7f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufeff"
)
# An apostrophe before it counts too, or a text that has its own could not be told from ours.
_RUNNABLE = re.compile(f"'*(?:[\t\r\n]|[{_UNSEEN}]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def is_runnable(text: str) -> bool:
    """Tell whether a spreadsheet might take `text` for a formula or a command."""
    return _RUNNABLE.match(text) is not None


def safe_text(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never runs it."""
    return f"'{text}" if is_runnable(text) else text


def plain_text(cell: str) -> str:
    """Return the text that `safe_text` was given, exactly."""
    return cell[1:] if cell.startswith("'") and is_runnable(cell[1:]) else cell
