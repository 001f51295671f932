"""Mention people in comments and claim the mails on it. The caller commits."""

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

MAX_MAILS_PER_DAY = 20
"""The maximum number of mails on mentions to a person in a day."""
UNSEEN_MAIL_LIFETIME = timedelta(days=7)
"""How long an unseen mention stops further mails to the person about the same obstacle."""


@dataclass(frozen=True)
class MentionMail:
    """A mail on a mention: address, programme and obstacle, without the comment's text."""

    address: str
    slug: str
    reference: str


def mention_people(*, comment: Comment, person_ids: Iterable[int]) -> None:
    """Mention each of these people once in a comment, its author excluded."""
    for person_id in sorted(set(person_ids) - {comment.person_id}):
        db.session.add(Mention(comment_id=comment.id, person_id=person_id))
    db.session.flush()


def mark_mention_seen(*, comment: Comment, person_id: int) -> None:
    """Mark the person's mention in a comment as seen, if there is one."""
    mention = db.session.get(Mention, (comment.id, person_id))
    if mention is not None and mention.seen_at is None:
        mention.seen_at = now()
        db.session.flush()


def claim_mention_mails(*, comment_id: int) -> list[MentionMail]:
    """Claim the mails that are due for a comment's mentions; each is returned once.

    A person needs sight of the comment now, whatever they saw when it was written. A person with
    an unseen mention on the obstacle who was mailed lately gets no second mail. The rows of the
    people are locked, so that only one of two concurrent comments sends a mail.
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
    return [mail for mention in db.session.scalars(due).all() if (mail := _claim_mail(mention))]


def _claim_mail(mention: Mention) -> MentionMail | None:
    obstacle, person = mention.comment.obstacle, mention.person
    programme = db.session.get_one(Programme, obstacle.programme_id)
    sight = find_sight(person, programme.slug)
    if sight is None or find_comment(sight, mention.comment.reference) is None:
        return None
    if _has_unseen_mail(mention) or not _is_within_daily_limit(person):
        return None
    mention.mailed_at = now()
    db.session.flush()
    return MentionMail(person.email, programme.slug, obstacle.reference)


def _has_unseen_mail(mention: Mention) -> bool:
    """Return whether the person was mailed about the obstacle lately and has not seen it."""
    other = sa.select(Mention.comment_id).join(Comment, Comment.id == Mention.comment_id)
    unseen = other.where(
        Comment.obstacle_id == mention.comment.obstacle_id,
        Mention.person_id == mention.person_id,
        Mention.mailed_at > now() - UNSEEN_MAIL_LIFETIME,
        Mention.seen_at.is_(None),
    )
    return db.session.execute(unseen.limit(1)).first() is not None


def _is_within_daily_limit(person: Person) -> bool:
    """Count a mail to the person, and return whether it is within the limit."""
    rate = RateLimitItemPerSecond(MAX_MAILS_PER_DAY, 24 * 3600, "mention-mails")
    return count_attempt_in_transaction(Attempt(rate, hashed(f"person {person.id}")))
