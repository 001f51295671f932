"""Bring a comment before people, once each. Nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.auth.sight import find_sight
from tracker.extensions import db
from tracker.models import Comment, Mention, Person, Programme
from tracker.models.moment import now
from tracker.obstacles.queries_comments import find_comment


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

    What the people may see now decides, and not what they saw when the comment was written.
    """
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
    mention.mailed_at = now()
    return Letter(person.email, programme.slug, obstacle.reference)
