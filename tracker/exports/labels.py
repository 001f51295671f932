"""Labels of coded values, translated when a file is written."""

from collections.abc import Hashable, Mapping

from flask_babel import lazy_gettext as _l

from tracker.exports.writers import Label
from tracker.models.labels import label
from tracker.models.vocabulary import Level, Status

STATUSES: Mapping[Hashable, Label] = {status.value: label(status) for status in Status}
LEVELS: Mapping[Hashable, Label] = {level.value: label(level) for level in Level}
VISIBILITIES: Mapping[Hashable, Label] = {
    # A file is passed on, so "my organisation", as in a form, would be wrong.
    "organisation": _l("own organisation"),
    "partners": _l("partners"),
    "funders": _l("funders"),
    "public": _l("public"),
}
YES_OR_NO: Mapping[Hashable, Label] = {True: _l("yes"), False: _l("no")}
