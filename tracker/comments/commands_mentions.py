"""Bring a comment before people, once each. Nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from limits import RateLimitItemPerSecond
from sqlalchemy.orm import joinedload

from tracker.comments.queries import find_comment
from tracker.extensions import db
from tracker.models import Comment, Mention, Person, Programme
from tracker.models.moment import now
from tracker.sight.sight import find_sight
from tracker.web.rate_limit_storage import Attempt, count_attempt_in_transaction
from tracker.web.rate_limit_subjects import hashed

MAILS_A_DAY = 20
"""How many mails on mentions a person gets in a day; the rest wait on their first page."""
WAITS = timedelta(days=7)
"""How long one mail stands for all mentions at an obstacle whose reader never puts them aside."""


@dataclass(frozen=True)
class Letter:
    """To whom a mail goes, and about which obstacle; nothing of what is said there."""

    address: str
    slug: str
    reference: str


def mention_people(*, comment: Comment, person_ids: Iterable[int]) -> None:
    """Mention people in a comment; its writer, and whoever is chosen twice, no more than that."""
    for person_id in sorted(set(person_ids) - {comment.person_id}):
        db.session.add(Mention(comment_id=comment.id, person_id=person_id))
    db.session.flush()


def see_mention(*, comment: Comment, person_id: int) -> None:
    """Put the person's mention in a comment aside, if there is one."""
    mention = db.session.get(Mention, (comment.id, person_id))
    if mention is not None and mention.seen_at is None:
        mention.seen_at = now()
        db.session.flush()


def claim_letters(*, comment_id: int) -> list[Letter]:
    """Claim the mails that a comment's mentions are due; each is handed out once.

    What the people may see now decides, and not what they saw when the comment was written. A
    person to whom a mail on the obstacle went lately, and who has not put its mention aside, gets
    no second one. Their rows are locked, so that of two comments at once one mails.
    """
    mentioned = sa.select(Mention.person_id).where(Mention.comment_id == comment_id)
    people = sa.select(Person.id).where(Person.id.in_(mentioned)).order_by(Person.id)
    db.session.execute(people.with_for_update(key_share=True)).all()
    due = (
        sa.select(Mention)
        .join(Person, Person.id == Mention.person_id)
        .where(
            Mention.comment_id == comment_id,
            Mention.mailed_at.is_(None),
            Person.active,
            Person.is_mailed_mentions,
        )
        .options(joinedload(Mention.person), joinedload(Mention.comment))
        .order_by(Mention.person_id)
        .with_for_update(of=Mention)
    )
    return [letter for mention in db.session.scalars(due).all() if (letter := _letter_for(mention))]


def _letter_for(mention: Mention) -> Letter | None:
    obstacle, person = mention.comment.obstacle, mention.person
    programme = db.session.get_one(Programme, obstacle.programme_id)
    sight = find_sight(person, programme.slug)
    if sight is None or find_comment(sight, mention.comment.reference) is None:
        return None
    if _has_unseen_mail(mention) or not _is_within_a_days_mails(person):
        return None
    mention.mailed_at = now()
    db.session.flush()
    return Letter(person.email, programme.slug, obstacle.reference)


def _has_unseen_mail(mention: Mention) -> bool:
    """Return whether a mail on the obstacle went to the person lately and is not put aside."""
    other = sa.select(Mention.comment_id).join(Comment, Comment.id == Mention.comment_id)
    unseen = other.where(
        Comment.obstacle_id == mention.comment.obstacle_id,
        Mention.person_id == mention.person_id,
        Mention.mailed_at > now() - WAITS,
        Mention.seen_at.is_(None),
    )
    return db.session.execute(unseen.limit(1)).first() is not None


def _is_within_a_days_mails(person: Person) -> bool:
    """Count a mail to the person; deleting the comment afterwards takes nothing off the count."""
    rate = RateLimitItemPerSecond(MAILS_A_DAY, 24 * 3600, "mention-mails")
    return count_attempt_in_transaction(Attempt(rate, hashed(f"person {person.id}")))
