"""Password policy: hashing, and the refusal of passwords that are easy to guess; works offline.

A long password of any kind is accepted. Refused is one that consists only of what an attacker
tries first: common words, names known here, keyboard runs, repetitions. Each of these is removed,
and the remainder must still be long enough. In addition, lists of leaked passwords and of common
words must not lead to it in few guesses.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, lazy_ngettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import hash_password, verify_password
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from tracker.fold import without_accents
from tracker.sign_in.password_strength import is_guessable

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_REMAINDER = 5
"""The minimum number of letters or digits that remain once all easy parts are removed."""

COMMON_WORDS = frozenset(
    """
    abc admin administrator amour azerty baby bienvenue bonjour change changeme chelsea chocolat
    chocolate coucou default demo dragon england football france geheim guest hallo hello hockey
    iloveyou internet jetaime knuffel letmein liefde liverpool login london loulou love maandag
    manager master monday monkey motdepasse nurse office passe passphrase passw passwd password
    passwort please princess qwerty secret secure security soleil somebody spring summer autumn
    winter printemps automne hiver zomer herfst lente sunshine superman temp temporary test
    testing thankyou this user username wachtwoord welcome welkom whatever willkommen voetbal
    january february march april june july august september october november december
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    januari februari maart mei juni juli augustus oktober
    correct horse battery staple
    """.split()  # noqa: SIM905  As a list it would fill two screens.
)
LOCAL_WORDS = frozenset(
    """
    tracker obstacle barrier workaround programme nhs buurtzorg hospital council
    gemeente ziekenhuis thuiszorg verpleegkundige hopital infirmiere infirmier mairie
    """.split()  # noqa: SIM905  As above.
)
"""Words that an attacker would try who knows where this tracker is used."""

KEYBOARD_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1a2z3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
    '!"£$%^&*()',
)
"""Common runs: the alphabet, digits, rows and columns of the keyboards in use here."""

LOOKALIKES = str.maketrans("0134578@$!€|", "oleastbasiel")


def normalised(password: str) -> str:
    """Return a password in Unicode normalisation form NFKC."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return the hash of a password for the database: argon2id with its salt."""
    return str(hash_password(normalised(password)))


def is_password(password: str, password_hash: str | None) -> bool:
    """Return whether the password matches the hash; False, without hashing, if it is too long.

    The hash function raises for more than 4,096 characters.
    """
    normalised_input = normalised(password[: MAX_LENGTH + 1])
    return (
        password_hash is not None
        and len(password) <= MAX_LENGTH
        and bool(verify_password(normalised_input, password_hash))
    )


def fault_of(password: str, context: Iterable[str] = ()) -> str | None:
    """Return a sentence on why a password is refused, or None.

    `context` are names that an attacker would know: the person's, their organisations'.
    """
    if len(password) < MIN_LENGTH:
        fault = ngettext(
            "Password must be at least %(num)s character. 3 or 4 words are good",
            "Password must be at least %(num)s characters. 3 or 4 words are good",
            MIN_LENGTH,
        )
    elif len(password) > MAX_LENGTH or len(normalised(password)) > MAX_LENGTH:
        fault = str(TOO_LONG)
    elif _is_repetitive(password):
        fault = _("This password repeats itself and is easy to guess. Use 3 or 4 different words")
    elif _is_easy_to_guess(password, {part for name in context for part in _guessable_parts(name)}):
        fault = _(
            "This password is easy to guess. Use 3 or 4 words that have nothing to "
            "do with each other"
        )
    else:
        return None
    return str(fault)


def _is_repetitive(password: str) -> bool:
    """Return whether few different characters are used, or whether a part is repeated."""
    folded = re.sub(r"[\W_]", "", without_accents(password))
    periods = range(1, len(folded) // 2 + 1)
    return len(set(folded)) < 5 or any(folded[n:] == folded[:-n] for n in periods)


def _is_easy_to_guess(password: str, names: set[str]) -> bool:
    """Return whether little remains without easy words, or lists lead to the password."""
    easy_words = sorted(COMMON_WORDS | LOCAL_WORDS | names, key=len, reverse=True)
    plain = without_accents(password)
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    readings = (plain, inner.translate(LOOKALIKES))
    is_known = any(_remainder_length(text, easy_words) < MIN_REMAINDER for text in readings)
    return is_known or any(is_guessable(text, names) for text in readings)


def _remainder_length(text: str, easy_words: list[str]) -> int:
    for word in easy_words:
        text = text.replace(word, " ")
    return len(re.sub(r"\W|_", "", _without_runs(text)))


def _without_runs(text: str) -> str:
    """Replace each run of four or more along a row, in either direction, or of one character."""
    parts, start = [], 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _is_step(text[end - 1], text[end]):
            parts.append(text[start:end] if end - start < 4 else " ")
            start = end
    return "".join(parts)


def _is_step(sign: str, next_sign: str) -> bool:
    return sign == next_sign or any(
        sign + next_sign in row or next_sign + sign in row for row in KEYBOARD_ROWS
    )


def _guessable_parts(name: str) -> list[str]:
    """Return the parts of a name that an attacker would try, and the name as one word."""
    words = [word for word in re.split(r"[\W_]+", without_accents(name)) if len(word) >= 3]
    return [*words, "".join(words)] if words else []


TOO_LONG = lazy_ngettext(
    "Password must be %(num)s character or fewer",
    "Password must be %(num)s characters or fewer",
    MAX_LENGTH,
)
PASSWORD_REQUIRED = _l("Enter your password")
REPETITION_REQUIRED = _l("Enter the password again")
"""Errors of an empty field for a password, or for its repetition."""


def password_field(
    label: LazyString, *more: Any, empty: LazyString = PASSWORD_REQUIRED, description: Any = ""
) -> PasswordField:
    """Return a required field for a password, with a maximum length, never prefilled."""
    required = DataRequired(empty)
    limit = Length(max=MAX_LENGTH, message=TOO_LONG)
    return PasswordField(label, validators=[required, limit, *more], description=description)
