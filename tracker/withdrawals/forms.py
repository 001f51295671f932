"""Forms to withdraw an obstacle or a workaround, and say why."""

from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import ValidationError

from tracker.forms.fields import OneOf, to_choices
from tracker.forms.pick_list import PickField, PickList
from tracker.models import Obstacle, Workaround

Thing = Obstacle | Workaround


class Reason(StrEnum):
    """Why something is withdrawn."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"


class WithdrawForm(FlaskForm):
    """Base of the forms: why, and for a duplicate the one that stays, in `other`."""

    reason: RadioField
    other: PickField
    is_itself: LazyString

    def __init__(self, *args: Any, thing: Thing, pick_list: PickList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.other.pick_list = pick_list
        self._thing = thing
        self.duplicate_of: Any = None
        """The thing that stays, once the form is valid; None if this one was a mistake."""

    @property
    def is_duplicate(self) -> bool:
        """Whether the thing is withdrawn as a duplicate."""
        return bool(self.reason.data == Reason.DUPLICATE)

    def validate_other(self, field: PickField) -> None:
        """Require another thing that the person can see, but only for a duplicate."""
        if not self.is_duplicate:
            return
        if field.found is None:
            raise ValidationError(field.advice)
        if field.found.id == self._thing.id:
            raise ValidationError(self.is_itself)
        self.duplicate_of = field.found


class WithdrawObstacleForm(WithdrawForm):
    """Form to withdraw an obstacle."""

    reason = RadioField(
        _l("Why do you withdraw this obstacle?"),
        [OneOf(_l("Choose why you withdraw this obstacle"))],
        choices=to_choices(
            [
                (Reason.MISTAKE.value, _l("We logged it by mistake")),
                (Reason.DUPLICATE.value, _l("It is a duplicate of another obstacle")),
            ]
        ),
        default=Reason.MISTAKE.value,
        validate_choice=False,
    )
    other = PickField(
        _l("Obstacle that stays"),
        validators=(),
        description=_l(
            "Only for a duplicate. People are led from this obstacle to that one. Enter words from "
            "its title, its organisation or its reference."
        ),
    )
    is_itself = _l("An obstacle cannot be a duplicate of itself")


class WithdrawWorkaroundForm(WithdrawForm):
    """Form to withdraw a workaround."""

    reason = RadioField(
        _l("Why do you withdraw this workaround?"),
        [OneOf(_l("Choose why you withdraw this workaround"))],
        choices=to_choices(
            [
                (Reason.MISTAKE.value, _l("We added it by mistake")),
                (Reason.DUPLICATE.value, _l("It is a duplicate of another workaround")),
            ]
        ),
        default=Reason.MISTAKE.value,
        validate_choice=False,
    )
    other = PickField(
        _l("Workaround that stays"),
        validators=(),
        description=_l(
            "Only for a duplicate. People are led from this workaround to that one. Enter words "
            "from its title, its organisation or its reference."
        ),
    )
    is_itself = _l("A workaround cannot be a duplicate of itself")
