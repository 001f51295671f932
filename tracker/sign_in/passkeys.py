"""Passkeys: keys on a person's devices that sign them in alone, and count as both factors."""

import ipaddress
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from time import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, flash, redirect, request
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
    is_second_factor_pending,
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
    """Say whether browsers take passkeys at this address: at a name, never at a bare number."""
    host = request.host.removeprefix("[").partition("]")[0]
    try:
        ipaddress.ip_address(host if host.count(":") > 1 else host.partition(":")[0])
    except ValueError:
        return True
    return False


class Passkeys(WebauthnUtil):
    """What we ask of a device: a key that is found without a name, and the owner's own consent."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        """Return a challenge that tells when it was made."""
        return f"{int(time() * 1_000_000)}.{secrets.token_urlsafe(nbytes or 32)}"

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        """Take phones, computers and sticks alike."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        """Ask for a finger, a face or a PIN each time: so the key counts as both factors."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """Take any name that can be read; the form has looked at its length."""
        name = unicodedata.normalize("NFC", " ".join(value.split()))
        return (None, name) if name.isprintable() else (str(_("Use letters and digits only")), None)


class NewPasskeyForm(WebAuthnRegisterForm):
    """Ask how the person calls the device."""

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
        """Refuse a name that the person has given to another passkey."""
        if " ".join((field.data or "").split()) in {kept.name for kept in current_user.webauthn}:
            raise ValidationError(
                _("You already have a passkey with this name. Choose a different name")
            )


class RemovePasskeyForm(WebAuthnDeleteForm):
    """Name the passkey that is to go."""

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
    """Start to sign in by passkey."""

    identity = HiddenField(filters=[lambda _sent: ""])
    remember = HiddenField(filters=[lambda _sent: ""])


class PasskeyResponseForm(SecondStepForm, LibraryPasskeyResponse):
    """Take what the device answers, once."""

    remember = HiddenField(filters=[lambda _sent: ""])

    def validate(self, **extra: Any) -> bool:
        """Check the answer; after a password too, a passkey stands for itself."""
        self.allow_as_only_factor()
        if not super().validate(**extra):
            return False
        return self.person.active and accept_response(self.passkey, self.challenge)


def authentication_challenge(person: Person) -> tuple[str, str]:
    """Return a challenge that only a passkey of the person answers, and what a page asks by it."""
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
    """Say whether the answer is the first to this challenge, and no older than the last one."""
    asked_at = datetime.fromtimestamp(int(challenge.partition(".")[0]) / 1_000_000, UTC)
    taken = db.session.execute(
        sa.update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.lastuse_datetime < asked_at)
        .values(lastuse_datetime=now())
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _flash_refusal(view: ViewFunction, start: str) -> ViewFunction:
    """Say in a sentence that a passkey was not taken, where the view only leads back to start."""

    @wraps(view)
    def telling(**given: Any) -> ResponseReturnValue:
        answer = view(**given)
        leads_back = isinstance(answer, Response) and (answer.location or "").endswith(start)
        if request.method == "POST" and leads_back:
            flash(_("This passkey did not work. Try again, or use another way."), "error")
        return answer

    return telling


def _for_visitors(view: ViewFunction) -> ViewFunction:
    """Let a view run for whoever is not signed in; an old half of a sign-in is forgotten."""

    @wraps(view)
    def checked(**given: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(own_path(request.values.get("next")), 303)
        if not is_second_factor_pending():
            clear_pending_sign_in()
        return view(**given)

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
    """Return what Flask-Security's constructor must be given."""
    return {
        "wan_delete_form": RemovePasskeyForm,
        "wan_register_form": NewPasskeyForm,
        "wan_signin_form": PasskeyForm,
        "wan_signin_response_form": PasskeyResponseForm,
        "webauthn_util_cls": Passkeys,
    }


def init_app(app: Flask) -> None:
    """Put our doors before the pages of passkeys; needs Flask-Security set up."""
    views: dict[str, Any] = app.view_functions
    early = signed_in(Permission.ACCOUNT_USE, before_second_factor=True)
    late = signed_in(Permission.ACCOUNT_USE)
    register, sign_in = "/account/passkeys", "/sign-in/passkey"
    for name, door, start in (
        ("register", early, None),
        ("register_response", early, register),
        ("delete", late, None),
        ("signin", _for_visitors, None),
        ("signin_response", _for_visitors, sign_in),
    ):
        view = views[f"security.wan_{name}"]
        views[f"security.wan_{name}"] = door(_flash_refusal(view, start) if start else view)
    app.jinja_env.globals["passkeys_work_here"] = passkeys_work_here
    wan_registered.connect(_after_registration, app)
    wan_deleted.connect(_after_removal, app)
