"""What a programme lead may type about a category."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from tracker.categories.commands import LONGEST_DEFINITION, LONGEST_NAME
from tracker.errors import DomainError
from tracker.models import Category
from tracker.obstacles.form_fields import AtMost, LineField, OneOf, Said, offer
from tracker.obstacles.typed import plain

# Each limit here has its twins in the model's constraints and in the commands.


class CategoryForm(FlaskForm):
    """A kind of obstacle, and where it stands."""

    name = LineField(_l("Name"), [Said(_l("Give the category a name")), AtMost(LONGEST_NAME)])
    definition = TextAreaField(
        _l("What belongs here"),
        [AtMost(LONGEST_DEFINITION)],
        filters=[plain],
        description=_l("One sentence, so that two people put the same obstacle here."),
    )
    parent = SelectField(
        _l("Under"),
        [OneOf(_l("Choose an upper category from the list"))],
        validate_choice=False,
        default="",
    )

    def __init__(self, *args: Any, parents: Sequence[Category], **options: Any) -> None:
        super().__init__(*args, **options)
        self._parents = {parent.slug: parent for parent in parents}
        self.parent.choices = offer(
            [("", _l("nothing: an upper category")), *((one.slug, one.name) for one in parents)]
        )

    @property
    def parent_chosen(self) -> Category | None:
        """The upper category chosen, once the form is valid."""
        return self._parents.get(self.parent.data)

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.name.errors = [*self.name.errors, str(error)]
