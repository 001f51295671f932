"""Who could still have logged an unnamed obstacle, as a reader of its comments may conclude."""

from collections.abc import Iterable

from tracker.comments.queries import Speaking
from tracker.models import Obstacle
from tracker.sight.catalogue import OrganisationEntry, catalogue_of
from tracker.sight.sight import Sight


def owners_left(sight: Sight, said: Iterable[Speaking], signing: OrganisationEntry) -> int:
    """Return how many partners could have logged an unnamed obstacle, once this one signs there.

    Counted as a partner does that reads it and knows that it was not itself: whoever signs a
    comment did not log the obstacle, since what the owner signs shows as such. The number goes by
    what the person reads and never by whose the obstacle is, so it is the same whoever that is.
    """
    signed = {one.organisation.id for one in said if one.organisation and one.is_signed}
    partners = {one.id for one in catalogue_of(sight).organisations if one.is_partner}
    return max(0, len(partners - signed - {signing.id}) - 1)


def gives_away(
    sight: Sight,
    obstacle: Obstacle,
    said: Iterable[Speaking],
    signing: OrganisationEntry | None,
) -> bool:
    """Say whether to sign a comment leaves fewer possible owners than the programme's threshold."""
    if obstacle.is_named or signing is None:
        return False
    return owners_left(sight, said, signing) < sight.programme.threshold
