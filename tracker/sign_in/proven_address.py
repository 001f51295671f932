"""Verification of an account's address: before it, somebody else may have opened the account."""

import secrets

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import AddressChange, DirectoryIdentity, Person
from tracker.sign_in.second_factor import remove_all_second_factors


def hand_to_owner(*, person: Person) -> None:
    """Mark the address as proven, and remove all sign-in methods that were added before.

    Nothing changes if the address was proven already: then the methods are the owner's own.
    """
    if person.is_address_proven:
        return
    remove_all_second_factors(person=person)
    for select in (
        sa.select(AddressChange).filter_by(person_id=person.id),
        sa.select(DirectoryIdentity).filter_by(person_id=person.id),
    ):
        for added_before in db.session.scalars(select):
            db.session.delete(added_before)
    person.password, person.fs_uniquifier = None, secrets.token_hex(32)
    person.is_address_proven = True
    db.session.flush()
