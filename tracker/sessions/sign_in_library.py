"""Adapter for the private interfaces of Flask-Security, Flask-Login and Authlib that we use.

No other module uses them; tests/house/test_sign_in_library.py checks the installed versions for
each, so that an upgrade which removes one fails there.
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
"""The session key of the person signed in; only a session that has it is stored."""
PENDING_PERSON_KEY = "tf_user_id"
"""The session key of the person whose second factor is pending."""
PENDING_STEP_KEY = "tf_state"
"""The session key of the next step of a two-factor sign-in."""
AUTHORIZATION_STATE_PREFIX = "_state_"
"""The prefix of the session keys of OpenID Connect authorization states."""

SecondStep = CodeTfPlugin
"""The library's base class of the step between the password and the session."""

token_for: Callable[[Person], str] = recoverable.generate_reset_password_token
"""Returns the token of a password reset link."""
status_of_token: Callable[[str], tuple[bool, bool, Person | None]] = (
    recoverable.reset_password_token_status
)
"""Returns whether such a token is expired, whether it is invalid, and whose it is."""


class LibraryTotp(Totp):
    """One-time codes whose secrets are encrypted as the app chooses."""

    def encrypt_by(self, context: Any) -> None:
        """Use this passlib context instead of the library's own."""
        self._totp = context


class LibraryRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that can be read one by one."""

    def decrypted(self, code: str) -> str | None:
        """Return the code in clear, or None if none of our keys decrypts it."""
        plain = self._decrypt_codes([code])
        return plain[0] if plain else None


class LibraryPasskeyResponse(WebAuthnSigninResponseForm):
    """A passkey response: what the library's view sets on its form, and reads from it."""

    def expect_challenge(self, challenge: str) -> None:
        """Accept a response to this challenge from somebody who is signed in."""
        self.challenge, self.user_verification, self.is_verify = challenge, True, True

    def allow_as_only_factor(self) -> None:
        """Accept a passkey as the only factor, also after a password."""
        self.is_secondary = False

    @property
    def person(self) -> Person:
        """The owner of the passkey that responded."""
        return cast("Person", self.user)

    @property
    def passkey(self) -> Passkey:
        """The passkey that responded."""
        return cast("Passkey", self.cred)

    @property
    def sign_count(self) -> int:
        """The number of uses of the passkey that the device reports."""
        return self.authentication_verification.new_sign_count


def blank_login_form() -> Any:
    """Return an empty sign-in form, of the class that the library uses."""
    return current_app.extensions["security"].forms["login_form"].cls(formdata=None)


def address_validators() -> list[Any]:
    """Return the address validators of the library's sign-in form."""
    return list(LoginForm.email.kwargs["validators"])


def enter_second_step(person: Person, method: str, return_path: str) -> Any:
    """Return the page that prompts for a second factor, or None if the person needs none."""
    steps = current_app.extensions["security"].two_factor_plugins
    return steps.tf_enter(person, None, method, next_loc=return_path)


def mark_authenticated_by_session() -> None:
    """Set, for the library's guards, that the session authenticates the person, and since when."""
    g.fs_authn_via = "session"
    g.fs_paa = session.get("fs_paa", 0)


def drop_hooks(app: Flask, security: Security) -> None:
    """Remove library hooks that would load the session for every static file."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001  See above.
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001  See above.
