"""A sentence that describes the sight of a page or a file."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.extensions import db
from tracker.models import Organisation
from tracker.models.labels import listed
from tracker.sight.sight import PARTNERS_READ, Sight


def describe_sight(sight: Sight) -> str:
    """Return a sentence on what the numbers count, by the viewer's sight."""
    if sight.visibilities != PARTNERS_READ:
        return str(_("These numbers count what funders and observers can see."))
    if not sight.organisation_ids:
        return str(_("These numbers count what the programme’s partners can see."))
    own = db.session.scalars(
        sa.select(Organisation.short_name)
        .where(Organisation.id.in_(sight.organisation_ids))
        .order_by(Organisation.short_name)
    ).all()
    return str(
        _(
            "These numbers count what members of %(organisations)s can see: what their own "
            "organisation logged and what partners share.",
            organisations=listed(own),
        )
    )
