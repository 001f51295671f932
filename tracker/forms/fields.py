"""Form fields and validators: fields keep the raw input, and errors say how to correct it."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from babel.numbers import format_decimal
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from tracker.forms.parsing import (
    has_more_decimals,
    has_visible_text,
    is_in_future,
    one_line,
    read_days,
    read_money,
    read_numbers,
    read_since,
    read_whole_number,
)
from tracker.models.labels import choices_of, number_label
from tracker.models.moment import now
from tracker.models.obstacle import EARLIEST_YEAR, LATEST_YEAR, MAX_MEASURE
from tracker.models.vocabulary import Level


class Required:
    """Validator: refuse a text without any visible character."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if not has_visible_text(field.data or ""):
            raise ValidationError(self.message)


def shorten_advice(over: int) -> str:
    """Return the sentence on how much to shorten a text."""
    return str(
        ngettext(
            "%(num)s character too long. Shorten the text",
            "%(num)s characters too long. Shorten the text",
            over,
        )
    )


def shorten_or_move_advice(over: int) -> str:
    """Return the sentence on how much to shorten a title, and which field has more room."""
    return str(
        ngettext(
            "%(num)s character too long. Shorten the text or move part of it to “What happened?”",
            "%(num)s characters too long. Shorten the text or move part of it to “What happened?”",
            over,
        )
    )


class MaxLength:
    """Validator: refuse a text that is too long, with the number of characters to remove."""

    def __init__(self, limit: int, advice: Callable[[int], str] = shorten_advice) -> None:
        self.limit = limit
        self.advice = advice
        self.field_flags = {"limit": limit}

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        over = len(field.data or "") - self.limit
        if over > 0:
            raise ValidationError(self.advice(over))


def to_choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return (value, label) pairs as a field's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


class OneOf:
    """Validator: refuse a value that is not among the field's choices."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Any) -> None:
        valid = {choice.value for choice in field.iter_choices()}
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if not valid.issuperset(chosen):
            raise ValidationError(self.message)


def level_field(label: Any) -> SelectField:
    """Return an optional field for the level that has the power to remove something."""
    return SelectField(
        label,
        [OneOf(_l("Choose a level from the list"))],
        choices=to_choices([("", _l("not recorded")), *choices_of(Level)]),
        validate_choice=False,
        default="",
    )


class LineField(StringField):
    """One line of plain text."""

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, filters=[one_line], **options)


class WholeNumberField(LineField):
    """A whole number; the raw input is kept, and a blank field means None, never 0."""

    number: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Parse the number, or raise ValidationError with an example."""
        if not self.data:
            return
        number = read_whole_number(self.data)
        if number is None:
            raise ValidationError(
                _("Enter a whole number, like %(example)s", example=number_label(9200))
            )
        _check_size(number)
        self.number = number


class MeasureField(LineField):
    """A number with at most one decimal; the raw input is kept, and blank means None."""

    number: Decimal | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Parse the number, or raise ValidationError, with both readings of an ambiguous one."""
        if self.data:
            self.number = self.read(self.data)

    def read(self, text: str) -> Decimal:
        """Return the number, or raise ValidationError."""
        numbers = read_numbers(text)
        if len(numbers) > 1:
            raise ValidationError(_ask_back(text, *map(measure_text, numbers)))
        return _checked(numbers[0] if numbers else None, 1, Decimal("7.5"))


class MoneyField(MeasureField):
    """An amount of money, optionally with a currency sign or code."""

    currency: str | None = None

    def read(self, text: str) -> Decimal:
        """Return the amount and store its currency, or raise ValidationError."""
        number, self.currency = read_money(text)
        return _checked(number, 2, Decimal(9200))


def _ask_back(text: str, one: str, other: str) -> str:
    """Return the error for a text with two readings."""
    sentence: str = _(
        "“%(text)s” can be read in two ways. Enter %(one)s or %(other)s",
        text=text,
        one=one,
        other=other,
    )
    return sentence


def _checked(number: Decimal | None, decimals: int, example: Decimal) -> Decimal:
    """Return the parsed number, or raise ValidationError if it is None, too exact or too large."""
    if number is None:
        raise ValidationError(_("Enter a number, like %(example)s", example=number_label(example)))
    if has_more_decimals(number, decimals):
        raise ValidationError(
            ngettext(
                "Enter a number with at most %(num)s decimal",
                "Enter a number with at most %(num)s decimals",
                decimals,
            )
        )
    _check_size(number)
    return number


def _check_size(number: Decimal | int) -> None:
    if number > MAX_MEASURE:
        raise ValidationError(
            _("Enter a number up to %(largest)s", largest=number_label(MAX_MEASURE))
        )


def measure_text(number: Decimal | int) -> str:
    """Format a measure for a form: without separators of thousands, so that it has one reading."""
    return str(format_decimal(number, format="0.#", locale=get_locale(), group_separator=False))


class SinceField(LineField):
    """A month and year, or a year alone, in common notations; not in the future."""

    month: int | None = None
    year: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Parse the year and month, or raise ValidationError with an example."""
        if not self.data:
            return
        since = read_since(self.data, get_locale())
        if since is None:
            raise ValidationError(
                _("Enter a month and year, like %(example)s, or only a year", example="3 2018")
            )
        if is_in_future(*since, now().date()):
            raise ValidationError(_("“Since” must be this month or earlier"))
        self.year, self.month = since


class DayField(LineField):
    """A date, as date fields send it or as people write it; invalid raw input is kept."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Parse the date, or raise ValidationError, with both readings of an ambiguous one."""
        if not self.data:
            return
        days = read_days(self.data, get_locale())
        if len(days) > 1:
            one, other = (str(format_date(day, format="d MMMM y")) for day in days)
            raise ValidationError(_ask_back(self.data, one, other))
        self.day = days[0] if days else None
        if self.day is None:
            raise ValidationError(
                _(
                    "Enter a date from %(first)s to %(last)s, like %(example)s",
                    first=EARLIEST_YEAR,
                    last=LATEST_YEAR,
                    example="2027-03-31",
                )
            )


class FormKeyField(HiddenField):
    """Idempotency key of an opened form: the same each time it is shown again, unique otherwise."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", default=new_form_key, **options)

    @property
    def key(self) -> UUID | None:
        """The key, or None if it is missing or invalid: then duplicates cannot be detected."""
        try:
            return UUID(self.data or "")
        except ValueError:
            return None

    def renew(self, reference: str) -> str:
        """Assign a new key, and return the error for a resent form with a different text."""
        self.data = new_form_key()
        sentence: str = _(
            "You already sent this form with a different text (%(reference)s). Send the form "
            "again to log this text as a second obstacle.",
            reference=reference,
        )
        return sentence


def new_form_key() -> str:
    """Return a new unique idempotency key."""
    return str(uuid4())
