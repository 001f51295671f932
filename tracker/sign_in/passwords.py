"""Say which passwords are too easy to guess, and why; asks nobody outside this machine.

A long password of any kind is welcome. Refused is one that is nothing but what a guesser tries
first: a common word, a name that everybody here knows, a run of keys, something repeated. Each
of these is taken out, and what is then left over must still be worth guessing. Beside that, lists
of leaked passwords and of words in use must not lead to it in few guesses.
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
"""How many letters or digits must remain once everything easy is taken out."""

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
"""What anybody would try who knows where this tracker is used."""

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
"""Runs that fingers make: the alphabet, digits, rows and columns of the keyboards in use here."""

LOOKALIKES = str.maketrans("0134578@$!€|", "oleastbasiel")


def normalised(password: str) -> str:
    """Return the one spelling of a password, however a keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return what the database keeps of a password: argon2id with its salt."""
    return str(hash_password(normalised(password)))


def is_password(typed: str, kept: str | None) -> bool:
    """Return whether this is the password with that hash; what is too long to be one is not hashed.

    The hash function raises for more than 4,096 characters.
    """
    given = normalised(typed[: MAX_LENGTH + 1])
    return kept is not None and len(typed) <= MAX_LENGTH and bool(verify_password(given, kept))


def fault_of(password: str, context: Iterable[str] = ()) -> str | None:
    """Return why a password may not be used, as a sentence to its owner, or None.

    `context` are names that a guesser would know too: the person's, their organisations'.
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
    """Say whether few characters are used, or whether the second half says the first again."""
    folded = re.sub(r"[\W_]", "", without_accents(password))
    periods = range(1, len(folded) // 2 + 1)
    return len(set(folded)) < 5 or any(folded[n:] == folded[:-n] for n in periods)


def _is_easy_to_guess(password: str, names: set[str]) -> bool:
    """Say whether little is left without what everybody knows, or lists lead to the password."""
    known = sorted(COMMON_WORDS | LOCAL_WORDS | names, key=len, reverse=True)
    plain = without_accents(password)
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    readings = (plain, inner.translate(LOOKALIKES))
    is_known = any(_remainder_length(text, known) < MIN_REMAINDER for text in readings)
    return is_known or any(is_guessable(text, names) for text in readings)


def _remainder_length(text: str, known: list[str]) -> int:
    for word in known:
        text = text.replace(word, " ")
    return len(re.sub(r"\W|_", "", _without_runs(text)))


def _without_runs(text: str) -> str:
    """Blank each stretch of four or more that runs along a row, either way, or stands still."""
    kept, start = [], 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _is_step(text[end - 1], text[end]):
            kept.append(text[start:end] if end - start < 4 else " ")
            start = end
    return "".join(kept)


def _is_step(one: str, next_one: str) -> bool:
    return one == next_one or any(
        one + next_one in row or next_one + one in row for row in KEYBOARD_ROWS
    )


def _guessable_parts(name: str) -> list[str]:
    """Return the parts of a name that a guesser would try, and the name written in one."""
    words = [word for word in re.split(r"[\W_]+", without_accents(name)) if len(word) >= 3]
    return [*words, "".join(words)] if words else []


TOO_LONG = lazy_ngettext(
    "Password must be %(num)s character or fewer",
    "Password must be %(num)s characters or fewer",
    MAX_LENGTH,
)
PASSWORD_REQUIRED = _l("Enter your password")
REPETITION_REQUIRED = _l("Enter the password again")
"""What is said where a field for a password, or for its repetition, was left empty."""


def password_field(
    label: LazyString, *more: Any, empty: LazyString = PASSWORD_REQUIRED, description: Any = ""
) -> PasswordField:
    """Return a field for a password, which is asked for, has a limit and is never shown."""
    asked = DataRequired(empty)
    limit = Length(max=MAX_LENGTH, message=TOO_LONG)
    return PasswordField(label, validators=[asked, limit, *more], description=description)
