"""The form for the person who is responsible for an obstacle."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from tracker.forms.fields import OneOf, to_choices
from tracker.obstacles.queries_owner import Colleague


class OwnerForm(FlaskForm):
    """Form to choose the responsible person, or nobody."""

    owner = SelectField(
        _l("Who is responsible for this obstacle?"),
        [OneOf(_l("Choose a colleague from the list"))],
        validate_choice=False,
        description=_l(
            "We ask this person from time to time if the obstacle is still in the way. "
            "Only your organisation sees the name."
        ),
    )

    def __init__(self, colleagues: Sequence[Colleague], owner_id: int | None) -> None:
        current = [one.handle for one in colleagues if one.id == owner_id]
        super().__init__(data={"owner": current[0] if current else ""})
        self._ids = {one.handle: one.id for one in colleagues}
        names = [(one.handle, one.name) for one in colleagues]
        self.owner.choices = to_choices([("", _l("Nobody yet")), *names])

    @property
    def owner_id(self) -> int | None:
        """The id of the chosen person, or None, once the form is valid."""
        return self._ids.get(self.owner.data)
