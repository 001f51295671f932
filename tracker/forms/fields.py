"""The fields of our forms: each keeps what was typed, and says what to put right in words."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from tracker.forms.parsing import (
    is_to_come,
    one_line,
    read_day,
    read_money,
    read_since,
    read_whole_number,
    says_something,
)
from tracker.models.labels import choices_of, number_label
from tracker.models.moment import now
from tracker.models.obstacle import EARLIEST_YEAR, LATEST_YEAR, MAX_MEASURE
from tracker.models.vocabulary import Level


class Said:
    """Refuse a text in which there is nothing to read."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if not says_something(field.data or ""):
            raise ValidationError(self.message)


def cut(over: int) -> str:
    """Say by how much to shorten a text."""
    return str(
        ngettext(
            "%(num)s character too long. Shorten the text",
            "%(num)s characters too long. Shorten the text",
            over,
        )
    )


def cut_or_move(over: int) -> str:
    """Say by how much to shorten the one sentence, and where else there is room."""
    return str(
        ngettext(
            "%(num)s character too long. Shorten the text or move part of it to “What happened?”",
            "%(num)s characters too long. Shorten the text or move part of it to “What happened?”",
            over,
        )
    )


class AtMost:
    """Refuse a text that is too long, saying by how much; nothing is cut off unseen."""

    def __init__(self, limit: int, advice: Callable[[int], str] = cut) -> None:
        self.limit = limit
        self.advice = advice
        self.field_flags = {"limit": limit}

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        over = len(field.data or "") - self.limit
        if over > 0:
            raise ValidationError(self.advice(over))


def offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return (value, label) pairs as a field's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


class OneOf:
    """Refuse a choice that is not among the field's, with a sentence that says what to do."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Any) -> None:
        known = {choice.value for choice in field.iter_choices()}
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if not known.issuperset(chosen):
            raise ValidationError(self.message)


def level_field(label: Any) -> SelectField:
    """Return a field that asks where the power to remove something lies; it may stay blank."""
    return SelectField(
        label,
        [OneOf(_l("Choose a level from the list"))],
        choices=offer([("", _l("not recorded")), *choices_of(Level)]),
        validate_choice=False,
        default="",
    )


class LineField(StringField):
    """One line of plain words."""

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, filters=[one_line], **options)


class WholeNumberField(LineField):
    """A whole number as typed; what is left blank is not said, and never 0."""

    number: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Read the number, or say what a number looks like."""
        if self.data:
            self.number = self.within_limits(read_whole_number(self.data))

    def within_limits(self, number: int | None) -> int:
        """Return the number that was read, or raise the sentence that says what is wrong."""
        if number is None:
            raise ValidationError(
                _("Enter a whole number, like %(example)s", example=number_label(9200))
            )
        if number > MAX_MEASURE:
            raise ValidationError(
                _("Enter a number up to %(largest)s", largest=number_label(MAX_MEASURE))
            )
        return number


class MoneyField(WholeNumberField):
    """A whole amount; a currency's sign may stand beside it."""

    currency: str | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Read the amount and the sign, or say what an amount looks like."""
        if self.data:
            number, self.currency = read_money(self.data)
            self.number = self.within_limits(number)


class SinceField(LineField):
    """A month and year, or a year alone, as people write them; not in the future."""

    month: int | None = None
    year: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Read the year and month, or say how to write them."""
        if not self.data:
            return
        since = read_since(self.data, get_locale())
        if since is None:
            raise ValidationError(
                _("Enter a month and year, like %(example)s, or only a year", example="3 2018")
            )
        if is_to_come(*since, now().date()):
            raise ValidationError(_("“Since” must be this month or earlier"))
        self.year, self.month = since


class DayField(LineField):
    """A day, as a date field sends it; what is no day stays as typed."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  WTForms' shape.
        """Read the day, or say how to write it."""
        if not self.data:
            return
        self.day = read_day(self.data)
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
    """Which opened form this is: the same each time it is shown again, never that of another."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", default=new_form_key, **options)

    @property
    def key(self) -> UUID | None:
        """The key, or None where it is missing or forged: then nothing is known of a first time."""
        try:
            return UUID(self.data or "")
        except ValueError:
            return None

    def ask_again(self, reference: str) -> str:
        """Let what stands here be a form of its own, and say why it was not taken."""
        self.data = new_form_key()
        sentence: str = _(
            "You already sent this form with a different text (%(reference)s). Send the form "
            "again to log this text as a second obstacle.",
            reference=reference,
        )
        return sentence


def new_form_key() -> str:
    """Return what tells a form that is opened now from every other."""
    return str(uuid4())
