"""The route by which a comment's form finds whom to mention after “@”; it is read-only."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.comments.blueprint import bp
from tracker.comments.queries_mentions import matching_choices
from tracker.models import Obstacle
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import PICK_LISTS, limited


@bp.post("/obstacles/<reference:reference>/mention-options")
@limited(PICK_LISTS)
@reads_first
@guarded(Permission.COMMENT_WRITE, on=find_logged_obstacle)
def mention_options(obstacle: Obstacle) -> ResponseReturnValue:
    """Return the people and groups to mention whose name matches, as JSON; at most 7."""
    found = matching_choices(this_sight(), obstacle, request.form.get("words", ""))
    return jsonify(
        options=[{"value": choice.value, "label": str(choice.label)} for choice in found],
        summary=_summary(len(found)),
    )


def _summary(number: int) -> str:
    """Return the sentence that a screen reader announces."""
    if not number:
        return str(_("Nobody to mention matches."))
    return str(
        ngettext(
            "%(num)s found. Use the up and down arrow keys to choose.",
            "%(num)s found. Use the up and down arrow keys to choose.",
            number,
        )
    )
