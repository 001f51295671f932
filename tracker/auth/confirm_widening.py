"""Ask before a thing is widened: show who will newly read whose words, and only then go on."""

import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask_babel import gettext as _

from tracker.auth.guards import can, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.queries_readers import groups_of
from tracker.auth.queries_widened_texts import told_by_person, words_of_colleagues
from tracker.auth.widening import Readers, readers_of, widening
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Workaround
from tracker.models.vocabulary import OrganisationRole
from tracker.sight.catalogue import OrganisationEntry


class NotTheirsToWiden(DomainError):
    """Only the organisation's leads let more people read what it logged."""


@dataclass(frozen=True)
class ToBeLogged:
    """What is about to be logged for an organisation, as the policy looks at it."""

    organisation: OrganisationEntry | Organisation

    @property
    def organisation_id(self) -> int:
        """Whose it will be."""
        return self.organisation.id


def check_first_readers(
    organisation: OrganisationEntry | Organisation, first: Readers, permission: Permission
) -> None:
    """Raise where more people would read from the start than the person may let read."""
    default = Readers(organisation.default_visibility, not organisation.is_unnamed_by_default)
    if widening(default, first) and not can(permission, ToBeLogged(organisation)):
        raise NotTheirsToWiden(
            _(
                "In %(name)s only organisation leads can make this visible to more "
                "people. Choose a smaller group, or ask one of the leads.",
                name=organisation.name,
            )
        )


def goes_back_to_the_form() -> bool:
    """Say whether the page that asks was answered with wanting to change something first."""
    return request.form.get("act") == "change"


def ask_before_widening(
    thing: Obstacle | Workaround, after: Readers, permission: Permission, template: str
) -> str | None:
    """Return the page that asks first, or None where nothing is to be asked, or was answered.

    It asks where anybody else's words of the organisation come along, or only leads may widen.
    Raises where the policy lets the person widen nothing here.
    """
    sight, added = this_sight(), widening(readers_of(thing), after)
    if not added:
        return None
    _let_nobody_write_meanwhile(thing)
    along = words_of_colleagues(sight.person_id, thing, after)
    if not along and thing.organisation.widened_by is not OrganisationRole.LEAD:
        return None
    if not can(permission, thing):
        raise NotTheirsToWiden(
            _(
                "Only organisation leads of %(name)s can make this visible to more "
                "people. Ask one of them.",
                name=thing.organisation.name,
            )
        )
    words = groups_of(sight, added.of_words, thing.organisation_id)
    name = groups_of(sight, added.of_name, thing.organisation_id)
    answer = answer_to(readers_of(thing).word, after.word, along, words, name)
    if request.form.get("widening") == answer:
        return None
    return render_template(
        template,
        thing=thing,
        answer=answer,
        words=words,
        name=name,
        along=told_by_person(along),
        is_named=after.is_named,
        typed=typed_before(request.form, "widening"),
    )


def _let_nobody_write_meanwhile(thing: Obstacle | Workaround) -> None:
    """Hold the thing's row until the commit, so that what is written beside it now waits."""
    held = sa.select(type(thing).id).where(type(thing).id == thing.id)
    db.session.execute(held.with_for_update())


def answer_to(*shown: Any) -> str:
    """Return what confirms exactly what was shown: it is another once anything of it is."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def typed_before(form: Any, answer: str) -> list[tuple[str, str]]:
    """Return what was typed into the form that a page asks about, and answered to other pages.

    `answer` is the field in which this page is answered.
    """
    of_the_page = {"act", "csrf_token", answer}
    return [pair for pair in form.items(multi=True) if pair[0] not in of_the_page]
