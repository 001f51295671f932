"""Ask before a thing is widened: show who will newly read it, and only then go on."""

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _

from tracker.auth.guards import can, this_sight
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.models import Obstacle, Organisation, Workaround
from tracker.obstacles.queries_known import KnownOrganisation
from tracker.obstacles.queries_readers import groups_of
from tracker.obstacles.widening import Readers, needs_consent, readers_of, widening

OF_THE_PAGE = frozenset({"act", "csrf_token", "widening"})
"""Fields that the page asks for itself; all others are what was typed, and go on as they are."""


class NotTheirsToWiden(DomainError):
    """Only the organisation's leads let more people read what it logged."""


@dataclass(frozen=True)
class ToBeLogged:
    """What is about to be logged for an organisation, as the policy looks at it."""

    organisation: KnownOrganisation | Organisation

    @property
    def organisation_id(self) -> int:
        """Whose it will be."""
        return self.organisation.id


def check_first_readers(
    organisation: KnownOrganisation | Organisation, first: Readers, permission: Permission
) -> None:
    """Raise where more people would read from the start than the person may let read."""
    default = Readers(organisation.default_visibility, not organisation.is_unnamed_by_default)
    if widening(default, first) and not can(permission, ToBeLogged(organisation)):
        raise NotTheirsToWiden(
            _(
                "Only the leads of %(name)s let more people read than is usual there. "
                "Choose fewer readers, or ask one of them.",
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

    Raises where the policy lets the person widen nothing here.
    """
    sight, added = this_sight(), widening(readers_of(thing), after)
    if not added or not needs_consent(sight.person_id, thing):
        return None
    if not can(permission, thing):
        raise NotTheirsToWiden(
            _(
                "Only the leads of %(name)s let more people read this. Ask one of them.",
                name=thing.organisation.name,
            )
        )
    if request.form.get("widening") == f"{readers_of(thing).word}-{after.word}":
        return None
    return render_template(
        template,
        thing=thing,
        answer=f"{readers_of(thing).word}-{after.word}",
        words=groups_of(sight, added.of_words, thing.organisation_id),
        name=groups_of(sight, added.of_name, thing.organisation_id),
        is_anothers=thing.author_id != sight.person_id,
        is_named=after.is_named,
        typed=[pair for pair in request.form.items(multi=True) if pair[0] not in OF_THE_PAGE],
    )
