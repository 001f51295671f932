"""Rate limits for requests, counted in the database: per person if signed in, else per IP address.

A route declares its limit by `@limited`; every route that writes has one. An attempt is counted
before the view runs and after the CSRF check; page views are not counted. The reasons are in
docs/decisions/0010-rate-limits-in-the-database.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask, Response, current_app, g, request
from flask_login import user_logged_in
from limits import RateLimitItemPerSecond
from werkzeug.exceptions import TooManyRequests

from tracker.declarations import View, declare, declared
from tracker.models import Person
from tracker.safe_methods import SAFE_METHODS
from tracker.sessions.safe_redirects import can_be_opened, requested_path
from tracker.web import rate_limit_subjects as subjects
from tracker.web.rate_limit_storage import Attempt, count_attempts, refund_attempts

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
EXCLUDED_FIELD_WORDS = ("code", "password", "secret")
"""Words in the names of fields whose values are never sent back to a page."""


@dataclass(frozen=True)
class Rate:
    """A maximum number of attempts within a number of seconds, for each key that `by` returns."""

    amount: int
    seconds: int
    by: Callable[[], str | None]
    batch_size: int = 1


@dataclass(frozen=True)
class Limit:
    """The rates of one kind of request, the strictest first, and which requests are counted."""

    name: str
    rates: tuple[Rate, ...]
    applies: Callable[[], bool]

    def attempts(self) -> list[Attempt]:
        """Return the attempts that this request is counted as."""
        return [
            Attempt(
                RateLimitItemPerSecond(rate.amount, rate.seconds, self.name),
                subjects.hashed(counted_by),
                rate.batch_size,
            )
            for rate in self.rates
            if (counted_by := rate.by()) is not None
        ]


def is_sent() -> bool:
    """Return whether a form is sent; opening its page is not counted."""
    return request.method not in SAFE_METHODS


def is_search() -> bool:
    """Return whether a list is searched; paging through it is not counted."""
    return bool(request.args.get("q", "").strip())


def always() -> bool:
    """Return True: every request is counted."""
    return True


SIGN_IN = Limit(
    "sign-in",
    (
        Rate(10, 5 * MINUTE, subjects.account_on_device),
        Rate(100, 5 * MINUTE, subjects.untrusted_ip),
        Rate(50, HOUR, subjects.account_on_untrusted_devices),
    ),
    is_sent,
)
CODES = Limit(
    "codes",
    (
        Rate(10, 5 * MINUTE, subjects.second_factor_subject_on_device),
        Rate(50, DAY, subjects.second_factor_subject_on_untrusted_devices),
    ),
    is_sent,
)
FACTORS = Limit("factors", (Rate(60, 5 * MINUTE, subjects.person),), is_sent)
OTHER_METHODS = Limit("other-ways", (Rate(300, 5 * MINUTE, subjects.person_or_ip),), is_sent)
PASSWORD_CONFIRMATION = Limit("password-again", (Rate(10, 5 * MINUTE, subjects.person),), is_sent)
RESET = Limit(
    "reset", (Rate(5, HOUR, subjects.account), Rate(30, HOUR, subjects.client_ip)), is_sent
)
MAILED_LINKS = Limit("handed-out", (Rate(100, 5 * MINUTE, subjects.person_or_ip),), is_sent)
MAILS = Limit("letters", (Rate(5, HOUR, subjects.person),), is_sent)
INVITATIONS = Limit("invitations", (Rate(100, HOUR, subjects.person),), is_sent)
ATTACHMENTS = Limit("attached", (Rate(120, HOUR, subjects.person),), is_sent)
COMMENTS = Limit("comments", (Rate(120, HOUR, subjects.person),), is_sent)
WRITES = Limit(
    "writes",
    (
        Rate(300, MINUTE, subjects.person, batch_size=20),
        Rate(1200, HOUR, subjects.person, batch_size=20),
    ),
    is_sent,
)
"""Enough for ordinary work: a queue of 200 sorted by hand, 250 obstacles logged by one person."""
BULK = Limit("bulk", (Rate(60, HOUR, subjects.person),), is_sent)
SIGN_OUT = Limit(
    "sign-out", (Rate(300, 5 * MINUTE, subjects.person_or_ip, batch_size=20),), is_sent
)
DEMO = Limit("demo", (Rate(1200, 5 * MINUTE, subjects.client_ip, batch_size=20),), is_sent)
FILES = Limit("files", (Rate(240, 5 * MINUTE, subjects.person),), always)
SEARCH = Limit("search", (Rate(1200, MINUTE, subjects.person, batch_size=20),), is_search)
SIMILAR = Limit("nearby", (Rate(240, MINUTE, subjects.person, batch_size=20),), is_sent)
PICK_LISTS = Limit("pick-lists", (Rate(240, MINUTE, subjects.person, batch_size=20),), is_sent)
SUGGESTIONS = Limit("suggestions", (Rate(300, MINUTE, subjects.person, batch_size=20),), always)

INVITATION_MAIL_RATES = ((3, DAY), (6, 30 * DAY))
"""The maximum numbers of invitations mailed to one address, each within a number of seconds."""


def limited(limit: Limit) -> Callable[[View], View]:
    """Declare the rate limit of a view."""
    return partial(declare, limit=limit)


def invitation_attempts(address: str) -> list[Attempt]:
    """Return the attempts that an invitation to this address is counted as, with account or not.

    A route counts them itself, after its permission check: otherwise anybody could exhaust the
    limit of an address.
    """
    return [
        Attempt(
            RateLimitItemPerSecond(amount, seconds, "invited"),
            subjects.hashed(f"invited {address}"),
        )
        for amount, seconds in INVITATION_MAIL_RATES
    ]


class RateLimitExceeded(TooManyRequests):
    """A rate limit was exceeded (429); its page shows when to retry and contains the form data."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.path = requested_path() if can_be_opened(request.path) else None
        self.action = requested_path()
        self.fields = _sent_fields()


def _sent_fields() -> list[tuple[str, str]]:
    """Return the form data with its CSRF token, which has been checked already, to resend it."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in EXCLUDED_FIELD_WORDS)
    ]


def _count_this_request(everywhere: tuple[Limit, ...]) -> None:
    """Raise RateLimitExceeded if a limit is reached, else count this request."""
    own: Limit | None = declared("limit")
    limits = (*everywhere, own) if own else everywhere
    attempts = [attempt for limit in limits if limit.applies() for attempt in limit.attempts()]
    if not attempts:
        return
    if seconds := count_attempts(attempts):
        raise RateLimitExceeded(seconds)
    g.counted = attempts


def _record_sign_in(_app: Flask, user: Person) -> None:
    g.signed_in_person = user


def _refund_after_sign_in(response: Response) -> Response:
    """Refund the attempts after a successful sign-in, and trust the device from now on."""
    person: Person | None = g.pop("signed_in_person", None)
    if person is None:
        return response
    if counted := g.get("counted"):
        refund_attempts(counted)
    if not current_app.config["DEMO"]:
        subjects.trust_device(response, person)
    return response


def init_app(app: Flask, *, everywhere: tuple[Limit, ...] = ()) -> None:
    """Apply the declared limits, and those of `everywhere` to all requests.

    Must be called after the CSRF protection is installed.
    """
    app.before_request(partial(_count_this_request, everywhere))
    app.after_request(_refund_after_sign_in)
    user_logged_in.connect(_record_sign_in, app)
