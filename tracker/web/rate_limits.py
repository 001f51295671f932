"""Limit how often a thing may be done: by person where one is signed in, else by origin.

LIMITS is the whole of it: whatever writes has a row. A try is counted before the view begins,
after the form's token has been found right; a plain page is not counted. The reasons are in
docs/decisions/0010-rate-limits-in-the-database.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from flask_login import user_logged_in
from limits import RateLimitItemPerSecond
from werkzeug.exceptions import TooManyRequests

from tracker.models import Person
from tracker.safe_methods import SAFE_METHODS
from tracker.sessions.safe_redirects import can_be_opened, path_asked_for
from tracker.sign_in.step_up import TYPED_PROOFS
from tracker.web import rate_limit_subjects as who
from tracker.web.rate_limit_storage import Try, count, give_back

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
NEVER_SHOWN = ("code", "password", "secret")
"""Words in the names of fields that a page never hands back."""


@dataclass(frozen=True)
class Rate:
    """So often within so many seconds, counted by somebody or something."""

    amount: int
    seconds: int
    by: Callable[[], str | None]
    at_a_time: int = 1


@dataclass(frozen=True)
class Limit:
    """The rates that one thing is held to, the narrowest first, and when it counts as done."""

    name: str
    rates: tuple[Rate, ...]
    applies: Callable[[], bool]

    def tries(self) -> list[Try]:
        """Return what this request would be counted as."""
        return [
            Try(
                RateLimitItemPerSecond(rate.amount, rate.seconds, self.name),
                who.hashed(counted_by),
                rate.at_a_time,
            )
            for rate in self.rates
            if (counted_by := rate.by()) is not None
        ]


def is_sent() -> bool:
    """Say whether a form is sent; to open its page costs nothing."""
    return request.method not in SAFE_METHODS


def has_words() -> bool:
    """Say whether a list is searched; to page through it costs nothing."""
    return bool(request.args.get("q", "").strip())


def types_proof() -> bool:
    """Say whether a password or a code is typed to prove that it is still the person."""
    return is_sent() and any(request.form.get(name) for name in TYPED_PROOFS)


def always() -> bool:
    """Count each request."""
    return True


SIGN_IN = Limit(
    "sign-in",
    (
        Rate(10, 5 * MINUTE, who.account_here),
        Rate(100, 5 * MINUTE, who.origin_of_strangers),
        Rate(50, HOUR, who.account_elsewhere),
    ),
    is_sent,
)
CODES = Limit(
    "codes",
    (Rate(10, 5 * MINUTE, who.holder_here), Rate(50, DAY, who.holder_elsewhere)),
    is_sent,
)
FACTORS = Limit("factors", (Rate(60, 5 * MINUTE, who.person),), is_sent)
OTHER_WAYS = Limit("other-ways", (Rate(300, 5 * MINUTE, who.person_or_origin),), is_sent)
PASSWORD_AGAIN = Limit("password-again", (Rate(10, 5 * MINUTE, who.person),), is_sent)
PROOF = Limit("proof", (Rate(10, 5 * MINUTE, who.person), Rate(50, DAY, who.person)), types_proof)
"""Counted beside the limit of the page that asks for it, and over all such pages together."""
RESET = Limit("reset", (Rate(5, HOUR, who.account), Rate(30, HOUR, who.origin)), is_sent)
HANDED_OUT = Limit("handed-out", (Rate(100, 5 * MINUTE, who.person_or_origin),), is_sent)
LETTERS = Limit("letters", (Rate(5, HOUR, who.person),), is_sent)
INVITATIONS = Limit("invitations", (Rate(100, HOUR, who.person),), is_sent)
ATTACHED = Limit("attached", (Rate(120, HOUR, who.person),), is_sent)
COMMENTS = Limit("comments", (Rate(120, HOUR, who.person),), is_sent)
WRITES = Limit(
    "writes",
    (Rate(300, MINUTE, who.person, at_a_time=20), Rate(1200, HOUR, who.person, at_a_time=20)),
    is_sent,
)
"""Ordinary work: a queue of 200 sorted by hand, 250 obstacles logged from one account, fit well."""
BULK = Limit("bulk", (Rate(60, HOUR, who.person),), is_sent)
SIGN_OUT = Limit("sign-out", (Rate(300, 5 * MINUTE, who.person_or_origin, at_a_time=20),), is_sent)
DEMO = Limit("demo", (Rate(1200, 5 * MINUTE, who.origin, at_a_time=20),), is_sent)
FILES = Limit("files", (Rate(240, 5 * MINUTE, who.person),), always)
SEARCH = Limit("search", (Rate(1200, MINUTE, who.person, at_a_time=20),), has_words)
NEARBY = Limit("nearby", (Rate(240, MINUTE, who.person, at_a_time=20),), is_sent)
SUGGESTIONS = Limit("suggestions", (Rate(300, MINUTE, who.person, at_a_time=20),), always)

INVITED = ((3, DAY), (6, 30 * DAY))
"""How many invitations are mailed to one address, within how many seconds, whoever sends them."""

LIMITS = {
    "account.address": LETTERS,
    "account.change_address": HANDED_OUT,
    "account.name": WRITES,
    "administration.add": INVITATIONS,
    "administration.close": WRITES,
    "administration.demote": WRITES,
    "administration.invite": INVITATIONS,
    "administration.invite_lead": INVITATIONS,
    "administration.promote": WRITES,
    "administration.reopen": WRITES,
    "administration.withdraw": WRITES,
    "history.log_as_csv": FILES,
    "barriers.add": WRITES,
    "barriers.edit": WRITES,
    "categories.add": WRITES,
    "categories.bring_back": WRITES,
    "categories.categorise": WRITES,
    "categories.edit": WRITES,
    "categories.merge": BULK,
    "categories.move": WRITES,
    "categories.retire": WRITES,
    "categories.start": BULK,
    "decision_makers.add": WRITES,
    "decision_makers.edit": WRITES,
    "demo_sign_in.sign_in": DEMO,
    "digests.choose": WRITES,
    "digests.stop": HANDED_OUT,
    "directories.link": FACTORS,
    "directories.prove": FACTORS,
    "directories.start": OTHER_WAYS,
    "directories.unlink": FACTORS,
    "editions.summary_as_csv": FILES,
    "editions.summary_as_pdf": FILES,
    "editions.summary_as_xlsx": FILES,
    "insights.network_gexf": FILES,
    "insights.network_graphml": FILES,
    "insights.network_json": FILES,
    "insights.network_svg": FILES,
    "invitations.accept": HANDED_OUT,
    "matches.match": WRITES,
    "matches.rule_out": WRITES,
    "matches.typed": NEARBY,
    "attachments.add": ATTACHED,
    "attachments.download": FILES,
    "obstacles.change_status": WRITES,
    "comments.add": COMMENTS,
    "register.csv": FILES,
    "attachments.delete": WRITES,
    "comments.delete": WRITES,
    "obstacles.discard": WRITES,
    "obstacles.edit": WRITES,
    "comments.edit": WRITES,
    "matches.group": WRITES,
    "obstacles.hinder": WRITES,
    "register.index": SEARCH,
    "register.json": FILES,
    "obstacles.log": WRITES,
    "obstacles.logged": SUGGESTIONS,
    "obstacles.look_after": WRITES,
    "comments.see_mention": WRITES,
    "reminders.still_so": WRITES,
    "obstacles.stop_hindering": WRITES,
    "comments.widen": WRITES,
    "register.xlsx": FILES,
    "organisations.settings": WRITES,
    "account.end_session": WRITES,
    "account.sign_out_elsewhere": WRITES,
    "people.change_members_role": WRITES,
    "people.end_membership": WRITES,
    "people.end_part": WRITES,
    "people.end_role": WRITES,
    "people.invite": INVITATIONS,
    "people.invite_again": INVITATIONS,
    "people.invite_to_lead": INVITATIONS,
    "people.invite_to_organisation": INVITATIONS,
    "people.invite_whole_organisation": INVITATIONS,
    "people.leave": WRITES,
    "people.step_down": WRITES,
    "people.withdraw": WRITES,
    "preferences.mentions": WRITES,
    "programmes.settings": WRITES,
    "rights.data": FILES,
    "rights.erase": PASSWORD_AGAIN,
    "second_factor.remove": FACTORS,
    "second_factor.set_up": FACTORS,
    "security.change_password": PASSWORD_AGAIN,
    "security.forgot_password": RESET,
    "security.login": SIGN_IN,
    "security.logout": SIGN_OUT,
    "security.mf_recovery": CODES,
    "security.mf_recovery_codes": FACTORS,
    "security.reset_password": HANDED_OUT,
    "security.two_factor_token_validation": CODES,
    "security.wan_delete": OTHER_WAYS,
    "security.wan_register": OTHER_WAYS,
    "security.wan_register_response": OTHER_WAYS,
    "security.wan_signin": OTHER_WAYS,
    "security.wan_signin_response": OTHER_WAYS,
    "workarounds.edit": WRITES,
    "workarounds.edit_trial": WRITES,
    "workarounds.index": SEARCH,
    "workarounds.link": WRITES,
    "workarounds.log": WRITES,
    "workarounds.look_back": WRITES,
    "workarounds.say_outcome": WRITES,
    "workarounds.try_it": WRITES,
    "workarounds.try_too": WRITES,
    "workarounds.unlink": WRITES,
}


def tries_to_invite(address: str) -> list[Try]:
    """Return what a mail that invites this address counts as, whether it has an account or not.

    A route counts it itself, once it knows that whoever asks may send it: else anybody could use
    the address's mails up.
    """
    return [
        Try(RateLimitItemPerSecond(amount, seconds, "invited"), who.hashed(f"invited {address}"))
        for amount, seconds in INVITED
    ]


class TooOften(TooManyRequests):
    """Something was done too often; its page says when to go on, and holds what was sent."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.path = path_asked_for() if can_be_opened(request.path) else None
        self.action = path_asked_for()
        self.fields = _sent_fields()


def _sent_fields() -> list[tuple[str, str]]:
    """Return what was typed, with the form's token, found right already, to send once more."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in NEVER_SHOWN)
    ]


def _count_this_request() -> None:
    """Refuse what was done too often; count it otherwise."""
    limits = [PROOF, LIMITS[request.endpoint]] if request.endpoint in LIMITS else [PROOF]
    tries = [one for limit in limits if limit.applies() for one in limit.tries()]
    if not tries:
        return
    if seconds := count(tries):
        raise TooOften(seconds)
    g.counted = tries


def _note_sign_in(_app: Flask, user: Person) -> None:
    g.has_got_in = user


def _welcome(response: Response) -> Response:
    """Give back the tries of somebody who got in, and let their device be known from now on."""
    someone: Person | None = g.pop("has_got_in", None)
    if someone is None:
        return response
    if counted := g.get("counted"):
        give_back(counted)
    if not current_app.config["DEMO"]:
        who.remember_device(response, someone)
    return response


def init_app(app: Flask) -> None:
    """Hold requests to their limits; comes after the check of forms' tokens."""
    app.before_request(_count_this_request)
    app.after_request(_welcome)
    user_logged_in.connect(_note_sign_in, app)
