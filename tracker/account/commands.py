"""Change one's own name, email address and mail preferences. The caller commits."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.sql import ColumnElement

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import AddressChange, Person
from tracker.models.moment import now
from tracker.people.commands import AddressTaken, checked_address, checked_name
from tracker.sessions.store import end_sessions_of, hash_of

VALID_FOR = timedelta(days=1)


class NoPendingChange(DomainError):
    """The link belongs to no pending change of address."""


def change_name(*, person: Person, name: str) -> Person:
    """Change the person's name, also next to what they logged."""
    person.name = checked_name(name)
    db.session.flush()
    return person


def choose_mail_on_mentions(*, person: Person, is_mailed: bool) -> Person:
    """Set whether the person also gets a mail for each mention."""
    person.is_mailed_mentions = is_mailed
    db.session.flush()
    return person


def request_address_change(*, person: Person, email: str) -> str | None:
    """Store the new address until it is confirmed, instead of any before; return the link's token.

    Return None if the address is taken: the person must not learn that, only its owner.
    """
    address, token = checked_address(email), secrets.token_urlsafe(32)
    change = db.session.get(AddressChange, person.id)
    if _is_taken(address):
        if change is not None:
            db.session.delete(change)
        db.session.flush()
        return None
    if change is None:
        change = AddressChange(person_id=person.id)
        db.session.add(change)
    change.email, change.token_hash = address, hash_of(token)
    change.created_at = now()
    change.expires_at = change.created_at + VALID_FOR
    db.session.flush()
    return token


def find_change(person: Person, token: str) -> AddressChange | None:
    """Return the person's pending change of address for this token, or None if it has expired."""
    return db.session.scalar(
        sa.select(AddressChange).where(
            AddressChange.person_id == person.id,
            AddressChange.token_hash == hash_of(token),
            AddressChange.expires_at > now(),
        )
    )


def has_expired(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a change of address has expired unconfirmed."""
    return AddressChange.expires_at <= moment


def confirm_address(*, person: Person, token: str) -> str:
    """Change the address; end all sessions and earlier links. Return the former address.

    Invitations keep the address that they were sent to, so that the inviter does not learn that
    there was an account.
    """
    change = find_change(person, token)
    if change is None:
        raise NoPendingChange(_("This link no longer works."))
    former, address = person.email, change.email
    db.session.delete(change)
    if _is_taken(address):
        raise AddressTaken(_("This email address cannot be used. Choose a different one."))
    person.email, person.is_address_proven = address, True
    person.fs_uniquifier = secrets.token_hex(32)
    end_sessions_of(person)
    db.session.flush()
    return former


def _is_taken(address: str) -> bool:
    return db.session.scalar(sa.select(Person.id).where(Person.email == address)) is not None
