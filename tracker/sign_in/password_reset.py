"""Password reset through a link in a mail.

The response does not reveal whether an address has an account: the look-up runs in the background.
The link is a signed token that expires after an hour and contains the person's session identifier,
so it works once: a new password or address changes the identifier. It does not sign in.
"""

import secrets
from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import password_changed, password_reset
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import EqualTo, Length, ValidationError

from tracker.auth.transactions import reads_first, start_writing
from tracker.extensions import db
from tracker.mail.sending import (
    NOT_SET_UP,
    base_of_links,
    can_send_mail,
    link_to,
    send_later,
    send_mail,
)
from tracker.models import AddressChange, DirectoryIdentity, Person
from tracker.sessions.sign_in_library import status_of_token, token_for
from tracker.sessions.store import end_sessions_of
from tracker.sign_in.accounts import NEW_PASSWORD_HINT, guessable_names
from tracker.sign_in.passwords import REPETITION_REQUIRED, fault_of, hashed, password_field
from tracker.sign_in.proven_address import hand_to_owner
from tracker.web.rate_limits import MAILED_LINKS, RESET, limited

MAX_ADDRESS_LENGTH = 254


class ForgottenPasswordForm(FlaskForm):
    """The form for the address to which the link is sent."""

    email = EmailField(
        _l("Your email address"),
        filters=[lambda address: address and address.strip().lower()],
        validators=[
            Length(
                max=MAX_ADDRESS_LENGTH,
                message=lazy_ngettext(
                    "Email address must be %(num)s character or fewer",
                    "Email address must be %(num)s characters or fewer",
                    MAX_ADDRESS_LENGTH,
                ),
            )
        ],
    )

    def validate_email(self, field: EmailField) -> None:
        """Check the syntax of the address only, not whether it has an account."""
        try:
            validate_email(field.data or "", check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_("Enter a full email address, like name@example.org")) from None


class ChosenPasswordForm(FlaskForm):
    """The form for the new password."""

    password = password_field(_l("New password"), description=NEW_PASSWORD_HINT)
    password_confirm = password_field(
        _l("Repeat new password"),
        EqualTo("password", _l("The passwords do not match. Enter the new password again")),
        empty=REPETITION_REQUIRED,
    )

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person

    def validate_password(self, field: Any) -> None:
        """Refuse a password that is easy to guess."""
        if fault := fault_of(field.data or "", guessable_names(self.person)):
            raise ValidationError(fault)


@limited(RESET)
@reads_first
def forgot_password() -> ResponseReturnValue:
    """Show and process the address form; the response is the same with or without an account."""
    form = ForgottenPasswordForm()
    if not can_send_mail():
        return render_template("security/forgot_password.html", form=None, reason=NOT_SET_UP)
    if not form.validate_on_submit():
        return render_template("security/forgot_password.html", form=form)
    send_later(mail_reset_link, form.email.data, base_of_links(), str(get_locale()))
    flash(
        _(
            "If there is an account for %(address)s, we have sent an email with a link.",
            address=form.email.data,
        ),
        "success",
    )
    return redirect(url_for("security.login"), 303)


def mail_reset_link(address: str, base: str, language: str) -> None:
    """Mail a link to the active person with this address; do nothing if there is none."""
    person = db.session.scalar(
        sa.select(Person).where(Person.email == address, Person.active, Person.erased_at.is_(None))
    )
    if person is None:
        return
    if _signs_in_elsewhere(person):
        template, link = "sign_in_elsewhere", link_to("security.login", base=base)
    else:
        template, token = "reset_password", token_for(person)
        link = link_to("security.reset_password", base=base, token=token)
    send_mail(
        person.email,
        _l("Reset your password for the obstacle tracker"),
        template,
        language=language,
        address=person.email,
        link=link,
        site=base,
    )


def _signs_in_elsewhere(person: Person) -> bool:
    """Return whether the person signs in only by a directory, which a password would bypass."""
    theirs = sa.exists().where(DirectoryIdentity.person_id == person.id)
    return person.password is None and bool(db.session.scalar(sa.select(theirs)))


@limited(MAILED_LINKS)
@reads_first
def reset_password(token: str) -> ResponseReturnValue:
    """Show and process the form for a new password; the token works once."""
    person = find_person_of_token(token)
    if person is None:
        return _refuse_link()
    form = ChosenPasswordForm(person)
    if not form.validate_on_submit():
        return render_template("security/reset_password.html", form=form, token=token)
    new_hash = hashed(form.password.data)
    start_writing()
    person = find_person_of_token(token)
    if person is None:
        return _refuse_link()
    choose_password(person, new_hash)
    address = person.email
    db.session.commit()
    mail_password_notice(address)
    flash(_("Your password has been changed. Sign in with your new password."), "success")
    return redirect(url_for("security.login"), 303)


def find_person_of_token(token: str) -> Person | None:
    """Return the active person of a valid token, or None."""
    expired, invalid, person = status_of_token(token)
    if expired or invalid or person is None or not person.active or person.erased_at is not None:
        return None
    return person


def choose_password(person: Person, new_hash: str) -> None:
    """Set a password through a mailed link; sessions and a pending change of address end."""
    hand_to_owner(person=person)
    person.password = new_hash
    person.fs_uniquifier = secrets.token_hex(32)
    end_sessions_of(person)
    change = db.session.get(AddressChange, person.id)
    if change is not None:
        db.session.delete(change)
    db.session.flush()
    password_reset.send(current_app._get_current_object(), user=person)  # type: ignore[attr-defined]  # noqa: SLF001  The proxy's own API.


def mail_password_notice(address: str) -> None:
    """Notify the account's owner by mail, in case somebody else changed the password."""
    if can_send_mail():
        send_later(_mail_notice, address, base_of_links(), str(get_locale()))


def _mail_notice(address: str, base: str, language: str) -> None:
    send_mail(
        address,
        _l("Your password for the obstacle tracker was changed"),
        "password_changed",
        language=language,
        address=address,
        link=link_to("security.forgot_password", base=base),
        site=base,
    )


def _refuse_link() -> ResponseReturnValue:
    return render_template("security/reset_password.html", form=None), 410


def _mail_notice_after_change(_app: Flask, user: Person, **_more: Any) -> None:
    mail_password_notice(user.email)


def init_app(app: Flask) -> None:
    """Replace Flask-Security's reset pages by our own; requires accounts and mail."""
    views: dict[str, Any] = app.view_functions
    views["security.forgot_password"] = forgot_password
    views["security.reset_password"] = reset_password
    password_changed.connect(_mail_notice_after_change, app)
