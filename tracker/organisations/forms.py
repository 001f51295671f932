"""What an organisation's lead may choose for all of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField

from tracker.forms.fields import OneOf, offer
from tracker.models import Organisation
from tracker.models.labels import choices_of
from tracker.models.vocabulary import OrganisationRole, Visibility


class DefaultsForm(FlaskForm):
    """What a new obstacle begins with, and who may let more people read one."""

    default_visibility = RadioField(
        _l("Who may read what we log, unless its author chooses otherwise"),
        [OneOf(_l("Choose who can see it"))],
        choices=offer(choices_of(Visibility)),
        validate_choice=False,
    )
    is_unnamed_by_default = BooleanField(_l("Leave out our organisation’s name at first"))
    widened_by = RadioField(
        _l("Who may let more people read what is logged"),
        [OneOf(_l("Choose who may do so"))],
        choices=offer(
            [
                (OrganisationRole.CONTRIBUTOR.value, _l("Any member")),
                (OrganisationRole.LEAD.value, _l("Only our leads")),
            ]
        ),
        validate_choice=False,
        description=_l("Fewer readers can be chosen by any member, and take effect at once."),
    )


def filled_defaults(organisation: Organisation) -> dict[str, Any]:
    """Return what stands in the form at first: what holds now."""
    return {
        "default_visibility": organisation.default_visibility.value,
        "is_unnamed_by_default": organisation.is_unnamed_by_default,
        "widened_by": organisation.widened_by.value,
    }
