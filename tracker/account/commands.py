"""What people change about their own account: their name, and their address once confirmed."""

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

GOOD_FOR = timedelta(days=1)


class ChangeNotAsked(DomainError):
    """No change of address waits for this link."""


def change_name(*, person: Person, name: str) -> Person:
    """Give the person another name, which stands beside what they logged as well."""
    person.name = checked_name(name)
    db.session.flush()
    return person


def choose_mail_on_mentions(*, person: Person, is_mailed: bool) -> Person:
    """Let a mail come too when somebody mentions the person, or the mention alone."""
    person.is_mailed_mentions = is_mailed
    db.session.flush()
    return person


def ask_for_address(*, person: Person, email: str) -> str | None:
    """Let a new address wait to be confirmed, in place of any before; return the link's token.

    None where somebody has the address already: the person is not to learn it, its owner may.
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
    change.expires_at = change.created_at + GOOD_FOR
    db.session.flush()
    return token


def find_change(person: Person, token: str) -> AddressChange | None:
    """Return what waits for this link to be followed by this person, while it works."""
    return db.session.scalar(
        sa.select(AddressChange).where(
            AddressChange.person_id == person.id,
            AddressChange.token_hash == hash_of(token),
            AddressChange.expires_at > now(),
        )
    )


def has_expired(moment: datetime) -> ColumnElement[bool]:
    """Return the condition under which a new address was not confirmed in its time."""
    return AddressChange.expires_at <= moment


def confirm_address(*, person: Person, token: str) -> str:
    """Change the address; sessions and links from before are dead. Return the one before.

    Invitations stay with the address that they were sent to: whoever sent one is not to learn
    that there was an account.
    """
    change = find_change(person, token)
    if change is None:
        raise ChangeNotAsked(_("This link no longer works."))
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
