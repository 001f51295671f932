"""The filter form of the activity log."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from tracker.forms.fields import DayField
from tracker.history.groups import Group
from tracker.history.queries import LogCriteria
from tracker.history.sentences import GROUP_LABELS

MAX_LENGTH = 200


class LogForm(FlaskForm):
    """Form to filter the log; sent by GET, so that a filtered log has its own URL."""

    class Meta:
        """A GET form needs no CSRF token."""

        csrf = False

    words = SearchField(_l("Title or reference"), [Length(max=MAX_LENGTH)])
    who = StringField(_l("Person"), [Length(max=MAX_LENGTH)])
    what = SelectField(_l("Action"), default="", validate_choice=False)
    since = DayField(_l("From date"))
    until = DayField(_l("To date"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = [(group.value, words) for group, words in GROUP_LABELS.items()]
        self.what.choices = [("", _l("All actions")), *labels]

    def validate_what(self, field: SelectField) -> None:
        """Refuse an action that does not exist, such as one from an old link."""
        if field.data not in {value for value, _label in self.what.choices}:
            raise ValidationError(
                _(
                    "No action “%(value)s” here any more. Choose an action from the list",
                    value=field.data[:MAX_LENGTH],
                )
            )

    @property
    def criteria(self) -> LogCriteria:
        """The criteria of a valid form."""
        values: dict[str, Any] = {
            name: field.day if isinstance(field, DayField) else field.data
            for name, field in self._fields.items()
            if field.data
        }
        return LogCriteria(
            actor=values.get("who", ""),
            group=Group(values["what"]) if "what" in values else None,
            since=values.get("since"),
            until=values.get("until"),
            search_text=values.get("words", ""),
        )
