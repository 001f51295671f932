"""Who may see what, in DESIGN.md's words; imports nothing of what the app decides by."""

from collections.abc import Callable
from typing import Any

from tests.integration.security.matrix.actors import ACTORS, LEFT, PARTS, Actor
from tests.integration.security.matrix.placing import NEVER_SHOWN
from tests.integration.security.matrix.world import (
    BARRIERS,
    CATEGORIES,
    MAKERS,
    Beside,
    Event,
    Owned,
    Tried,
    World,
)

TELLS_WHO = {"organisation", "team", "source_label", "source_url", "grouping_note"}
"""What says which organisation it was; so do a source and what is said of it."""


def may_see(actor: Actor, owner: Owned, field: str) -> bool:
    """Say whether the actor may read a field of what an organisation logged."""
    if not actor.has_place(owner.programme):
        return False
    is_own = owner.organisation in actor.organisations(owner.programme)
    if field in TELLS_WHO and not owner.is_named and not is_own:
        return False
    if owner.is_draft:
        return is_own and actor.key == owner.author
    partners = {"partners"} if actor.is_partner(owner.programme) else set()
    return is_own or owner.visibility in {"funders", "public"} | partners


def may_see_trial(actor: Actor, trial: Tried, field: str) -> bool:
    """Say whether the actor may read of a trial: they must see both of its ends."""
    return all(may_see(actor, end, field) for end in (trial.workaround, trial.obstacle))


def may_read_words(actor: Actor, obstacle: Owned, readers: str) -> bool:
    """Say whether words beside an obstacle are the actor's to read: its own, or written for them.

    They stay with those who could read them, however many read the obstacle since.
    """
    partners = {"partners"} if actor.is_partner(obstacle.programme) else set()
    is_own = obstacle.organisation in actor.organisations(obstacle.programme)
    return is_own or readers in {"funders", "public"} | partners


def may_see_beside(actor: Actor, one: Beside) -> bool:
    """Say whether the actor sees a comment or a file; a file may tell whose it is."""
    is_file, programme = one.kind == "attachment", one.obstacle.programme
    if not may_see(actor, one.obstacle, "source_label" if is_file else "title"):
        return False
    wrote = (
        actor.leads(programme)
        if one.organisation is None
        else one.organisation in actor.organisations(programme)
    )
    return wrote or may_read_words(actor, one.obstacle, one.readers)


def may_read_of_trial(actor: Actor, trial: Tried, field: str) -> bool:
    """Say whether the actor may read of a trial; what it took stays with its readers."""
    is_withheld = not may_read_words(actor, trial.obstacle, trial.readers)
    return may_see_trial(actor, trial, field) and not (field == "what_it_took" and is_withheld)


def may_see_barrier(actor: Actor, world: World, barrier: str) -> bool:
    """Say whether the actor sees an obstacle under the barrier, or leads the programme."""
    met = any(may_see(actor, one, "title") for one in world.under(barrier))
    return actor.has_place(BARRIERS[barrier]) and (met or actor.leads(BARRIERS[barrier]))


def may_know_of(actor: Actor, invitation: str, programme: str | None = None) -> bool:
    """Say whether the actor may know who was invited: whoever may invite there."""
    if invitation == "administrators":
        return actor.is_administrator
    if invitation in {place for place, _organisation in PARTS}:
        return programme in {None, invitation} and actor.leads(invitation)
    places = {place for place, one in PARTS.keys() - LEFT if one == invitation}
    return actor.member.get(invitation) == "lead" and programme in {None, *places}


def may_read(actor: Actor, world: World, column: str, thing: Any) -> bool:
    """Say whether the actor may read a text column of a thing, anywhere at all."""
    table, _, field = column.partition(".")
    if table == "person" and thing == actor.key and actor.owes_second_factor:
        return field in {"name", "email"}
    is_told = column not in NEVER_SHOWN and table in RULES
    return actor.is_signed_in and is_told and RULES[table](actor, world, field, thing)


def _of_organisation(actor: Actor, _world: World, _field: str, name: str) -> bool:
    takes_part = (actor.has_place(programme) for programme, one in PARTS if one == name)
    return name in actor.member or any(takes_part)


def _of_programme(actor: Actor, _world: World, _field: str, name: str) -> bool:
    return actor.has_place(name) or actor.is_administrator


def _of_person(actor: Actor, _world: World, field: str, key: str) -> bool:
    """Say whether it is a colleague, or somebody whom a lead of the programme works with.

    Colleagues know one another by name; their addresses are their organisation's leads' to know.
    """
    if field not in {"name", "email"}:
        return False
    other, own = ACTORS[key], actor.member
    if field == "name":
        is_colleague = not {*other.member, *other.was_member}.isdisjoint(own)
    else:
        is_colleague = any(own.get(one) == "lead" for one in other.member)
    is_fellow = actor.is_administrator and other.is_administrator
    return key == actor.key or is_colleague or is_fellow or _is_known_to_lead(actor, other, field)


def _is_known_to_lead(actor: Actor, other: Actor, field: str) -> bool:
    led = {programme for programme in actor.assigned if actor.leads(programme)}
    held = {*other.assigned, *(other.was_assigned if field == "name" else ())}
    leads_there = any(
        other.member.get(organisation) == "lead" and programme in led
        for programme, organisation in PARTS.keys() - LEFT
    )
    return not led.isdisjoint(held) or leads_there


def _of_event(actor: Actor, _world: World, _field: str, event: Event) -> bool:
    """Say whether it was done to what is their own, or to the programme that they lead."""
    if event.owned is None:
        return actor.leads(event.programme)
    is_own = event.owned.organisation in actor.organisations(event.programme)
    by_colleague = event.owned.organisation in ACTORS[event.by].member
    return is_own and may_see(actor, event.owned, "told") and (by_colleague or not event.is_of_pair)


RULES: dict[str, Callable[[Actor, World, str, Any], bool]] = {
    "address_change": lambda actor, _world, _field, key: key == actor.key,
    "attachment": lambda actor, _world, field, one: (
        field in {"name", "reference"} and may_see_beside(actor, one)
    ),
    "audit_event": _of_event,
    "barrier": lambda actor, world, _field, name: may_see_barrier(actor, world, name),
    "category": lambda actor, _world, _field, name: actor.has_place(CATEGORIES[name][0]),
    "comment": lambda actor, _world, _field, one: may_see_beside(actor, one),
    "decision_maker": lambda actor, _world, _field, name: actor.has_place(MAKERS[name]),
    "invitation": lambda actor, _world, _field, name: may_know_of(actor, name),
    "obstacle": lambda actor, _world, field, one: may_see(actor, one, field),
    "organisation": _of_organisation,
    "passkey": lambda actor, _world, _field, key: key == actor.key,
    "person": _of_person,
    "programme": _of_programme,
    "status_change": lambda actor, _world, field, one: (
        may_see(actor, one, field) and may_read_words(actor, one, one.readers_of_reason)
    ),
    "trial": lambda actor, _world, field, trial: may_read_of_trial(actor, trial, field),
    "workaround": lambda actor, _world, field, one: may_see(actor, one, field),
}
"""By table; of what no rule speaks, nobody reads anything."""


OF_ACCOUNT = {
    "address_change.email",
    "directory_identity.issuer",
    "directory_identity.subject",
    "passkey.device_type",
    "passkey.name",
    "passkey.usage",
    "person.email",
    "person.name",
    "person.tf_primary_method",
}
"""What is held on a person, no secret, and so theirs to take along."""


def may_take_along(actor: Actor, column: str, thing: Any) -> bool:
    """Say whether the actor may have it in the file of what is held on them.

    That is their account, what they did and what they wrote, wherever they were; but the words of
    an organisation that they have left only as they themselves wrote them. Of what is out of
    their sight there is no code and no name in it.
    """
    table, _, field = column.partition(".")
    if not actor.is_signed_in:
        return False
    if isinstance(thing, Tried):
        return may_see_trial(actor, thing, field) and _is_of_theirs(actor, thing.obstacle)
    if isinstance(thing, Owned):
        is_theirs = may_see(actor, thing, field) and _is_of_theirs(actor, thing)
        return is_theirs or (thing.author == actor.key and field == "reason")
    if isinstance(thing, Beside | Event):
        return thing.by == actor.key and field in {"checksum", "name", "text", "told"}
    if table in {"organisation", "programme"}:
        places = {*actor.member, *actor.was_member, *actor.assigned, *actor.was_assigned}
        return field == "name" and thing in places
    return column in OF_ACCOUNT and bool(thing == actor.key)


def _is_of_theirs(actor: Actor, thing: Owned) -> bool:
    return thing.author == actor.key and thing.organisation in actor.member
