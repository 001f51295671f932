"""Disclosure check: how far signed comments narrow down the owner of an unnamed obstacle."""

from collections.abc import Iterable

from tracker.comments.queries import CommentView
from tracker.models import Obstacle
from tracker.sight.catalogue import OrganisationEntry, catalogue_of
from tracker.sight.sight import Sight


def count_possible_owners(
    sight: Sight, comments: Iterable[CommentView], signing: OrganisationEntry
) -> int:
    """Return how many partners could have logged an unnamed obstacle if this one signs a comment.

    Counted from the view of a partner that did not log it. An organisation that signs a comment
    did not log the obstacle, because a comment of the owner shows as such. The number depends on
    the comments that the person may read and never on the owner.
    """
    signed = {one.organisation.id for one in comments if one.organisation and one.is_signed}
    partners = {one.id for one in catalogue_of(sight).organisations if one.is_partner}
    return max(0, len(partners - signed - {signing.id}) - 1)


def reveals_owner(
    sight: Sight,
    obstacle: Obstacle,
    comments: Iterable[CommentView],
    signing: OrganisationEntry | None,
) -> bool:
    """Return whether signing leaves fewer possible owners than the programme's threshold."""
    if obstacle.is_named or signing is None:
        return False
    return count_possible_owners(sight, comments, signing) < sight.programme.threshold
