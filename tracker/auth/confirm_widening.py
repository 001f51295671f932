"""Confirmation before a thing is widened: a page that shows who will newly read whose texts."""

import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext as _

from tracker.auth.guards import can, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.queries_readers import reader_groups
from tracker.auth.queries_widened_texts import contributions_by_person, texts_of_colleagues
from tracker.auth.widening import Readers, readers_of, widening
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Workaround
from tracker.models.vocabulary import OrganisationRole
from tracker.sight.catalogue import OrganisationEntry


class NotTheirsToWiden(DomainError):
    """Only the organisation's leads may let more people read what it logged."""


@dataclass(frozen=True)
class ToBeLogged:
    """A thing about to be logged for an organisation, for a permission check."""

    organisation: OrganisationEntry | Organisation

    @property
    def organisation_id(self) -> int:
        """The id of its organisation."""
        return self.organisation.id


def check_first_readers(
    organisation: OrganisationEntry | Organisation, first: Readers, permission: Permission
) -> None:
    """Raise NotTheirsToWiden if the first readers are more than the person may choose."""
    default = Readers(organisation.default_visibility, not organisation.is_unnamed_by_default)
    if widening(default, first) and not can(permission, ToBeLogged(organisation)):
        raise NotTheirsToWiden(
            _(
                "In %(name)s only organisation leads can make this visible to more "
                "people. Choose a smaller group, or ask one of the leads.",
                name=organisation.name,
            )
        )


def is_change_chosen() -> bool:
    """Return whether the person chose to go back to the form instead of confirming."""
    return request.form.get("act") == "change"


def confirm_widening(
    thing: Obstacle | Workaround, after: Readers, permission: Permission, template: str
) -> str | None:
    """Return the confirmation page, or None if none is needed, or if it has been confirmed.

    Needed if colleagues' texts are widened as well, or if only leads may widen.
    Raises NotTheirsToWiden if the policy does not let the person widen the thing.
    """
    sight, added = this_sight(), widening(readers_of(thing), after)
    if not added:
        return None
    _lock_row(thing)
    texts = texts_of_colleagues(sight.person_id, thing, after)
    if not texts and thing.organisation.widened_by is not OrganisationRole.LEAD:
        return None
    if not can(permission, thing):
        raise NotTheirsToWiden(
            _(
                "Only organisation leads of %(name)s can make this visible to more "
                "people. Ask one of them.",
                name=thing.organisation.name,
            )
        )
    words = reader_groups(sight, added.of_text, thing.organisation_id)
    name = reader_groups(sight, added.of_name, thing.organisation_id)
    answer = confirmation_token(readers_of(thing).code, after.code, texts, words, name)
    if request.form.get("widening") == answer:
        return None
    return render_template(
        template,
        thing=thing,
        answer=answer,
        words=words,
        name=name,
        along=contributions_by_person(texts),
        is_named=after.is_named,
        typed=fields_to_resend(request.form, "widening"),
    )


def _lock_row(thing: Obstacle | Workaround) -> None:
    """Lock the thing's row until the commit, so that concurrent writes linked to it wait."""
    row = sa.select(type(thing).id).where(type(thing).id == thing.id)
    db.session.execute(row.with_for_update())


def confirmation_token(*shown: Any) -> str:
    """Return a content hash of what the page shows, so that a confirmation covers only that."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def fields_to_resend(form: Any, answer: str) -> list[tuple[str, str]]:
    """Return the fields that a confirmation page sends again, with other pages' confirmations.

    `answer` is the name of this page's own field.
    """
    own_fields = {"act", "csrf_token", answer}
    return [pair for pair in form.items(multi=True) if pair[0] not in own_fields]
