"""Sentences about linking obstacles to barriers."""

from flask_babel import gettext as _


def left_where_it_is(reference: str) -> str:
    """Return why an obstacle did not join the barrier of the one it was said to be the same as."""
    sentence = _(
        "%(code)s is not linked to the barrier yet. An obstacle without a name is linked on its "
        "own, never together with another. The page of %(code)s offers the barrier.",
        code=reference,
    )
    return str(sentence)
