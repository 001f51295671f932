"""Sign-in, sign-out and change of password: the configuration of Flask-Security."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
)
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.auth.transactions import start_writing
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Membership,
    Organisation,
    Participation,
    Passkey,
    Person,
    Programme,
)
from tracker.sessions import form_replay, sign_in_library
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.store import end_sessions_of, find_person_of_session
from tracker.sign_in import library_views, openid, passkeys, second_factor, step_up
from tracker.sign_in.passwords import (
    MIN_LENGTH,
    REPETITION_REQUIRED,
    fault_of,
    is_password,
    normalised,
    password_field,
)

SETTINGS = {
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": MIN_LENGTH,
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_POST_CHANGE_VIEW": "/account",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_STATIC_FOLDER": None,
}

NEW_PASSWORD_HINT = _l("At least 12 characters. 3 or 4 words are good. You can use spaces.")


class SafeNextMixin:
    """Mixin that accepts a form's `next` only as a path of this site, else clears it."""

    def validate_next(self, field: HiddenField) -> None:
        """Clear a `next` that leads to another site."""
        field.data = own_path(field.data, "")


class SignInForm(SafeNextMixin, LoginForm):
    """The sign-in form: address and password."""

    email = EmailField(
        _l("Email address"),
        filters=[lambda address: address and address.lower()],
        validators=[DataRequired(), Length(max=254), *sign_in_library.address_validators()],
    )
    password = password_field(_l("Password"))
    typed = HiddenField("")
    remember = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.password.description = ""  # The library links to a new password; the page does.

    def validate(self, **extra: Any) -> bool:
        """Check both; a rehashed password is stored in a new write transaction."""
        is_valid = super().validate(**extra)
        person = self.user
        if is_valid and person is not None and person in db.session.dirty:
            renewed = person.password
            start_writing()
            person.password = renewed
        return is_valid


class NewPasswordForm(ChangePasswordForm):
    """The form to change a password: the current and the new one."""

    password = password_field(_l("Current password"))
    new_password = password_field(
        _l("New password"),
        description=NEW_PASSWORD_HINT,
    )
    new_password_confirm = password_field(
        _l("Repeat new password"),
        EqualTo("new_password", _l("The passwords do not match. Enter the new password again")),
        empty=REPETITION_REQUIRED,
    )

    def validate(self, **extra: Any) -> bool:
        """Check all three fields, then begin a write transaction."""
        if not super(ChangePasswordForm, self).validate(**extra):
            return False
        if not is_password(self.password.data, current_user.password):
            return _refuse(self.password, _("The password is wrong. Try again"))
        if normalised(self.password.data) == normalised(self.new_password.data):
            return _refuse(
                self.new_password, _("This is your current password. Choose a different one")
            )
        if fault := fault_of(self.new_password.data, guessable_names(current_user)):
            return _refuse(self.new_password, fault)
        self.new_password.data = normalised(self.new_password.data)
        start_writing()
        return True


def _refuse(password: PasswordField, sentence: str) -> bool:
    password.errors = [sentence]
    return False


def guessable_names(person: Person) -> list[str]:
    """Return the names that somebody who knows the person would guess in a password."""
    organisations = sa.select(Organisation.name, Organisation.short_name).join(Membership)
    through_organisation = (
        sa.select(Programme.name, Programme.full_name)
        .join(Participation)
        .join(Membership, Membership.organisation_id == Participation.organisation_id)
    )
    by_role = sa.select(Programme.name, Programme.full_name).join(Assignment)
    rows = db.session.execute(
        sa.union(
            organisations.where(Membership.person_id == person.id),
            through_organisation.where(Membership.person_id == person.id),
            by_role.where(Assignment.person_id == person.id),
        )
    )
    return [person.name, person.email, *(name for row in rows for name in row)]


def _refuse_json() -> None:
    """Refuse JSON requests to the library's pages: their responses would contain tokens."""
    if request.blueprint == "security" and request.is_json:
        abort(415)


def _redirect_within_site(response: Response) -> Response:
    """Replace redirects of the library that lead to another site (open redirects)."""
    if request.blueprint == "security" and response.location:
        response.location = own_path(response.location)
    return response


def _end_other_sessions(_app: Flask, user: Person, **_more: Any) -> None:
    """End all stored sessions after a change of password; the current one gets a new key."""
    end_sessions_of(user)
    flash(_("Your password has been changed. You are signed out on all other devices."), "success")


def _load_people_from_sessions(security: Security) -> None:
    """Load the person signed in only from the session store."""
    security.login_manager.request_loader(lambda _request: None)
    security.login_manager.user_loader(find_person_of_session)


def _guard_views(app: Flask) -> None:
    """Guard the library's pages that require a person."""
    views: dict[str, Any] = app.view_functions
    password = "security.change_password"  # noqa: S105  An endpoint.
    views[password] = signed_in(Permission.ACCOUNT_USE)(views[password])


def init_app(app: Flask) -> None:
    """Configure sign-in, sign-out and change of password; requires sessions and CSRF."""
    settings = SETTINGS | passkeys.SETTINGS | second_factor.settings_for(app.config)
    for name, value in settings.items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, Person, RoleMixin, Passkey),
        change_password_form=NewPasswordForm,
        login_form=SignInForm,
        **second_factor.classes(),
        **passkeys.classes(),
    )
    security.want_json(lambda _request: False)
    security.login_context_processor(form_replay.sign_in_extras)
    sign_in_library.drop_hooks(app, security)
    _load_people_from_sessions(security)
    _guard_views(app)
    app.before_request(_refuse_json)
    app.after_request(_redirect_within_site)
    password_changed.connect(_end_other_sessions, app)
    step_up.init_app(app)
    second_factor.init_app(app)
    passkeys.init_app(app)
    library_views.init_app(app)
    openid.init_app(app)
    form_replay.init_app(app)
