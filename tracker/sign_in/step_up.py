"""Step-up authentication: the password or another factor, asked for one act and good for it once.

A session that was opened a moment ago proves nothing: whoever stole its cookie holds it as well.
So whatever adds, replaces or takes away a way to sign in asks each time, on the page that the act
itself answers with; the form that was sent goes on as it was. Where an act takes several pages,
the proof waits for the last of them in the session, for minutes, and for this act alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from time import time
from typing import Any

from flask import (
    Flask,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from tracker.auth.transactions import start_writing
from tracker.extensions import db
from tracker.models import Person
from tracker.safe_methods import SAFE_METHODS
from tracker.sessions.person import find_person
from tracker.sessions.safe_redirects import can_be_opened, requested_path
from tracker.sessions.second_step import SECOND_FACTOR_KEY, requires_second_factor
from tracker.sign_in.openid import Directory, links_of
from tracker.sign_in.passkeys import PasskeyResponseForm, authentication_challenge
from tracker.sign_in.passwords import is_password, password_field
from tracker.sign_in.second_factor import accept_code, code_field
from tracker.web import rate_limit_subjects as subjects
from tracker.web.rate_limits import DAY, MINUTE, Limit, Rate, is_sent

PROOF_MAX_AGE = 600
"""For how many seconds a proof waits for the last page of its act, or a device's answer counts."""
PROOF_KEY = "proven"
"""Where a session keeps what its person has proven themselves for."""
PASSKEY_CHALLENGE_KEY = "asked_passkey"
"""Where a session keeps what a passkey must answer, and for which act."""
GUESSABLE_FIELDS = ("proof_password", "proof_code")
"""Fields in which somebody could guess."""


def sends_guessable_proof() -> bool:
    """Say whether a password or a code is typed to prove that it is still the person."""
    return is_sent() and any(request.form.get(name) for name in GUESSABLE_FIELDS)


PROOF = Limit(
    "proof",
    (Rate(10, 5 * MINUTE, subjects.person), Rate(50, DAY, subjects.person)),
    sends_guessable_proof,
)
"""Counted beside the limit of the page that asks for it, and over all such pages together."""
PROOF_FIELDS = frozenset({*GUESSABLE_FIELDS, "proof_credential", "proof_demo"})
OWN_FIELDS = PROOF_FIELDS | {"credential", "csrf_token", "proof_opens", "proof_start"}
"""Fields that the page itself brings, and what a device answers once; all others are carried."""
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class SecuredAct:
    """Something that a stolen session must not do, and what the page that asks calls it."""

    name: str
    purpose: LazyString
    has_steps: bool = False
    """Whether it takes several pages: then the proof lasts until one of them leads on."""
    asks_to_open: bool = False
    """Whether its first page is asked for too."""


ADD_PASSKEY = SecuredAct("add-passkey", _l("You are about to add a passkey."), has_steps=True)
CHANGE_ADDRESS = SecuredAct(
    "change-address",
    _l("You are about to change your email address."),
    has_steps=True,
    asks_to_open=True,
)
ERASE = SecuredAct(
    "erase", _l("You are about to erase your account."), has_steps=True, asks_to_open=True
)
LINK_DIRECTORY = SecuredAct(
    "link-directory", _l("You are about to link your organisation’s account.")
)
MAKE_CODES = SecuredAct("make-codes", _l("You are about to create new recovery codes."))
REMOVE_APP = SecuredAct("remove-app", _l("You are about to remove your authenticator app."))
REMOVE_PASSKEY = SecuredAct("remove-passkey", _l("You are about to remove a passkey."))
SET_UP_APP = SecuredAct(
    "set-up-app",
    _l("You are about to set up an authenticator app."),
    has_steps=True,
    asks_to_open=True,
)
UNLINK_DIRECTORY = SecuredAct(
    "unlink-directory", _l("You are about to unlink your organisation’s account.")
)


class ProofForm(FlaskForm):
    """Ask for the password, or for a code of the app where there is no password."""

    proof_password = password_field(_l("Password"))
    proof_code = code_field(
        _l("6-digit code from your app"), autocomplete="one-time-code", inputmode="numeric"
    )

    def __init__(self, means: "ProofMethods", **given: Any) -> None:
        super().__init__(**given)
        if not means.has_password:
            del self.proof_password
        if not means.takes_code:
            del self.proof_code


@dataclass(frozen=True)
class ProofMethods:
    """By what a person can prove themselves; a weaker one only where they have none better."""

    has_password: bool
    has_app: bool
    has_passkey: bool
    directories: tuple[Directory, ...]
    is_demo: bool

    @property
    def takes_code(self) -> bool:
        """Say whether a code is asked for: where there is no password."""
        return self.has_app and not self.has_password


def proof_methods_of(person: Person) -> ProofMethods:
    """Return by what the person can prove themselves."""
    password, app = bool(person.password), person.tf_primary_method is not None
    passkey = bool(person.webauthn)
    has_none = not (password or app or passkey)
    linked = [each for each, is_linked in links_of(person) if is_linked] if has_none else []
    is_demo = has_none and current_app.config["DEMO"] and session.get(SECOND_FACTOR_KEY) == "demo"
    return ProofMethods(password, app, passkey, tuple(linked), is_demo)


def step_up(act: SecuredAct) -> Callable[[View], View]:
    """Let a view run only with a proof for this act; stands behind a view's own door."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(**given: Any) -> ResponseReturnValue:
            person = find_person()
            is_opened = request.method in SAFE_METHODS
            if person is None or (is_opened and not act.asks_to_open):
                return view(**given)
            if not is_proven(act):
                answer = _prompt(act, person)
                if answer is not None:
                    return answer
            if is_opened:
                return view(**given)
            return _run(act, view, given)

        return checked

    return wrap


def _run(act: SecuredAct, view: View, given: dict[str, Any]) -> ResponseReturnValue:
    """Run the act itself; its proof is used up first, or once one of its pages leads on."""
    if not act.has_steps:
        session.pop(PROOF_KEY, None)
    start_writing()
    answer = make_response(view(**given))
    if 300 <= answer.status_code < 400:
        session.pop(PROOF_KEY, None)
    return answer


def is_proven(act: SecuredAct) -> bool:
    """Say whether this session's person has proven themselves for the act a short while ago."""
    proven, person = session.get(PROOF_KEY, {}), find_person()
    is_for_this = person is not None and proven.get("for") == [act.name, person.id]
    return is_for_this and 0 <= time() - proven["at"] < PROOF_MAX_AGE


def record_proof(act_name: str, person: Person) -> None:
    """Note that the person has just proven themselves for the act of this name."""
    session[PROOF_KEY] = {"for": [act_name, person.id], "at": int(time())}


def _prompt(act: SecuredAct, person: Person) -> ResponseReturnValue | None:
    """Return the page that asks, or None where this request holds a right proof."""
    means = proof_methods_of(person)
    if request.form.get("proof_start") == "passkey" and means.has_passkey:
        return _page(act, means, options=_challenge_passkey(act, person))
    if request.method in SAFE_METHODS or PROOF_FIELDS.isdisjoint(request.form):
        return _page(act, means)
    form = ProofForm(means)
    if not _is_right(act, person, means, form):
        return _page(act, means, form), 422
    record_proof(act.name, person)
    db.session.commit()
    return redirect(requested_path(), 303) if _is_first_page(act) else None


def _is_right(act: SecuredAct, person: Person, means: ProofMethods, form: ProofForm) -> bool:
    """Check what proves it; the slow check comes before the database is locked for writing."""
    if request.form.get("proof_credential"):
        start_writing()
        return _is_passkey_right(act, person, form)
    if means.is_demo and "proof_demo" in request.form:
        return True
    if not form.validate():
        return False
    if means.has_password:
        if is_password(form.proof_password.data, person.password):
            start_writing()
            return True
        form.proof_password.errors = [_("The password is wrong. Try again")]
    elif means.takes_code:
        start_writing()
        if accept_code(person=person, code=form.proof_code.data):
            return True
        form.proof_code.errors = [
            _("The code is wrong or already used. Wait for the next code and enter it")
        ]
    return False


def _challenge_passkey(act: SecuredAct, person: Person) -> str:
    """Return what the page asks a device; its answer counts once, in this session, for this act."""
    challenge, options = authentication_challenge(person)
    session[PASSKEY_CHALLENGE_KEY] = {"act": act.name, "at": int(time()), "challenge": challenge}
    return options


def _is_passkey_right(act: SecuredAct, person: Person, form: ProofForm) -> bool:
    asked = session.pop(PASSKEY_CHALLENGE_KEY, {})
    form.form_errors = [_("This passkey did not work. Try again, or use another way.")]
    if asked.get("act") != act.name or time() - asked["at"] >= PROOF_MAX_AGE:
        return False
    answer = PasskeyResponseForm(prefix="proof_", meta={"csrf": False})
    answer.expect_challenge(asked["challenge"])
    if not answer.validate() or answer.person.id != person.id:
        return False
    answer.passkey.sign_count = answer.sign_count
    return True


def _is_first_page(act: SecuredAct) -> bool:
    """Say whether it was the act's first page that was asked for, and not a form that was sent."""
    return request.method in SAFE_METHODS or (act.asks_to_open and "proof_opens" in request.form)


def _page(
    act: SecuredAct, means: ProofMethods, form: ProofForm | None = None, options: str = ""
) -> str:
    """Return the page that asks for a proof, with what the form held that was sent."""
    opens = _is_first_page(act)
    carried = [] if opens else request.form.items(multi=True)
    return render_template(
        "security/step_up.html",
        act=act,
        back=requested_path() if can_be_opened(request.path) else url_for("account.show"),
        carried=[pair for pair in carried if pair[0] not in OWN_FIELDS],
        form=form or ProofForm(means, formdata=None),
        is_owing=requires_second_factor(),
        means=means,
        opens=opens,
        options=options,
        path=requested_path(),
    )


def init_app(app: Flask) -> None:
    """Ask before the acts that are Flask-Security's pages; comes before these get their doors."""
    views: dict[str, Any] = app.view_functions
    for name, act in (
        ("mf_recovery_codes", MAKE_CODES),
        ("wan_delete", REMOVE_PASSKEY),
        ("wan_register", ADD_PASSKEY),
        ("wan_register_response", ADD_PASSKEY),
    ):
        views[f"security.{name}"] = step_up(act)(views[f"security.{name}"])
