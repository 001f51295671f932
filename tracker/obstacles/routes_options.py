"""The route by which a pick list finds obstacles while a person types; it is read-only."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.forms.pick_list import option_note
from tracker.models import Programme
from tracker.obstacles.blueprint import bp
from tracker.sight.options import (
    MAX_OPTIONS,
    ObstacleOption,
    ObstacleOptions,
    Scope,
)
from tracker.text_index.near_search import options_or_near
from tracker.web.rate_limits import PICK_LISTS, limited


@bp.post("/obstacles/options")
@limited(PICK_LISTS)
@reads_first
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def options(_programme: Programme) -> ResponseReturnValue:
    """Return the obstacles within sight that match the words, as JSON; at most 7."""
    requested = request.form.get("scope", "")
    scope = Scope(requested) if requested in {*Scope} else Scope.VISIBLE
    found = options_or_near(
        this_sight(),
        request.form.get("words", ""),
        scope,
        request.form.get("of", "").upper(),
    )
    return jsonify(options=[_as_json(row, scope) for row in found.rows], summary=_summary(found))


def _as_json(option: ObstacleOption, scope: Scope) -> dict[str, str]:
    return {
        "value": option.reference,
        "label": option.title,
        "status": option.status.value,
        "note": option_note(option, scope),
    }


def _summary(found: ObstacleOptions) -> str:
    """Return the sentence that a screen reader announces."""
    if not found.rows:
        return str(_("Nothing that you can see matches. Enter other words."))
    if found.is_near:
        return str(
            ngettext(
                "Nothing that you can choose has these words. %(num)s is near in meaning or has"
                " parts of them. Use the up and down arrow keys to choose.",
                "Nothing that you can choose has these words. %(num)s are near in meaning or have"
                " parts of them. Use the up and down arrow keys to choose.",
                len(found.rows),
            )
        )
    if found.has_more:
        return str(
            _(
                "The first %(number)s are shown. Enter more words to find others.",
                number=MAX_OPTIONS,
            )
        )
    return str(
        ngettext(
            "%(num)s found. Use the up and down arrow keys to choose.",
            "%(num)s found. Use the up and down arrow keys to choose.",
            len(found.rows),
        )
    )
