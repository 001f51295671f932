"""The words for coded values, in the reader's language when a file is written."""

from collections.abc import Hashable, Mapping

from flask_babel import lazy_gettext as _l

from tracker.exports.writers import Words
from tracker.models.labels import label
from tracker.models.vocabulary import Level, Status

STATUSES: Mapping[Hashable, Words] = {status.value: label(status) for status in Status}
LEVELS: Mapping[Hashable, Words] = {level.value: label(level) for level in Level}
VISIBILITIES: Mapping[Hashable, Words] = {
    # A file travels, so it does not say "my organisation" as a form does.
    "organisation": _l("own organisation"),
    "partners": _l("partners"),
    "funders": _l("funders"),
    "public": _l("public"),
}
YES_OR_NO: Mapping[Hashable, Words] = {True: _l("yes"), False: _l("no")}
