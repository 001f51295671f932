"""What may be asked of the log."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField, SelectField, StringField
from wtforms.validators import Length

from tracker.forms.fields import DayField
from tracker.history.groups import Group
from tracker.history.queries import LogAsked
from tracker.history.sentences import GROUP_LABELS

LONGEST = 200


class LogForm(FlaskForm):
    """Narrow the log; sent in the address, so that a question can be kept and passed on."""

    class Meta:
        """A question changes nothing, so it needs no token."""

        csrf = False

    words = SearchField(_l("Title or reference"), [Length(max=LONGEST)])
    who = StringField(_l("Person"), [Length(max=LONGEST)])
    what = SelectField(_l("Action"), default="")
    since = DayField(_l("From date"))
    until = DayField(_l("To date"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        labels = [(group.value, words) for group, words in GROUP_LABELS.items()]
        self.what.choices = [("", _l("All actions")), *labels]

    @property
    def asked(self) -> LogAsked:
        """What is asked; what was not typed well asks for nothing."""
        wrong = set(self.errors)
        held: dict[str, Any] = {
            name: field.day if isinstance(field, DayField) else field.data
            for name, field in self._fields.items()
            if name not in wrong and field.data
        }
        if "what" in held:
            held["what"] = Group(held["what"])
        return LogAsked(**held)
