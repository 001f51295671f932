"""Forms to edit a category and to choose one."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import ValidationError

from tracker.categories.commands import (
    MAX_DEFINITION_LENGTH,
    MAX_EXAMPLES_LENGTH,
    MAX_NAME_LENGTH,
    CategoryContent,
)
from tracker.categories.scheme import constructs
from tracker.forms.fields import LineField, MaxLength, OneOf, Required, to_choices
from tracker.forms.parsing import plain
from tracker.forms.refusable import RefusableForm
from tracker.forms.versioned import VersionedForm
from tracker.models import Category
from tracker.sight.catalogue import CategoryEntry

# The model's constraints and the commands check the same limits.


class CategoryForm(RefusableForm, VersionedForm):
    """A category's content and its main category."""

    refused_field = "name"

    name = LineField(
        _l("Name"), [Required(_l("Enter a name for the category")), MaxLength(MAX_NAME_LENGTH)]
    )
    definition = TextAreaField(
        _l("What belongs here"),
        [MaxLength(MAX_DEFINITION_LENGTH)],
        filters=[plain],
        description=_l("One sentence, so that everyone uses the category in the same way."),
    )
    examples = TextAreaField(
        _l("Examples"),
        [MaxLength(MAX_EXAMPLES_LENGTH)],
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
        self.parent.choices = to_choices(
            [("", _l("none (this is a main category)")), *((one.slug, one.name) for one in parents)]
        )
        published = [(one.construct, f"{one.domain}: {one.construct}") for one in _published()]
        self.construct.choices = to_choices([("", _l("none")), *published])

    @property
    def chosen_parent(self) -> Category | None:
        """The main category chosen in a valid form."""
        return self._parents.get(self.parent.data)

    def content(self) -> CategoryContent:
        """Return the content of a valid form."""
        return CategoryContent(
            name=self.name.data,
            definition=self.definition.data or "",
            examples=self.examples.data or "",
            construct=self.construct.data or None,
        )


def _published() -> Iterable[Any]:
    return constructs().values()


def category_form_data(category: Category) -> dict[str, Any]:
    """Return the form's data for an existing category."""
    return {
        "name": category.name,
        "definition": category.definition,
        "examples": category.examples,
        "construct": category.construct or "",
        "version": str(category.version),
    }


class ChoiceForm(RefusableForm):
    """A choice of one category."""

    refused_field = "category"

    category = SelectField(
        _l("Category"), [OneOf(_l("Choose a category from the list"))], validate_choice=False
    )

    def __init__(self, *args: Any, categories: Iterable[CategoryEntry], **options: Any) -> None:
        super().__init__(*args, **options)
        self._categories = {one.slug: one for one in categories}
        self.category.choices = to_choices(
            [("", _l("Choose")), *((one.slug, _indented(one)) for one in self._categories.values())]
        )

    def validate_category(self, field: SelectField) -> None:
        """Raise ValidationError if no category is chosen."""
        if not field.data:
            raise ValidationError(_l("Choose a category from the list"))

    @property
    def chosen(self) -> CategoryEntry:
        """The category chosen in a valid form."""
        return self._categories[self.category.data]


def _indented(category: CategoryEntry) -> str:
    return category.name if category.parent_id is None else f"· {category.name}"
