"""Who may open which endpoint, written by hand: an endpoint missing here fails a test."""

from collections.abc import Callable
from typing import Any

from tests.integration.security.matrix.actors import LEFT, PARTS, Actor
from tests.integration.security.matrix.oracle import (
    may_know_of,
    may_see,
    may_see_barrier,
    may_see_beside,
    may_see_trial,
)
from tests.integration.security.matrix.world import (
    BARRIERS,
    CATEGORIES,
    MAKERS,
    Beside,
    Owned,
    Tried,
    World,
)

Thing = tuple[str, Any] | None
"""A kind of thing and which one it is, as an address names it; None for a whole programme."""

ANYBODY = "anybody, signed in or not"
PERSON = "anybody who is signed in"
OWING = "anybody who is signed in, also while a second factor is owed"
NOBODY = "nobody: a door of the library that is shut"
PLACE = "whoever has a place in the programme"
LOGS = "members of an organisation that logs"
LEAD = "the programme's leads"
SEES = "whoever sees the thing"
OWN = "members of the organisation that logged the thing"
OWN_OR_LEAD = "its own organisation, or a lead of the programme"
OWN_MEMBER = "members of the organisation that owns the thing, whether it logs or not"
ORGANISATION_LEAD = "leads of the organisation that the address names"
INVITES = "whoever may know of the invitation: who leads what it invites to"
LEADS_SOMETHING = "leads of an organisation that takes part, or of the programme"
ADMINISTRATOR = "administrators; to others it is not there"
ONESELF = "whoever the thing belongs to"
SPEAKS = "whoever sees the thing and belongs to an organisation that logs, or leads the programme"
WROTE = "whoever wrote it, while they hold the place in whose name they did"
WROTE_OR_LEADS = (
    "whoever wrote it and holds that place, or leads the organisation whose obstacle it is about"
)
WROTE_FOR_IT = "members of the organisation that wrote it, or leads of the programme what one wrote"
WITHDRAWS = "whoever logged it and still logs for its organisation, or leads that organisation"
SEES_AND_LOGS = "whoever sees the thing and belongs to an organisation that logs"

WHO: dict[str, str] = {
    "account.address": PERSON,
    "account.change_address": PERSON,
    "account.confirm": PERSON,
    "account.name": PERSON,
    "administration.add": ADMINISTRATOR,
    "administration.close": ADMINISTRATOR,
    "administration.demote": ADMINISTRATOR,
    "administration.index": ADMINISTRATOR,
    "administration.invite": ADMINISTRATOR,
    "administration.invite_lead": ADMINISTRATOR,
    "administration.promote": ADMINISTRATOR,
    "administration.reopen": ADMINISTRATOR,
    "administration.withdraw": ADMINISTRATOR,
    "assets.static": ANYBODY,
    "assets.typeface": ANYBODY,
    "history.log": LEADS_SOMETHING,
    "history.log_as_csv": LEADS_SOMETHING,
    "history.obstacle_history": OWN_MEMBER,
    "history.workaround_history": OWN_MEMBER,
    "barriers.add": LEAD,
    "barriers.edit": LEAD,
    "barriers.index": PLACE,
    "barriers.link_obstacle": LEAD,
    "barriers.show": SEES,
    "categories.add": LEAD,
    "categories.bring_back": LEAD,
    "categories.categorise": OWN_OR_LEAD,
    "categories.edit": LEAD,
    "categories.index": PLACE,
    "categories.merge": LEAD,
    "categories.move": LEAD,
    "categories.queue": PLACE,
    "categories.retire": LEAD,
    "categories.start": LEAD,
    "decision_makers.add": LEAD,
    "decision_makers.edit": LEAD,
    "decision_makers.index": PLACE,
    "decision_makers.show": SEES,
    "digests.ask_to_stop": ANYBODY,
    "digests.choose": PERSON,
    "digests.stop": ANYBODY,
    "directories.come_back": ANYBODY,
    "directories.link": PERSON,
    "directories.prove": OWING,
    "directories.start": ANYBODY,
    "directories.unlink": PERSON,
    "editions.summary": PLACE,
    "editions.summary_as_csv": PLACE,
    "editions.summary_as_pdf": PLACE,
    "editions.summary_as_xlsx": PLACE,
    "health.healthz": ANYBODY,
    "insights.network": PLACE,
    "insights.network_gexf": PLACE,
    "insights.network_graphml": PLACE,
    "insights.network_json": PLACE,
    "insights.network_svg": PLACE,
    "invitations.accept": ANYBODY,
    "invitations.show": ANYBODY,
    "matches.match": SPEAKS,
    "matches.rule_out": OWN_OR_LEAD,
    "matches.said_the_same": LEAD,
    "matches.typed": LOGS,
    "attachments.add": OWN,
    "attachments.download": SEES,
    "obstacles.change_status": OWN,
    "matches.choose_barrier": OWN_OR_LEAD,
    "comments.add": SPEAKS,
    "register.csv": PLACE,
    "attachments.delete": OWN,
    "comments.delete": WROTE_OR_LEADS,
    "obstacles.discard": OWN,
    "obstacles.edit": OWN,
    "comments.edit": WROTE,
    "matches.group": OWN_OR_LEAD,
    "obstacles.hinder": OWN,
    "register.index": PLACE,
    "register.json": PLACE,
    "register.print": PLACE,
    "obstacles.log": LOGS,
    "obstacles.logged": OWN,
    "obstacles.look_after": OWN,
    "obstacles.narrow": OWN,
    "obstacles.options": PLACE,
    "matches.near": SEES,
    "comments.mention_options": SPEAKS,
    "comments.see_mention": SEES,
    "obstacles.show": SEES,
    "reminders.still_so": OWN,
    "obstacles.stop_hindering": OWN,
    "comments.widen": WROTE_FOR_IT,
    "register.xlsx": PLACE,
    "organisations.index": PLACE,
    "organisations.settings": ORGANISATION_LEAD,
    "organisations.show": PLACE,
    "account.show": PERSON,
    "account.end_session": ONESELF,
    "account.sign_out_elsewhere": PERSON,
    "account.type_again": PERSON,
    "people.change_members_role": ORGANISATION_LEAD,
    "people.end_membership": ORGANISATION_LEAD,
    "people.end_part": LEAD,
    "people.end_role": LEAD,
    "people.index": PLACE,
    "people.invite": LEAD,
    "people.invite_again": INVITES,
    "people.invite_to_lead": LEAD,
    "people.invite_to_organisation": ORGANISATION_LEAD,
    "people.invite_whole_organisation": LEAD,
    "people.leave": PLACE,
    "people.step_down": PLACE,
    "people.withdraw": INVITES,
    "preferences.mentions": PERSON,
    "preferences.theme": ANYBODY,
    "programmes.close": LEAD,
    "programmes.index": PERSON,
    "programmes.reopen": LEAD,
    "programmes.settings": LEAD,
    "programmes.show": PLACE,
    "programmes.waiting": LEADS_SOMETHING,
    "rights.data": PERSON,
    "rights.erase": PERSON,
    "second_factor.remove": PERSON,
    "second_factor.set_up": OWING,
    "security.change_password": PERSON,
    "security.forgot_password": ANYBODY,
    "security.login": ANYBODY,
    "security.logout": ANYBODY,
    "security.mf_recovery": ANYBODY,
    "security.mf_recovery_codes": PERSON,
    "security.reset_password": ANYBODY,
    "security.tf_select": NOBODY,
    "security.two_factor_rescue": NOBODY,
    "security.two_factor_setup": NOBODY,
    "security.two_factor_setup_validate": NOBODY,
    "security.two_factor_token_validation": ANYBODY,
    "security.wan_delete": PERSON,
    "security.wan_register": OWING,
    "security.wan_register_response": OWING,
    "security.wan_signin": ANYBODY,
    "security.wan_signin_response": ANYBODY,
    "withdrawals.restore_obstacle": WITHDRAWS,
    "withdrawals.restore_trial": WITHDRAWS,
    "withdrawals.restore_workaround": WITHDRAWS,
    "withdrawals.withdraw_obstacle": WITHDRAWS,
    "withdrawals.withdraw_trial": WITHDRAWS,
    "withdrawals.withdraw_workaround": WITHDRAWS,
    "workarounds.edit": OWN,
    "workarounds.edit_trial": OWN,
    "workarounds.index": PLACE,
    "workarounds.link": SEES,
    "workarounds.log": LOGS,
    "workarounds.look_back": OWN,
    "workarounds.options": PLACE,
    "workarounds.say_outcome": OWN,
    "workarounds.show": SEES,
    "workarounds.try_it": SEES_AND_LOGS,
    "workarounds.try_too": OWN,
    "workarounds.unlink": OWN_OR_LEAD,
}

NOT_A_DRAFT = {
    "matches.match",
    "matches.rule_out",
    "attachments.add",
    "categories.categorise",
    "obstacles.change_status",
    "matches.choose_barrier",
    "comments.add",
    "comments.mention_options",
    "matches.group",
    "obstacles.hinder",
    "obstacles.logged",
    "obstacles.look_after",
    "obstacles.narrow",
    "matches.near",
    "reminders.still_so",
    "obstacles.stop_hindering",
    "withdrawals.restore_obstacle",
    "withdrawals.withdraw_obstacle",
    "workarounds.try_too",
    "workarounds.unlink",
}
"""Acts on an obstacle that is logged; a draft is not there for them."""

TAKES_PART_NOW = {
    "organisations.settings",
    "people.change_members_role",
    "people.end_membership",
    "people.end_part",
    "people.invite_to_lead",
    "people.invite_to_organisation",
    "people.leave",
}
"""Acts on an organisation's part; one that has left has none."""


def answer_due(
    actor: Actor, world: World, endpoint: str, programme: str | None, thing: Thing
) -> str:
    """Return "open", "ask", "missing" or "refused": how the endpoint must answer the actor.

    Without a programme the endpoint stands outside all; without a thing it is about the whole.
    """
    who = WHO[endpoint]
    if who == ANYBODY:
        return "open"
    if not actor.is_signed_in and not (who == OWING and actor.owes_second_factor):
        return "ask"
    if who == NOBODY or (who == ADMINISTRATOR and not actor.is_administrator):
        return "missing"
    if programme is None:
        return "open" if thing is None or is_theirs(actor, thing) else "missing"
    if not is_there(actor, world, endpoint, programme, thing):
        return "missing"
    return "open" if who in ALWAYS or GRANTED[who](actor, programme, thing) else "refused"


def is_theirs(actor: Actor, thing: Thing) -> bool:
    """Say whether something outside every programme is there for the actor."""
    assert thing is not None
    kind, one = thing
    if kind == "session":
        return bool(one == actor.key)
    return actor.is_administrator and (kind == "programme" or one == "administrators")


def is_there(actor: Actor, world: World, endpoint: str, programme: str, thing: Thing) -> bool:
    """Say whether the endpoint finds the thing under the programme's address, for the actor."""
    if not actor.has_place(programme):
        return False
    if thing is None:
        return True
    kind, one = thing
    if programme not in programmes_of(kind, one):
        return False
    return kind not in FOUND or FOUND[kind](actor, world, endpoint, programme, one)


FOUND: dict[str, Callable[[Actor, World, str, str, Any], bool]] = {
    "attachment": lambda actor, _world, _endpoint, _programme, one: may_see_beside(actor, one),
    "barrier": lambda actor, world, _endpoint, _programme, one: may_see_barrier(actor, world, one),
    "comment": lambda actor, _world, _endpoint, _programme, one: may_see_beside(actor, one),
    "invitation": lambda actor, _world, _endpoint, programme, one: may_know_of(
        actor, one, programme
    ),
    "obstacle": lambda actor, _world, endpoint, _programme, one: (
        may_see(actor, one, "title") and not (one.is_draft and endpoint in NOT_A_DRAFT)
    ),
    "organisation": lambda _actor, _world, endpoint, programme, one: (
        endpoint not in TAKES_PART_NOW or (programme, one) not in LEFT
    ),
    "trial": lambda actor, _world, _endpoint, _programme, one: may_see_trial(
        actor, one, "what_it_took"
    ),
    "workaround": lambda actor, _world, _endpoint, _programme, one: may_see(actor, one, "title"),
}
"""Under which condition a thing of the programme is there; others always are."""


def programmes_of(table: str, one: Any) -> set[str]:
    """Return the programmes under whose address a thing stands."""
    if table == "organisation":
        return {programme for programme, name in PARTS if name == one}
    if table == "category":
        return {CATEGORIES[one][0]}
    if table == "invitation":
        return {place for place, name in PARTS.keys() - LEFT if one in {place, name}}
    if table in {"barrier", "decision_maker"}:
        return {(BARRIERS | MAKERS)[one]}
    return {one.obstacle.programme if isinstance(one, Tried | Beside) else one.programme}


def _is_own(actor: Actor, programme: str, thing: Thing) -> bool:
    one = thing[1] if thing else None
    one = one.obstacle if isinstance(one, Tried | Beside) else one
    return isinstance(one, Owned) and one.organisation in actor.logs_for(programme)


def _is_own_at_all(actor: Actor, programme: str, thing: Thing) -> bool:
    return thing is not None and thing[1].organisation in actor.organisations(programme)


def _speaks(actor: Actor, programme: str, _thing: Thing) -> bool:
    return bool(actor.logs_for(programme)) or actor.leads(programme)


def _wrote_it(actor: Actor, programme: str, thing: Thing) -> bool:
    if thing is None or thing[1].by != actor.key:
        return False
    place = thing[1].organisation
    return actor.leads(programme) if place is None else place in actor.logs_for(programme)


def _wrote_it_or_leads(actor: Actor, programme: str, thing: Thing) -> bool:
    assert thing is not None
    owner = thing[1].obstacle.organisation
    leads = owner in actor.organisations(programme) and actor.member[owner] == "lead"
    return leads or _wrote_it(actor, programme, thing)


def _withdraws(actor: Actor, programme: str, thing: Thing) -> bool:
    assert thing is not None
    one = thing[1].obstacle if isinstance(thing[1], Tried) else thing[1]
    leads = actor.member.get(one.organisation) == "lead"
    return _is_own(actor, programme, thing) and (leads or one.author == actor.key)


def _wrote_for_it(actor: Actor, programme: str, thing: Thing) -> bool:
    assert thing is not None
    if thing[1].organisation is None:
        return actor.leads(programme)
    return thing[1].organisation in actor.logs_for(programme)


def _leads_it(actor: Actor, programme: str, thing: Thing) -> bool:
    assert thing is not None
    is_here = thing[1] in actor.organisations(programme)
    return is_here and actor.member[thing[1]] == "lead"


def _leads_something(actor: Actor, programme: str, _thing: Thing) -> bool:
    roles = {actor.member[one] for one in actor.organisations(programme)}
    return actor.leads(programme) or "lead" in roles


ALWAYS = {PLACE, SEES, INVITES}
"""Who finds the thing may do this to it."""

GRANTED: dict[str, Callable[[Actor, str, Thing], bool]] = {
    LOGS: lambda actor, programme, _thing: bool(actor.logs_for(programme)),
    LEAD: lambda actor, programme, _thing: actor.leads(programme),
    LEADS_SOMETHING: _leads_something,
    ORGANISATION_LEAD: _leads_it,
    OWN: _is_own,
    OWN_MEMBER: _is_own_at_all,
    OWN_OR_LEAD: lambda actor, programme, thing: (
        actor.leads(programme) or _is_own(actor, programme, thing)
    ),
    SPEAKS: _speaks,
    WROTE: _wrote_it,
    WROTE_FOR_IT: _wrote_for_it,
    WROTE_OR_LEADS: _wrote_it_or_leads,
    WITHDRAWS: _withdraws,
    SEES_AND_LOGS: lambda actor, programme, _thing: bool(actor.logs_for(programme)),
}
