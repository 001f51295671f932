"""The route by which a pick list finds workarounds while a person types; it is read-only."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.forms.pick_list import option_note, options_as_json
from tracker.models import Programme
from tracker.sight.options import Scope
from tracker.web.rate_limits import PICK_LISTS, limited
from tracker.workarounds.blueprint import bp
from tracker.workarounds.pick_list import workaround_options


@bp.post("/workarounds/options")
@limited(PICK_LISTS)
@reads_first
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def options(_programme: Programme) -> ResponseReturnValue:
    """Return the workarounds within sight that match the words, as JSON; at most 7."""
    words, of = request.form.get("words", ""), request.form.get("of", "").upper()
    found = workaround_options(this_sight(), words, of)
    return jsonify(options_as_json(found, lambda option: option_note(option, Scope.VISIBLE)))
