"""Forms to invite somebody and to accept an invitation."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, SelectField, TextAreaField
from wtforms.validators import EqualTo, ValidationError

from tracker.errors import DomainError
from tracker.fold import sort_key
from tracker.forms.fields import MaxLength, OneOf, Required, to_choices
from tracker.forms.names import NameField
from tracker.forms.refusable import RefusableForm
from tracker.models import Organisation
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.organisations.commands import MAX_NAME_LENGTH as MAX_ORGANISATION_NAME_LENGTH
from tracker.organisations.commands import MAX_SHORT_NAME_LENGTH
from tracker.people.commands import MAX_NAME_LENGTH, AddressNotValid, checked_address
from tracker.sign_in.passwords import REPETITION_REQUIRED, fault_of, password_field

# Each limit here has its twins in the models' constraints and in the commands.

MAX_ADDRESS_LENGTH = 254
MAX_ADDRESSES = 10
"""The maximum number of addresses in one form, so that the limit of requests limits emails."""


def _stripped(address: str | None) -> str:
    return (address or "").strip()


class AddressForm(RefusableForm):
    """The email address of the person to invite."""

    refused_field = "email"

    email = EmailField(_l("Email address"), [MaxLength(MAX_ADDRESS_LENGTH)], filters=[_stripped])

    def validate_email(self, field: Field) -> None:
        """Require a valid email address."""
        try:
            checked_address(field.data or "")
        except AddressNotValid as error:
            raise ValidationError(str(error)) from error


class AddressesForm(FlaskForm):
    """The email addresses of the people to invite; each is checked when it is invited."""

    email = TextAreaField(
        _l("Email addresses"),
        [MaxLength(MAX_ADDRESSES * (MAX_ADDRESS_LENGTH + 2))],
        filters=[_stripped],
        description=_l("One on each line, or separated by commas."),
    )

    def validate_email(self, _field: Field) -> None:
        """Require at least one address, and not too many."""
        number = len(self.addresses())
        if not number:
            raise ValidationError(_l("Enter a full email address, like name@example.org"))
        if number > MAX_ADDRESSES:
            raise ValidationError(
                ngettext(
                    "Enter no more than %(num)s address at once",
                    "Enter no more than %(num)s addresses at once",
                    MAX_ADDRESSES,
                )
            )

    def addresses(self) -> list[str]:
        """Return the entered addresses in their order, each once."""
        parts = (part.strip() for part in re.split(r"[,;\r\n]+", self.email.data or ""))
        return list(dict.fromkeys(part for part in parts if part))

    def keep(self, failures: Sequence[tuple[str, str]]) -> None:
        """Leave only the addresses that were not invited in the field, with an error."""
        self.email.data = "\n".join(address for address, _reason in failures)
        if len(failures) == 1:
            error = failures[0][1]
        else:
            error = ngettext(
                "%(num)s address was not invited",
                "%(num)s addresses were not invited",
                len(failures),
            )
        self.email.errors = [error]


class MemberForm(AddressesForm):
    """An invitation to an organisation, by its lead."""

    role = RadioField(
        _l("Role"),
        [OneOf(_l("Choose a role from the list"))],
        choices=to_choices(choices_of(OrganisationRole)),
        default=OrganisationRole.CONTRIBUTOR.value,
        validate_choice=False,
    )


class RoleForm(AddressesForm):
    """An invitation to a role in the programme, by its lead."""

    role = RadioField(
        _l("Role"),
        [OneOf(_l("Choose a role from the list"))],
        choices=to_choices(choices_of(ProgrammeRole)),
        default=ProgrammeRole.OBSERVER.value,
        validate_choice=False,
    )


class ParticipationForm(AddressForm):
    """An invitation of an organisation to the programme, with its name and its role there."""

    organisation_name = NameField(
        _l("The organisation’s name"),
        MAX_ORGANISATION_NAME_LENGTH,
        Required(_l("Enter the organisation’s name")),
        description=_l("The person who accepts can correct it."),
    )
    role = RadioField(
        _l("What is the organisation’s role?"),
        [OneOf(_l("Choose a role from the list"))],
        choices=to_choices(choices_of(Kind)),
        default=Kind.DELIVERY.value,
        validate_choice=False,
    )


class AcceptForm(FlaskForm):
    """A form with only a submit button."""

    def refuse(self, error: DomainError) -> None:
        """Show a command's error as an error of the form."""
        self.form_errors: list[str] = [str(error)]


class AccountForm(AcceptForm):
    """The name and password of a new account."""

    name = NameField(
        _l("Your name"),
        MAX_NAME_LENGTH,
        Required(_l("Enter your name")),
        description=_l("The name your colleagues know."),
    )
    password = password_field(
        _l("Choose a password"),
        description=_l("At least 12 characters. 3 or 4 words are good. You can use spaces."),
    )
    password_again = password_field(
        _l("Repeat password"),
        EqualTo("password", _l("The passwords do not match. Enter the password again")),
        empty=REPETITION_REQUIRED,
    )

    def __init__(self, *args: Any, guessable: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._guessable = list(guessable)

    def validate_password(self, field: Field) -> None:
        """Refuse an easy password, such as one made of the invitation's names."""
        if fault := fault_of(field.data, [self.name.data or "", *self._guessable]):
            raise ValidationError(fault)


NEW_ORGANISATION = ""


class OrganisationForm(AcceptForm):
    """The organisation that takes part: one that the person leads, or a new one."""

    organisation = SelectField(
        _l("Which organisation takes part?"),
        [OneOf(_l("Choose one of your organisations, or a new one"))],
        validate_choice=False,
        default=NEW_ORGANISATION,
    )
    organisation_name = NameField(_l("The organisation’s name"), MAX_ORGANISATION_NAME_LENGTH)
    short_name = NameField(
        _l("Short name"),
        MAX_SHORT_NAME_LENGTH,
        description=_l("For tables and pictures. Leave blank if the name is already short."),
    )
    country = SelectField(
        _l("Country"),
        [OneOf(_l("Choose a country from the list"))],
        validate_choice=False,
        default="",
    )

    def __init__(self, *args: Any, led: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self._led = {one.slug: one for one in led}
        self.organisation.choices = to_choices(
            [
                (NEW_ORGANISATION, _l("a new organisation (enter the name below)")),
                *((one.slug, one.name) for one in led),
            ]
        )
        self.country.choices = to_choices(
            [("", _l("several countries, or not recorded")), *_countries()]
        )

    @property
    def chosen(self) -> Organisation | None:
        """The chosen organisation, which the person leads, or None for a new one."""
        return self._led.get(self.organisation.data or NEW_ORGANISATION)

    def validate_organisation_name(self, field: Field) -> None:
        """Require the name of a new organisation."""
        if self.chosen is None and not field.data:
            raise ValidationError(_l("Enter the organisation’s name"))

    def validate_short_name(self, field: Field) -> None:
        """Require a short name if the name is too long to be used as one."""
        is_long = len(self.organisation_name.data or "") > MAX_SHORT_NAME_LENGTH
        if self.chosen is None and is_long and not field.data:
            raise ValidationError(_l("Enter a short name. The full name is too long for tables"))

    def new_organisation_fields(self) -> dict[str, str]:
        """Return the fields of a new organisation from the valid form."""
        name = self.organisation_name.data
        return {
            "name": name,
            "short_name": self.short_name.data or name,
            "country": self.country.data,
        }


class AccountAndOrganisationForm(AccountForm, OrganisationForm):
    """A new account and the organisation that takes part."""


def _countries() -> Collection[tuple[str, str]]:
    """Return (code, name) of each country in the reader's language, by name."""
    locale = get_locale()
    named = locale.territories.items() if locale else ()
    codes = [(code, name) for code, name in named if len(code) == 2 and code.isalpha()]
    countries = [one for one in codes if one[0] not in NOT_A_COUNTRY]
    return sorted(countries, key=lambda one: sort_key(one[1]))


NOT_A_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that Babel lists and that are no countries."""
