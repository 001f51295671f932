"""Two-factor authentication after the password: authenticator app (TOTP) or recovery code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Config, Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user, user_logged_in
from flask_security import MfRecoveryForm, TwoFactorVerifyCodeForm
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Person
from tracker.sessions import second_step
from tracker.sessions.form_cookie import pending_form
from tracker.sessions.keys import derived_key
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.second_factor_rule import needs_second_factor
from tracker.sessions.second_step import (
    clear_pending_sign_in,
    is_second_factor_pending,
    start_second_factor_timeout,
)
from tracker.sessions.sign_in_library import PENDING_PERSON_KEY, PENDING_STEP_KEY, SecondStep
from tracker.sessions.store import end_sessions_of, this_key_hash
from tracker.sign_in.one_time_codes import OneTimeCodes, RecoveryCodes

SETTINGS = {
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "tracker.sign_in.second_factor.SecondFactor"},
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "SECURITY_TOTP_ISSUER": "Obstacle tracker",
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # step_up.py asks, however fresh the sign-in.
}

DISABLED_ENDPOINTS = (
    "security.tf_select",
    "security.two_factor_rescue",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
)
"""Pages of Flask-Security that are disabled; they return 404."""

NEW_SECRET_KEY = "new_totp_secret"  # noqa: S105  A name in the session.
ViewFunction = Callable[..., ResponseReturnValue]


class NoSecondFactor(DomainError):
    """The person has no authenticator app set up."""


class SecondFactorRequired(DomainError):
    """The person's role requires a second factor."""


class CodeNotTaken(DomainError):
    """The code is not the app's current one, or has been used."""


def _own_next() -> str:
    return own_path(request.args.get("next"), "")


def code_field(label: Any, **attributes: Any) -> StringField:
    """Return a field for a short code; spaces are ignored."""
    return StringField(
        label,
        filters=[lambda code: code and "".join(code.split())],
        validators=[DataRequired(_l("Enter the code")), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        | attributes,
    )


class NewCodeForm(FlaskForm):
    """The form for the first code of an app that is being set up."""

    code = code_field(
        _l("6-digit code from your app"), autocomplete="one-time-code", inputmode="numeric"
    )


class SecondStepForm:
    """Mixin with the fields passed on from the first step: redirect path, pending form data."""

    next = HiddenField(
        default=_own_next, filters=[lambda address: address and own_path(address, "")]
    )
    typed = HiddenField("")


class CodeForm(SecondStepForm, TwoFactorVerifyCodeForm):
    """The form for the current code of the person's app."""

    code = code_field(
        _l("6-digit code from your app"), autocomplete="one-time-code", inputmode="numeric"
    )

    def validate(self, **extra: Any) -> bool:
        """Check the code, and mark it as used."""
        is_valid = super().validate(**extra)
        if not is_valid and self.code.data:
            self.code.errors = [
                _("The code is wrong or already used. Wait for the next code and enter it")
            ]
        return is_valid


class RecoveryForm(SecondStepForm, MfRecoveryForm):
    """The form for one of the person's recovery codes."""

    code = code_field(_l("Recovery code"))

    def validate(self, **extra: Any) -> bool:
        """Check the code, and mark it as used; the button that only leads here is no error."""
        if "instead" in request.form:
            self.code.data = ""
            return False
        self.code.data = (self.code.data or "").lower()
        is_valid = super().validate(**extra)
        if not is_valid and self.code.data:
            self.code.errors = [
                _("The recovery code is wrong or already used. Enter a different one")
            ]
        return is_valid


class RescueForm(FlaskForm):
    """An empty form: the page of the code links to recovery codes itself."""

    help_setup = RadioField(choices=[])


class SecondFactor(SecondStep):
    """The step between the right password and the open session."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        """Return the methods of the person: app, else passkey if a second factor is required."""
        if user.tf_primary_method is None and user.webauthn and needs_second_factor(user):
            return [("webauthn", str(_("passkey")))]
        return super().get_setup_methods(user)

    def tf_login(
        self,
        user: Any,
        json_payload: dict[str, Any],  # noqa: ARG002  Flask-Security's shape.
        next_loc: str | None,
    ) -> Any:
        """Return the page that prompts for the code, with the pending form data."""
        start_second_factor_timeout()
        session[PENDING_STEP_KEY] = "ready"
        return_to, signed_form = own_path(next_loc, ""), pending_form()
        if user.tf_primary_method is None:
            return redirect(url_for("security.wan_signin", next=return_to or None))
        if not signed_form:
            return redirect(url_for("security.two_factor_token_validation", next=return_to or None))
        form = CodeForm(formdata=None, next=return_to, typed=signed_form)
        security = current_app.extensions["security"]
        return security.render_template(
            "security/two_factor_verify_code.html", two_factor_verify_code_form=form
        )


def in_second_step(view: ViewFunction) -> ViewFunction:
    """Restrict a view to people whose second factor is pending."""

    @wraps(view)
    def checked(**kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(own_path(request.values.get("next")), 303)
        if not (is_second_factor_pending() and _is_active(session[PENDING_PERSON_KEY])):
            clear_pending_sign_in()
            flash(
                _("Sign in with your password again. You have 10 minutes to enter the code."),
                "info",
            )
            return redirect(url_for("security.login", next=_own_next() or None), 303)
        return view(**kwargs)

    return checked


def _is_active(uniquifier: str) -> bool:
    query = sa.select(Person.id).where(Person.fs_uniquifier == uniquifier, Person.active)
    return db.session.scalar(query) is not None


def accept_code(*, person: Person, code: str) -> bool:
    """Return whether the code is the app's current one and unused; mark it as used."""
    return bool(_codes().verify_totp(code, person.tf_totp_secret, person, window=30))


def pending_totp_secret() -> str:
    """Return the TOTP secret that is being set up, the same until the setup is complete."""
    if NEW_SECRET_KEY not in session:
        session[NEW_SECRET_KEY] = _codes().generate_totp_secret()
    return str(session[NEW_SECRET_KEY])


def app_setup_values(person: Person, secret: str) -> dict[str, str]:
    """Return the secret for the app, as a QR code (`image`) and as text (`key`)."""
    return dict(_codes().fetch_setup_values(secret, person))


def set_up_second_factor(*, person: Person, secret: str, code: str) -> Person:
    """Enable two-factor authentication with this secret; other sessions of the person end."""
    if not _codes().verify_totp(code, secret, person, window=30):
        raise CodeNotTaken(_("The code is wrong. Wait for the next code in your app and enter it"))
    person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    session.pop(NEW_SECRET_KEY, None)
    second_step.record_second_factor("code")
    end_sessions_of(person, except_key_hash=this_key_hash())
    return person


def remove_second_factor(*, person: Person) -> Person:
    """Remove the app; raise SecondFactorRequired if required and no passkey is left."""
    if person.tf_primary_method is None:
        raise NoSecondFactor(_("You have not set up an authenticator app."))
    if not person.webauthn and needs_second_factor(person):
        raise SecondFactorRequired(
            _("Your role needs a second step to sign in. Add a passkey before you remove the app.")
        )
    _remove_codes(person)
    end_sessions_of(person, except_key_hash=this_key_hash())
    return person


def remove_all_second_factors(*, person: Person) -> Person:
    """Remove all second factors of somebody who lost them; their sessions end."""
    _remove_codes(person)
    for passkey in person.webauthn:
        db.session.delete(passkey)
    end_sessions_of(person)
    return person


def _remove_codes(person: Person) -> None:
    person.tf_primary_method = person.tf_totp_secret = None
    person.totp_counter = person.mf_recovery_codes = None


def count_recovery_codes(person: Person) -> int:
    """Return the number of the person's unused recovery codes."""
    return len(person.mf_recovery_codes or [])


@dataclass(frozen=True)
class SignInMethods:
    """The sign-in methods that a person has set up."""

    has_app: bool
    codes_left: int
    passkeys: list[str]
    is_required: bool

    @property
    def can_remove_app(self) -> bool:
        """Return whether the person may remove the app."""
        return not self.is_required or bool(self.passkeys)


def sign_in_methods(person: Person) -> SignInMethods:
    """Return the person's sign-in methods, and whether a second factor is required."""
    return SignInMethods(
        has_app=person.tf_primary_method is not None,
        codes_left=count_recovery_codes(person),
        passkeys=sorted(passkey.name for passkey in person.webauthn),
        is_required=needs_second_factor(person),
    )


def _codes() -> OneTimeCodes:
    return current_app.extensions["security"].totp_factory  # type: ignore[no-any-return]


def settings_for(config: Config) -> dict[str, Any]:
    """Return the settings, with the derived encryption keys."""
    return SETTINGS | {
        "SECURITY_TOTP_SECRETS": {"1": derived_key(config, "authenticator apps").decode()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [derived_key(config, "recovery codes")],
    }


def classes() -> dict[str, Any]:
    """Return the classes for Flask-Security's constructor."""
    return {
        "mf_recovery_codes_util_cls": RecoveryCodes,
        "mf_recovery_form": RecoveryForm,
        "totp_cls": OneTimeCodes,
        "two_factor_rescue_form": RescueForm,
        "two_factor_verify_code_form": CodeForm,
    }


def _flash_remaining_codes(_app: Flask, user: Person, **_more: Any) -> None:
    if request.endpoint == "security.mf_recovery":
        remaining = count_recovery_codes(user)
        flash(
            ngettext(
                "You have %(num)s recovery code left.",
                "You have %(num)s recovery codes left.",
                remaining,
            ),
            "info",
        )


def _recovery_codes_context() -> dict[str, Any]:
    return {"codes_left": count_recovery_codes(current_user)}


def init_app(app: Flask) -> None:
    """Guard the library's pages of the second step; requires Flask-Security to be set up."""
    views: dict[str, Any] = app.view_functions
    for endpoint in DISABLED_ENDPOINTS:
        views[endpoint] = signed_in(Permission.ACCOUNT_USE)(lambda **_kwargs: abort(404))
    for endpoint in ("security.two_factor_token_validation", "security.mf_recovery"):
        views[endpoint] = in_second_step(views[endpoint])
    codes = "security.mf_recovery_codes"
    views[codes] = signed_in(Permission.ACCOUNT_USE)(views[codes])
    app.extensions["security"].mf_recovery_codes_context_processor(_recovery_codes_context)
    second_step.init_app(app)
    user_logged_in.connect(_flash_remaining_codes, app)
