"""What Flask-Security, Flask-Login and Authlib do not promise to keep, and what we need it for.

Nothing else here uses such a name; tests/house/test_sign_in_library.py asks the installed versions
for each, so that an upgrade which takes one away fails there and says which.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app, g, session
from flask_security import (
    LoginForm,
    MfRecoveryCodesUtil,
    Security,
    Totp,
    WebAuthnSigninResponseForm,
    recoverable,
)
from flask_security.twofactor import CodeTfPlugin

from tracker.models import Passkey, Person

PERSON_KEY = "_user_id"
"""Where a session keeps who is signed in; only a session that has it is stored."""
PENDING_PERSON_KEY = "tf_user_id"
"""Where a session keeps who gave the right password and still owes a second factor."""
PENDING_STEP_KEY = "tf_state"
"""Where a session keeps which step of the sign-in by two factors comes next."""
AUTHORIZATION_STATE_PREFIX = "_state_"
"""How the names begin under which a session keeps what was asked of a directory."""

SecondStep = CodeTfPlugin
"""The step between the right password and the open session, as the library takes it."""

token_for: Callable[[Person], str] = recoverable.generate_reset_password_token
"""Returns the token of a link by which the person may choose a new password."""
status_of_token: Callable[[str], tuple[bool, bool, Person | None]] = (
    recoverable.reset_password_token_status
)
"""Returns whether such a token is expired, whether it is invalid, and whose it is."""


class LibraryTotp(Totp):
    """One-time codes whose secrets are encrypted as the app chooses."""

    def encrypt_by(self, context: Any) -> None:
        """Use this context of passlib, rather than the one that the library has set up."""
        self._totp = context


class LibraryRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that can be read one by one."""

    def decrypted(self, code: str) -> str | None:
        """Return the code as it was shown, or None where no key of ours opens it."""
        plain = self._decrypt_codes([code])
        return plain[0] if plain else None


class LibraryPasskeyResponse(WebAuthnSigninResponseForm):
    """A device's answer: what the library's view sets on its form, and reads from it."""

    def expect_proof(self, challenge: str) -> None:
        """Take an answer to this challenge from somebody who is signed in."""
        self.challenge, self.user_verification, self.is_verify = challenge, True, True

    def stand_alone(self) -> None:
        """Take a passkey for itself, after a password too."""
        self.is_secondary = False

    @property
    def person(self) -> Person:
        """Whose passkey has answered."""
        return cast("Person", self.user)

    @property
    def passkey(self) -> Passkey:
        """Which passkey has answered."""
        return cast("Passkey", self.cred)

    @property
    def sign_count(self) -> int:
        """How often the device says that the passkey has been used."""
        return self.authentication_verification.new_sign_count


def blank_login_form() -> Any:
    """Return the sign-in form that the library was given, with nothing in it."""
    return current_app.extensions["security"].forms["login_form"].cls(formdata=None)


def address_validators() -> list[Any]:
    """Return what the library's sign-in form asks of an address."""
    return list(LoginForm.email.kwargs["validators"])


def enter_second_step(person: Person, how: str, then: str) -> Any:
    """Return the page that asks for a second factor, or None where the person needs none."""
    steps = current_app.extensions["security"].two_factor_plugins
    return steps.tf_enter(person, None, how, next_loc=then)


def mark_authenticated_by_session() -> None:
    """Note, for the library's guards, that the session says who it is, and since when."""
    g.fs_authn_via = "session"
    g.fs_paa = session.get("fs_paa", 0)


def drop_hooks(app: Flask, security: Security) -> None:
    """Take away hooks that would look the session up for every file; nothing here needs them."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001  See above.
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001  See above.
