"""Step-up authentication (re-authentication): a proof by password or another factor for one act.

A fresh session proves nothing, because its cookie may be stolen. So every act that adds, replaces
or removes a sign-in method requires a proof each time, on the act's own page; the form data that
was sent is kept in hidden fields. If an act has several pages, the proof is stored in the session
until the last of them, for minutes, and for this act only.
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
"""The maximum age, in seconds, of a proof for an act with several pages, and of a challenge."""
PROOF_KEY = "proven"
"""The session key of the proof and its act."""
PASSKEY_CHALLENGE_KEY = "asked_passkey"
"""The session key of the passkey challenge and its act."""
GUESSABLE_FIELDS = ("proof_password", "proof_code")
"""Fields whose values could be guessed."""


def sends_guessable_proof() -> bool:
    """Return whether the request contains a password or a code as a proof."""
    return is_sent() and any(request.form.get(name) for name in GUESSABLE_FIELDS)


PROOF = Limit(
    "proof",
    (Rate(10, 5 * MINUTE, subjects.person), Rate(50, DAY, subjects.person)),
    sends_guessable_proof,
)
"""Counted in addition to the page's own limit, over all pages together."""
PROOF_FIELDS = frozenset({*GUESSABLE_FIELDS, "proof_credential", "proof_demo"})
OWN_FIELDS = PROOF_FIELDS | {"credential", "csrf_token", "proof_opens", "proof_start"}
"""Fields of the page itself, and single-use responses; all others become hidden fields."""
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class SecuredAct:
    """An act that requires a proof, and the sentence by which the page describes it."""

    name: str
    purpose: LazyString
    has_steps: bool = False
    """Whether it has several pages: then the proof is valid until one of them redirects."""
    protects_first_page: bool = False
    """Whether opening its first page requires a proof, too."""


ADD_PASSKEY = SecuredAct("add-passkey", _l("You are about to add a passkey."), has_steps=True)
CHANGE_ADDRESS = SecuredAct(
    "change-address",
    _l("You are about to change your email address."),
    has_steps=True,
    protects_first_page=True,
)
ERASE = SecuredAct(
    "erase", _l("You are about to erase your account."), has_steps=True, protects_first_page=True
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
    protects_first_page=True,
)
UNLINK_DIRECTORY = SecuredAct(
    "unlink-directory", _l("You are about to unlink your organisation’s account.")
)


class ProofForm(FlaskForm):
    """The form for the password, or for a code of the app if there is no password."""

    proof_password = password_field(_l("Password"))
    proof_code = code_field(
        _l("6-digit code from your app"), autocomplete="one-time-code", inputmode="numeric"
    )

    def __init__(self, methods: "ProofMethods", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not methods.has_password:
            del self.proof_password
        if not methods.takes_code:
            del self.proof_code


@dataclass(frozen=True)
class ProofMethods:
    """The methods of proof that a person has; weaker ones only without any stronger one."""

    has_password: bool
    has_app: bool
    has_passkey: bool
    directories: tuple[Directory, ...]
    is_demo: bool

    @property
    def takes_code(self) -> bool:
        """Return whether a code is required, which is if there is no password."""
        return self.has_app and not self.has_password


def proof_methods_of(person: Person) -> ProofMethods:
    """Return the person's methods of proof."""
    password, app = bool(person.password), person.tf_primary_method is not None
    passkey = bool(person.webauthn)
    has_none = not (password or app or passkey)
    linked = [each for each, is_linked in links_of(person) if is_linked] if has_none else []
    is_demo = has_none and current_app.config["DEMO"] and session.get(SECOND_FACTOR_KEY) == "demo"
    return ProofMethods(password, app, passkey, tuple(linked), is_demo)


def step_up(act: SecuredAct) -> Callable[[View], View]:
    """Restrict a view to requests with a proof for this act; applied inside the view's guard."""

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(**kwargs: Any) -> ResponseReturnValue:
            person = find_person()
            is_opened = request.method in SAFE_METHODS
            if person is None or (is_opened and not act.protects_first_page):
                return view(**kwargs)
            if not is_proven(act):
                response = _prompt(act, person)
                if response is not None:
                    return response
            if is_opened:
                return view(**kwargs)
            return _run(act, view, kwargs)

        return checked

    return wrap


def _run(act: SecuredAct, view: View, kwargs: dict[str, Any]) -> ResponseReturnValue:
    """Run the act; its proof is removed before, or, with several pages, after a redirect."""
    if not act.has_steps:
        session.pop(PROOF_KEY, None)
    start_writing()
    response = make_response(view(**kwargs))
    if 300 <= response.status_code < 400:
        session.pop(PROOF_KEY, None)
    return response


def is_proven(act: SecuredAct) -> bool:
    """Return whether this session contains a valid proof for the act."""
    proven, person = session.get(PROOF_KEY, {}), find_person()
    is_for_this = person is not None and proven.get("for") == [act.name, person.id]
    return is_for_this and 0 <= time() - proven["at"] < PROOF_MAX_AGE


def record_proof(act_name: str, person: Person) -> None:
    """Store in the session that the person has just given a proof for the act of this name."""
    session[PROOF_KEY] = {"for": [act_name, person.id], "at": int(time())}


def _prompt(act: SecuredAct, person: Person) -> ResponseReturnValue | None:
    """Return the page that prompts for a proof, or None if this request contains a valid one."""
    methods = proof_methods_of(person)
    if request.form.get("proof_start") == "passkey" and methods.has_passkey:
        return _page(act, methods, options=_challenge_passkey(act, person))
    if request.method in SAFE_METHODS or PROOF_FIELDS.isdisjoint(request.form):
        return _page(act, methods)
    form = ProofForm(methods)
    if not _is_right(act, person, methods, form):
        return _page(act, methods, form), 422
    record_proof(act.name, person)
    db.session.commit()
    return redirect(requested_path(), 303) if _is_first_page(act) else None


def _is_right(act: SecuredAct, person: Person, methods: ProofMethods, form: ProofForm) -> bool:
    """Check the proof; the slow check comes before the database is locked for writing."""
    if request.form.get("proof_credential"):
        start_writing()
        return _is_passkey_right(act, person, form)
    if methods.is_demo and "proof_demo" in request.form:
        return True
    if not form.validate():
        return False
    if methods.has_password:
        if is_password(form.proof_password.data, person.password):
            start_writing()
            return True
        form.proof_password.errors = [_("The password is wrong. Try again")]
    elif methods.takes_code:
        start_writing()
        if accept_code(person=person, code=form.proof_code.data):
            return True
        form.proof_code.errors = [
            _("The code is wrong or already used. Wait for the next code and enter it")
        ]
    return False


def _challenge_passkey(act: SecuredAct, person: Person) -> str:
    """Return the options of a new passkey challenge, valid once, in this session, for this act."""
    challenge, options = authentication_challenge(person)
    session[PASSKEY_CHALLENGE_KEY] = {"act": act.name, "at": int(time()), "challenge": challenge}
    return options


def _is_passkey_right(act: SecuredAct, person: Person, form: ProofForm) -> bool:
    pending_challenge = session.pop(PASSKEY_CHALLENGE_KEY, {})
    form.form_errors = [_("This passkey did not work. Try again, or use another way.")]
    if (
        pending_challenge.get("act") != act.name
        or time() - pending_challenge["at"] >= PROOF_MAX_AGE
    ):
        return False
    response = PasskeyResponseForm(prefix="proof_", meta={"csrf": False})
    response.expect_challenge(pending_challenge["challenge"])
    if not response.validate() or response.person.id != person.id:
        return False
    response.passkey.sign_count = response.sign_count
    return True


def _is_first_page(act: SecuredAct) -> bool:
    """Return whether the request opens the act's first page, and is not a form that was sent."""
    return request.method in SAFE_METHODS or (
        act.protects_first_page and "proof_opens" in request.form
    )


def _page(
    act: SecuredAct, methods: ProofMethods, form: ProofForm | None = None, options: str = ""
) -> str:
    """Return the page that prompts for a proof, with the sent form data in hidden fields."""
    is_first_page = _is_first_page(act)
    hidden_fields = [] if is_first_page else request.form.items(multi=True)
    return render_template(
        "security/step_up.html",
        act=act,
        back=requested_path() if can_be_opened(request.path) else url_for("account.show"),
        hidden_fields=[pair for pair in hidden_fields if pair[0] not in OWN_FIELDS],
        form=form or ProofForm(methods, formdata=None),
        requires_second_factor=requires_second_factor(),
        methods=methods,
        is_first_page=is_first_page,
        options=options,
        path=requested_path(),
    )


def init_app(app: Flask) -> None:
    """Protect the acts that are Flask-Security's pages; must be called before they are guarded."""
    views: dict[str, Any] = app.view_functions
    for name, act in (
        ("mf_recovery_codes", MAKE_CODES),
        ("wan_delete", REMOVE_PASSKEY),
        ("wan_register", ADD_PASSKEY),
        ("wan_register_response", ADD_PASSKEY),
    ):
        views[f"security.{name}"] = step_up(act)(views[f"security.{name}"])
