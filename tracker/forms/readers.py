"""Fields that say who owns what is logged and who may read it, for obstacles and workarounds."""

from collections.abc import Collection
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from tracker.forms.fields import OneOf, offer
from tracker.forms.versioned import VersionedForm
from tracker.models import Obstacle, Organisation, Workaround
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Visibility
from tracker.sight.catalogue import OrganisationEntry


def visibility_field() -> RadioField:
    """Return the field that asks who may read it."""
    return RadioField(
        _l("Who can see it?"),
        [OneOf(_l("Choose who can see it"))],
        choices=offer(choices_of(Visibility)),
        validate_choice=False,
        description=_l(
            "Under freedom of information law, people may still ask to see what you write."
        ),
    )


def unnamed_field() -> BooleanField:
    """Return the field that leaves the owner's name out."""
    return BooleanField(_l("Do not show our organisation’s name"))


def organisation_field(label: LazyString) -> SelectField:
    """Return the field that asks which of one's organisations owns it."""
    return SelectField(
        label, [OneOf(_l("Choose one of your organisations"))], validate_choice=False
    )


class ReadersForm(VersionedForm):
    """A form with these three fields, which it declares where its page has them."""

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
        self._organisations = {one.slug: one for one in organisations}
        self.organisation.choices = offer((one.slug, one.name) for one in organisations)
        if self.visibility.raw_data == []:
            # What is sent without these questions keeps the answers that stood there.
            self.is_unnamed.data = self.is_unnamed.object_data

    @property
    def chosen_organisation(self) -> OrganisationEntry | Organisation:
        """The organisation chosen, once the form is valid."""
        return self._organisations[self.organisation.data]


def blank_readers(organisation: OrganisationEntry) -> dict[str, Any]:
    """Return what stands in these fields at first: the organisation's own defaults."""
    return {
        "visibility": organisation.default_visibility.value,
        "is_unnamed": organisation.is_unnamed_by_default,
        "organisation": organisation.slug,
    }


def filled_readers(thing: Obstacle | Workaround) -> dict[str, Any]:
    """Return what stands in these fields of a thing that is there already."""
    return {
        "visibility": thing.visibility.value,
        "is_unnamed": not thing.is_named,
        "organisation": thing.organisation.slug,
    }
