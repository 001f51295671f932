"""Store match answers on pairs of obstacles, and barriers that are ruled out. The caller commits.

An answer groups nothing by itself.
"""

from contextlib import suppress

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.matches.queries import MAX_MATCHES, has_all_matches
from tracker.models import Barrier, Match, Obstacle, RuledOut
from tracker.models.moment import now
from tracker.models.vocabulary import Likeness


def match_obstacles(
    *, obstacle: Obstacle, other: Obstacle, answer: Likeness, person_id: int | None
) -> Match:
    """Store the answer on a pair; a later answer replaces an earlier one."""
    if obstacle.id == other.id:
        raise DomainError(_("Choose a different obstacle"))
    if obstacle.programme_id != other.programme_id:
        raise DomainError(
            _("This obstacle is in another programme. Choose one from this programme")
        )
    if obstacle.is_draft or other.is_draft:
        raise DomainError(_("Log the draft before you compare it"))
    match = find_match(obstacle.id, other.id)
    if match is None:
        if person_id is not None and has_all_matches(obstacle, person_id):
            raise DomainError(
                ngettext(
                    "You have reached the limit of %(num)s comparison for this obstacle",
                    "You have reached the limit of %(num)s comparisons for this obstacle",
                    MAX_MATCHES,
                )
            )
        match = _add(obstacle, other, answer, person_id)
    if match.answer != answer:
        match.answer, match.person_id, match.said_at = answer, person_id, now()
        db.session.flush()
    return match


def rule_out_barrier(*, obstacle: Obstacle, barrier: Barrier, person_id: int | None) -> None:
    """Store that the obstacle does not come from the barrier, which is then no longer suggested."""
    if obstacle.programme_id != barrier.programme_id:
        raise DomainError(_("This barrier is in another programme. Choose one from this programme"))
    if obstacle.is_draft:
        raise DomainError(_("Log the draft before you compare it"))
    if db.session.get(RuledOut, (obstacle.id, barrier.id)) is not None:
        return
    ruled_out = RuledOut(
        obstacle_id=obstacle.id,
        barrier_id=barrier.id,
        programme_id=obstacle.programme_id,
        person_id=person_id,
    )
    with suppress(IntegrityError), db.session.begin_nested():  # A concurrent request did the same.
        db.session.add(ruled_out)


def find_match(one_id: int, other_id: int) -> Match | None:
    """Return the answer on the pair, or None; ids in either order."""
    low, high = sorted((one_id, other_id))
    return db.session.get(Match, (low, high))


def _add(obstacle: Obstacle, other: Obstacle, answer: Likeness, person_id: int | None) -> Match:
    """Insert the answer, or return the one that a concurrent request inserted first."""
    one_id, other_id = sorted((obstacle.id, other.id))
    match = Match(
        one_id=one_id,
        other_id=other_id,
        programme_id=obstacle.programme_id,
        answer=answer,
        person_id=person_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(match)
    except IntegrityError:
        existing = find_match(one_id, other_id)
        if existing is None:
            raise
        return existing
    return match
