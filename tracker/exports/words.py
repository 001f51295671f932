"""The words for coded values, in the reader's language when a file is written."""

from collections.abc import Hashable, Mapping

from flask_babel import lazy_gettext as _l

from tracker.exports.writers import Words

STATUSES: Mapping[Hashable, Words] = {
    "open": _l("open"),
    "being-worked-on": _l("being worked on"),
    "worked-round": _l("worked round"),
    "resolved": _l("resolved"),
    "accepted-as-immovable": _l("accepted as immovable"),
}
LEVELS: Mapping[Hashable, Words] = {
    "team": _l("team"),
    "organisation": _l("organisation"),
    "local-system": _l("local system"),
    "national": _l("national"),
    "european": _l("European"),
}
VISIBILITIES: Mapping[Hashable, Words] = {
    "organisation": _l("organisation"),
    "partners": _l("partners"),
    "funders": _l("funders"),
    "public": _l("public"),
}
YES_OR_NO: Mapping[Hashable, Words] = {True: _l("yes"), False: _l("no")}
