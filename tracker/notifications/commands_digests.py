"""Claim and settle digests, and set their frequency. The caller commits."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import Digest, Person
from tracker.models.moment import now
from tracker.models.vocabulary import Rhythm
from tracker.notifications.queries_digests import News, news_for
from tracker.notifications.window import Window, next_window
from tracker.sessions.store import hash_of

STOP_LINK_LIFETIME = timedelta(days=90)
"""How long the unsubscribe link of a digest works."""


@dataclass(frozen=True)
class Claim:
    """A claimed digest with all values to send it, read before the commit."""

    digest_id: int
    address: str
    rhythm: Rhythm
    window: Window
    news: list[News]
    token: str
    """The token of its unsubscribe link."""


def people_due(moment: datetime) -> list[int]:
    """Return the ids of the people whose digest is due, in ascending order."""
    latest = _latest().group_by(Digest.person_id).subquery()
    rows = db.session.execute(
        sa.select(Person.id, Person.digest, latest.c.told_until)
        .outerjoin(latest, latest.c.person_id == Person.id)
        .where(Person.active, Person.erased_at.is_(None), Person.digest != Rhythm.NEVER)
        .order_by(Person.id)
    )
    return [row.id for row in rows if next_window(row.digest, row.told_until, moment)]


def _latest() -> sa.Select[*tuple[int, datetime]]:
    return sa.select(Digest.person_id, sa.func.max(Digest.told_until).label("told_until"))


def claim_digest(*, person_id: int, moment: datetime) -> Claim | None:
    """Claim the person's digest, or return None if it is not due or empty.

    The person's row is locked until the commit, so that only one of two concurrent runs claims it.
    The content is read within the person's current sight.
    """
    locked = sa.select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    person = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    told_until = db.session.scalar(
        sa.select(sa.func.max(Digest.told_until)).where(Digest.person_id == person_id)
    )
    window = next_window(person.digest, told_until, moment)
    if window is None or not person.active:
        return None
    news = news_for(person, window)
    if not news:
        return None
    token = secrets.token_urlsafe(32)
    digest = Digest(person_id=person_id, told_until=moment, stop_hash=hash_of(token))
    db.session.add(digest)
    db.session.flush()
    return Claim(
        digest_id=digest.id,
        address=person.email,
        rhythm=person.digest,
        window=window,
        news=news,
        token=token,
    )


def settle_claim(*, claim: Claim, is_sent: bool) -> None:
    """Record that the digest was sent, or delete it so that the next run retries."""
    digest = db.session.get(Digest, claim.digest_id)
    if digest is None:
        return  # The person was erased in the meantime.
    if not is_sent:
        db.session.delete(digest)
        db.session.flush()
        return
    digest.sent_at = now()
    old = sa.select(Digest).where(Digest.person_id == digest.person_id, is_expired_digest(now()))
    for one in db.session.scalars(old).all():
        db.session.delete(one)
    db.session.flush()


def is_expired_digest(moment: datetime) -> ColumnElement[bool]:
    """Return the condition for digests to delete: their unsubscribe link no longer works.

    The latest digest of a subscriber stays: the window of the next one starts there.
    """
    later = aliased(Digest)
    is_followed = sa.exists().where(
        later.person_id == Digest.person_id, later.told_until > Digest.told_until
    )
    has_none = sa.exists().where(Person.id == Digest.person_id, Person.digest == Rhythm.NEVER)
    return sa.and_(
        Digest.told_until < moment - STOP_LINK_LIFETIME,
        sa.or_(is_followed.correlate(Digest), has_none.correlate(Digest)),
    )


def choose_rhythm(*, person: Person, rhythm: Rhythm) -> Person:
    """Set the frequency of the person's digest."""
    person.digest = rhythm
    db.session.flush()
    return person


def find_digest_recipient(token: str) -> Person | None:
    """Return the person of an unsubscribe token, or None if it does not work."""
    return db.session.scalar(
        sa.select(Person)
        .join(Digest, Digest.person_id == Person.id)
        .where(Digest.stop_hash == hash_of(token), Digest.told_until > now() - STOP_LINK_LIFETIME)
    )
