"""Forms to withdraw an obstacle or a workaround, and say why."""

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import ValidationError

from tracker.forms.fields import LineField, OneOf, to_choices
from tracker.models import Obstacle, Workaround

Thing = Obstacle | Workaround


class Reason(StrEnum):
    """Why something is withdrawn."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"


class WithdrawForm(FlaskForm):
    """Base of the forms: why, and for a duplicate the reference of the one that stays.

    `find` returns the thing with a reference if the person can see it, else None.
    """

    reason: RadioField
    other: LineField
    not_found: LazyString
    is_itself: LazyString

    def __init__(
        self, *args: Any, thing: Thing, find: Callable[[str], Thing | None], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._thing, self._find = thing, find

    @property
    def is_duplicate(self) -> bool:
        """Whether the thing is withdrawn as a duplicate."""
        return bool(self.reason.data == Reason.DUPLICATE)

    def validate_other(self, field: LineField) -> None:
        """Require another thing within sight, but only for a duplicate."""
        if not self.is_duplicate:
            return
        if (field.data or "").upper() == self._thing.reference:
            raise ValidationError(self.is_itself)
        if self.duplicate_of is None:
            raise ValidationError(self.not_found)

    @cached_property
    def duplicate_of(self) -> Any:
        """The thing that stays, or None if this one was logged by mistake."""
        return self._find((self.other.data or "").upper()) if self.is_duplicate else None


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
    other = LineField(
        _l("Reference of the obstacle that stays"),
        description=_l("Only for a duplicate. People are led from this obstacle to that one."),
    )
    not_found = _l("There is no obstacle with this reference that you can see. Check the reference")
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
    other = LineField(
        _l("Reference of the workaround that stays"),
        description=_l("Only for a duplicate. People are led from this workaround to that one."),
    )
    not_found = _l(
        "There is no workaround with this reference that you can see. Check the reference"
    )
    is_itself = _l("A workaround cannot be a duplicate of itself")
