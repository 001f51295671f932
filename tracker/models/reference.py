"""References: a prefix and a random, unambiguous code that tells nobody how many there are."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without those that are mistaken for one another: 0 1 I L O."""


def new_reference(prefix: str, length: int = 4) -> str:
    """Return a reference such as TICC-7KQ4; whether it is free, the caller asks the database."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"
