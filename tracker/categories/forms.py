"""What may be typed about a category, and chosen among them."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import ValidationError

from tracker.categories.commands import (
    LONGEST_DEFINITION,
    LONGEST_EXAMPLES,
    LONGEST_NAME,
    Meaning,
)
from tracker.categories.scheme import constructs
from tracker.errors import DomainError
from tracker.forms.fields import AtMost, LineField, OneOf, Said, offer
from tracker.forms.parsing import plain
from tracker.forms.versioned import VersionedForm
from tracker.models import Category
from tracker.sight.catalogue import CategoryEntry

# Each limit here has its twins in the model's constraints and in the commands.


class CategoryForm(VersionedForm):
    """A kind of obstacle, and where it stands."""

    name = LineField(_l("Name"), [Said(_l("Enter a name for the category")), AtMost(LONGEST_NAME)])
    definition = TextAreaField(
        _l("What belongs here"),
        [AtMost(LONGEST_DEFINITION)],
        filters=[plain],
        description=_l("One sentence, so that everyone uses the category in the same way."),
    )
    examples = TextAreaField(
        _l("Examples"),
        [AtMost(LONGEST_EXAMPLES)],
        filters=[plain],
        description=_l("One example on each line, in the words people use."),
    )
    construct = SelectField(
        _l("Closest published term for the cause"),
        [OneOf(_l("Choose a published term from the list"))],
        validate_choice=False,
        default="",
        description=_l("We use it to show expert recommendations with the obstacles."),
    )
    parent = SelectField(
        _l("Main category"),
        [OneOf(_l("Choose a main category from the list"))],
        validate_choice=False,
        default="",
    )

    def __init__(self, *args: Any, parents: Sequence[Category], **options: Any) -> None:
        super().__init__(*args, **options)
        self._parents = {parent.slug: parent for parent in parents}
        self.parent.choices = offer(
            [("", _l("none (this is a main category)")), *((one.slug, one.name) for one in parents)]
        )
        published = [(one.construct, f"{one.domain}: {one.construct}") for one in _published()]
        self.construct.choices = offer([("", _l("none")), *published])

    @property
    def parent_chosen(self) -> Category | None:
        """The upper category chosen, once the form is valid."""
        return self._parents.get(self.parent.data)

    def meaning(self) -> Meaning:
        """Return what the valid form tells."""
        return Meaning(
            name=self.name.data,
            definition=self.definition.data or "",
            examples=self.examples.data or "",
            construct=self.construct.data or None,
        )

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.name.errors = [*self.name.errors, str(error)]


def _published() -> Iterable[Any]:
    return constructs().values()


def filled_category(category: Category) -> dict[str, Any]:
    """Return what stands in the form of a category that is there already."""
    return {
        "name": category.name,
        "definition": category.definition,
        "examples": category.examples,
        "construct": category.construct or "",
        "version": str(category.version),
    }


class ChoiceForm(FlaskForm):
    """One category chosen among those that are offered."""

    category = SelectField(
        _l("Category"), [OneOf(_l("Choose a category from the list"))], validate_choice=False
    )

    def __init__(self, *args: Any, categories: Iterable[CategoryEntry], **options: Any) -> None:
        super().__init__(*args, **options)
        self._categories = {one.slug: one for one in categories}
        self.category.choices = offer(
            [("", _l("Choose")), *((one.slug, _indented(one)) for one in self._categories.values())]
        )

    def validate_category(self, field: SelectField) -> None:
        """Ask for a choice."""
        if not field.data:
            raise ValidationError(_l("Choose a category from the list"))

    @property
    def chosen(self) -> CategoryEntry:
        """The category chosen, once the form is valid."""
        return self._categories[self.category.data]

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.category.errors = [*self.category.errors, str(error)]


def _indented(category: CategoryEntry) -> str:
    return category.name if category.parent_id is None else f"· {category.name}"
