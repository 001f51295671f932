"""Passkeys (WebAuthn): sign in without a password, counted as both factors."""

import ipaddress
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from time import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from flask_login import current_user
from flask_security import (
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    WebAuthnSigninForm,
    WebauthnUtil,
    wan_deleted,
    wan_registered,
)
from webauthn import generate_authentication_options, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.models import Passkey, Person
from tracker.models.moment import now
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.second_factor_rule import needs_second_factor
from tracker.sessions.second_step import (
    clear_pending_sign_in,
    has_second_factor,
    is_second_factor_pending,
    lacks_required_second_factor,
    record_second_factor,
)
from tracker.sessions.sign_in_library import LibraryPasskeyResponse
from tracker.sessions.store import end_sessions_of, this_key_hash
from tracker.sign_in.second_factor import SecondStepForm

SETTINGS = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_DATETIME_FACTORY": now,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,
    "SECURITY_WAN_DELETE_URL": "/account/passkeys/remove",
    "SECURITY_WAN_POST_REGISTER_VIEW": "/account",
    "SECURITY_WAN_REGISTER_URL": "/account/passkeys",
    "SECURITY_WAN_RP_NAME": "Obstacle tracker",
    "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
}
MAX_PASSKEY_NAME_LENGTH = 64
ViewFunction = Callable[..., ResponseReturnValue]


def passkeys_work_here() -> bool:
    """Return whether browsers accept passkeys for this host: only for names, not IP addresses."""
    host = request.host.removeprefix("[").partition("]")[0]
    try:
        ipaddress.ip_address(host if host.count(":") > 1 else host.partition(":")[0])
    except ValueError:
        return True
    return False


class Passkeys(WebauthnUtil):
    """WebAuthn options: discoverable credentials, with user verification."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        """Return a challenge that contains its time of creation."""
        return f"{int(time() * 1_000_000)}.{secrets.token_urlsafe(nbytes or 32)}"

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        """Return the criteria, which accept phones, computers and security keys alike."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        """Require fingerprint, face or PIN each time, so that a passkey counts as both factors."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """Accept any printable name; the form has checked its length."""
        name = unicodedata.normalize("NFC", " ".join(value.split()))
        return (None, name) if name.isprintable() else (str(_("Use letters and digits only")), None)


class NewPasskeyForm(WebAuthnRegisterForm):
    """The form for the name of a new passkey's device."""

    name = StringField(
        _l("What is the name of this device?"),
        validators=[
            DataRequired(_l("Enter a name for this device")),
            Length(
                max=MAX_PASSKEY_NAME_LENGTH,
                message=lazy_ngettext(
                    "Name must be %(num)s character or fewer",
                    "Name must be %(num)s characters or fewer",
                    MAX_PASSKEY_NAME_LENGTH,
                ),
            ),
        ],
        description=_l("For example “my phone”."),
    )
    usage = HiddenField(default="first", filters=[lambda _sent: "first"])

    def validate_name(self, field: StringField) -> None:
        """Refuse the name of another passkey of the person."""
        if " ".join((field.data or "").split()) in {
            passkey.name for passkey in current_user.webauthn
        }:
            raise ValidationError(
                _("You already have a passkey with this name. Choose a different name")
            )


class RemovePasskeyForm(WebAuthnDeleteForm):
    """The form to remove a passkey."""

    def validate(self, **extra: Any) -> bool:
        """Refuse to remove the only second factor of somebody who must have one."""
        if not super().validate(**extra):
            return False
        has_other = current_user.tf_primary_method is not None or len(current_user.webauthn) > 1
        if not has_other and needs_second_factor(current_user):
            self.name.errors = [
                _(
                    "Your role needs a second step to sign in. Set up another one before "
                    "you remove this passkey."
                )
            ]
            flash(self.name.errors[0], "error")
            return False
        return True


class PasskeyForm(SecondStepForm, WebAuthnSigninForm):
    """The form to start a sign-in by passkey."""

    identity = HiddenField(filters=[lambda _sent: ""])
    remember = HiddenField(filters=[lambda _sent: ""])


class PasskeyResponseForm(SecondStepForm, LibraryPasskeyResponse):
    """The form with a device's response, accepted once."""

    remember = HiddenField(filters=[lambda _sent: ""])

    def validate(self, **extra: Any) -> bool:
        """Check the response; also after a password, a passkey counts as the only factor."""
        self.allow_as_only_factor()
        if not super().validate(**extra):
            return False
        return self.person.active and accept_response(self.passkey, self.challenge)


def authentication_challenge(person: Person) -> tuple[str, str]:
    """Return a challenge for the person's passkeys, and its options as JSON for the page."""
    challenge = current_app.extensions["security"].webauthn_util.generate_challenge()
    options = generate_authentication_options(
        rp_id=request.host.partition(":")[0],
        challenge=challenge.encode(),
        allow_credentials=[
            PublicKeyCredentialDescriptor(id=each.credential_id) for each in person.webauthn
        ],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return challenge, options_to_json(options)


def accept_response(passkey: Passkey, challenge: str) -> bool:
    """Accept a response once; return False if it is a replay or older than the last one."""
    challenged_at = datetime.fromtimestamp(int(challenge.partition(".")[0]) / 1_000_000, UTC)
    updated = db.session.execute(
        sa.update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.lastuse_datetime < challenged_at)
        .values(lastuse_datetime=now())
        .execution_options(synchronize_session=False)
    )
    return bool(updated.rowcount == 1)  # type: ignore[attr-defined]


def _flash_refusal(view: ViewFunction, start: str) -> ViewFunction:
    """Flash an error if a passkey was refused, because the view only redirects to the start."""

    @wraps(view)
    def flashing(**kwargs: Any) -> ResponseReturnValue:
        response = view(**kwargs)
        leads_back = isinstance(response, Response) and (response.location or "").endswith(start)
        if request.method == "POST" and leads_back:
            flash(_("This passkey did not work. Try again, or use another way."), "error")
        return response

    return flashing


def _goes_on_after_required_setup(view: ViewFunction) -> ViewFunction:
    """Redirect to the start page after a required second factor was set up by the first passkey."""

    @wraps(view)
    def going_on(**kwargs: Any) -> ResponseReturnValue:
        is_first = lacks_required_second_factor(current_user)
        response = view(**kwargs)
        if is_first and has_second_factor(current_user):
            return redirect(url_for("programmes.index"), 303)
        return response

    return going_on


def _for_visitors(view: ViewFunction) -> ViewFunction:
    """Restrict a view to people not signed in; clear a pending sign-in that has timed out."""

    @wraps(view)
    def checked(**kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(own_path(request.values.get("next")), 303)
        if not is_second_factor_pending():
            clear_pending_sign_in()
        return view(**kwargs)

    return checked


def _after_registration(_app: Flask, user: Person, name: str, **_more: Any) -> None:
    record_second_factor("passkey")
    end_sessions_of(user, except_key_hash=this_key_hash())
    flash(
        _("Passkey “%(name)s” added. You are signed out on all other devices.", name=name),
        "success",
    )


def _after_removal(_app: Flask, user: Person, name: str, **_more: Any) -> None:
    if user.tf_primary_method is None and len(user.webauthn) == 1:
        user.mf_recovery_codes = None
    end_sessions_of(user, except_key_hash=this_key_hash())
    flash(
        _("Passkey “%(name)s” removed. You are signed out on all other devices.", name=name),
        "success",
    )


def classes() -> dict[str, Any]:
    """Return the classes for Flask-Security's constructor."""
    return {
        "wan_delete_form": RemovePasskeyForm,
        "wan_register_form": NewPasskeyForm,
        "wan_signin_form": PasskeyForm,
        "wan_signin_response_form": PasskeyResponseForm,
        "webauthn_util_cls": Passkeys,
    }


def init_app(app: Flask) -> None:
    """Guard the library's passkey pages; requires Flask-Security to be set up."""
    views: dict[str, Any] = app.view_functions
    before_second_factor = signed_in(Permission.ACCOUNT_USE, before_second_factor=True)
    after_second_factor = signed_in(Permission.ACCOUNT_USE)
    added, signed = (views[f"security.wan_{name}_response"] for name in ("register", "signin"))
    views["security.wan_register_response"] = _goes_on_after_required_setup(
        _flash_refusal(added, "/account/passkeys")
    )
    views["security.wan_signin_response"] = _flash_refusal(signed, "/sign-in/passkey")
    for name, guard in (
        ("register", before_second_factor),
        ("register_response", before_second_factor),
        ("delete", after_second_factor),
        ("signin", _for_visitors),
        ("signin_response", _for_visitors),
    ):
        views[f"security.wan_{name}"] = guard(views[f"security.wan_{name}"])
    app.jinja_env.globals["passkeys_work_here"] = passkeys_work_here
    wan_registered.connect(_after_registration, app)
    wan_deleted.connect(_after_removal, app)
