"""The form of an organisation's settings."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from tracker.forms.fields import OneOf, to_choices
from tracker.forms.versioned import MergedForm
from tracker.models import Organisation
from tracker.models.labels import choices_of
from tracker.models.vocabulary import OrganisationRole, Visibility


class DefaultsForm(MergedForm):
    """The defaults of new obstacles, and who may increase visibility."""

    default_visibility = RadioField(
        _l("Who can see what we log, unless the author chooses differently?"),
        [OneOf(_l("Choose who can see it"))],
        choices=to_choices(choices_of(Visibility)),
        validate_choice=False,
    )
    is_unnamed_by_default = BooleanField(_l("Do not show our organisation’s name by default"))
    widened_by = RadioField(
        _l("Who can make obstacles and workarounds visible to more people?"),
        [OneOf(_l("Choose who can do this"))],
        choices=to_choices(
            [
                (OrganisationRole.CONTRIBUTOR.value, _l("Any member")),
                (OrganisationRole.LEAD.value, _l("Only organisation leads")),
            ]
        ),
        validate_choice=False,
        description=_l(
            "Any member can make an obstacle or a workaround visible to fewer people. "
            "This takes effect at once."
        ),
    )


def filled_defaults(organisation: Organisation) -> dict[str, Any]:
    """Return the form's data: the current settings."""
    return {
        "default_visibility": organisation.default_visibility.value,
        "is_unnamed_by_default": organisation.is_unnamed_by_default,
        "widened_by": organisation.widened_by.value,
    }
