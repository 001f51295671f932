"""The route by which a pick list finds obstacles while a person types; it is read-only."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.forms.pick_list import option_note, options_as_json
from tracker.models import Programme
from tracker.obstacles.blueprint import bp
from tracker.sight.options import Scope
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
    return jsonify(options_as_json(found, lambda option: option_note(option, scope)))
