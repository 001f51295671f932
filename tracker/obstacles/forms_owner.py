"""Who looks after an obstacle."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from tracker.forms.fields import OneOf, offer
from tracker.obstacles.queries_owner import Colleague


class OwnerForm(FlaskForm):
    """A colleague, or nobody."""

    owner = SelectField(
        _l("Who looks after it?"),
        [OneOf(_l("Choose one of your colleagues"))],
        validate_choice=False,
        description=_l("They are asked whether it is still so. Nobody outside reads their name."),
    )

    def __init__(self, colleagues: Sequence[Colleague], owner_id: int | None) -> None:
        held = [one.handle for one in colleagues if one.id == owner_id]
        super().__init__(data={"owner": held[0] if held else ""})
        self._numbers = {one.handle: one.id for one in colleagues}
        names = [(one.handle, one.name) for one in colleagues]
        self.owner.choices = offer([("", _l("Nobody yet")), *names])

    @property
    def owner_id(self) -> int | None:
        """The number of whoever was chosen, once the form is valid."""
        return self._numbers.get(self.owner.data)
