"""Messages about grouping obstacles under barriers."""

from flask_babel import gettext as _


def not_linked_message(reference: str) -> str:
    """Return why an obstacle did not join the barrier of the one it was marked the same as."""
    sentence = _(
        "%(code)s is not linked to the barrier yet. An obstacle without a name is linked on its "
        "own, never together with another. The page of %(code)s offers the barrier.",
        code=reference,
    )
    return str(sentence)
