"""Form fields for the owner and the readers of an obstacle or workaround."""

from collections.abc import Collection
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from tracker.forms.fields import OneOf, to_choices
from tracker.forms.versioned import VersionedForm
from tracker.models import Obstacle, Organisation, Workaround
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Visibility
from tracker.sight.catalogue import OrganisationEntry


def visibility_field() -> RadioField:
    """Return the field for the visibility."""
    return RadioField(
        _l("Who can see it?"),
        [OneOf(_l("Choose who can see it"))],
        choices=to_choices(choices_of(Visibility)),
        validate_choice=False,
        description=_l(
            "Under freedom of information law, people may still ask to see what you write."
        ),
    )


def unnamed_field() -> BooleanField:
    """Return the field that hides the owner's name."""
    return BooleanField(_l("Do not show our organisation’s name"))


def organisation_field(label: LazyString) -> SelectField:
    """Return the field for which of the person's organisations is the owner."""
    return SelectField(
        label, [OneOf(_l("Choose one of your organisations"))], validate_choice=False
    )


class ReadersForm(VersionedForm):
    """A form with these three fields, declared by subclasses in the order of their page."""

    visibility: RadioField
    is_unnamed: BooleanField
    organisation: SelectField

    def __init__(
        self,
        *args: Any,
        organisations: Collection[OrganisationEntry | Organisation],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._organisations = {each.slug: each for each in organisations}
        self.organisation.choices = to_choices((each.slug, each.name) for each in organisations)
        if self.visibility.raw_data == []:
            # A form sent without these fields keeps the previous values.
            self.is_unnamed.data = self.is_unnamed.object_data

    @property
    def chosen_organisation(self) -> OrganisationEntry | Organisation:
        """The organisation chosen, once the form is valid."""
        return self._organisations[self.organisation.data]


def blank_readers(organisation: OrganisationEntry) -> dict[str, Any]:
    """Return the initial values of these fields: the organisation's defaults."""
    return {
        "visibility": organisation.default_visibility.value,
        "is_unnamed": organisation.is_unnamed_by_default,
        "organisation": organisation.slug,
    }


def filled_readers(thing: Obstacle | Workaround) -> dict[str, Any]:
    """Return the values of these fields of an existing thing."""
    return {
        "visibility": thing.visibility.value,
        "is_unnamed": not thing.is_named,
        "organisation": thing.organisation.slug,
    }
