"""Ties between a named and an unnamed thing of one organisation, which can reveal the name."""

from typing import Any

from tracker.auth.widening import Readers, is_wider, narrower_of
from tracker.models import Obstacle
from tracker.models.vocabulary import Visibility


def readers_of_tie(readers: Readers, other: Readers) -> Visibility:
    """Return who outside the organisation reads both things, if only one of them is named.

    >>> named = Readers(Visibility.PUBLIC, True)
    >>> readers_of_tie(named, Readers(Visibility.PARTNERS, False)).value
    'partners'
    >>> readers_of_tie(named, Readers(Visibility.PARTNERS, True)).value
    'organisation'
    """
    if readers.is_named == other.is_named:
        return Visibility.ORGANISATION
    return narrower_of(readers.visibility, other.visibility)


def reveals_more(other: Readers, after: Readers, before: Readers | None = None) -> bool:
    """Return whether more people than before see such a tie to the other; before None: nobody."""
    seen_before = readers_of_tie(before, other) if before else Visibility.ORGANISATION
    return is_wider(readers_of_tie(after, other), seen_before)


def initial_values_from(source: Obstacle | None, default: Visibility) -> dict[str, Any]:
    """Return the initial form values of a thing made from an unnamed obstacle, else {}.

    It starts unnamed too, and for no more readers.
    """
    if source is None:
        return {}
    return {"is_unnamed": True, "visibility": narrower_of(default, source.visibility).value}


def without_name(source: Obstacle | None, chosen: Visibility) -> dict[str, Any]:
    """Return the fields of something made without a name, for no more readers than its source."""
    visibility = narrower_of(chosen, source.visibility) if source else chosen
    return {"is_named": False, "visibility": visibility}
