"""Routes to answer on suggestions for an obstacle, and to list pairs to group."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.barriers.queries import find_barrier
from tracker.barriers.sentences import not_linked_message
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.matches.blueprint import bp
from tracker.matches.commands import rule_out_barrier
from tracker.matches.commands_answers import answer_pair
from tracker.matches.queries import ungrouped_pairs
from tracker.models import Obstacle, Programme
from tracker.models.vocabulary import Likeness
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import WRITES, limited

PAGES = {"group": "matches.choose_barrier", "logged": "obstacles.logged"}
"""The pages, other than the obstacle's own, that contain answer buttons."""
CONFIRMATIONS = {
    Likeness.SAME: lambda: _("Marked as the same."),
    Likeness.RELATED: lambda: _("Marked as related."),
    Likeness.DIFFERENT: lambda: _(
        "Marked as different. We will not suggest these two together again."
    ),
}


@bp.post("/obstacles/<reference:reference>/match")
@limited(WRITES)
@guarded(Permission.OBSTACLE_MATCH, on=find_logged_obstacle)
def match(obstacle: Obstacle) -> ResponseReturnValue:
    """Store whether the obstacle is the same as another within sight."""
    sight = this_sight()
    answer = request.form.get("answer", "")
    if answer not in {*Likeness}:
        abort(400)
    other = find_logged_obstacle(sight, request.form.get("other", "").strip().upper())
    if other is None:
        abort(404)
    address = _return_address(obstacle)
    try:
        waits = answer_pair(sight=sight, obstacle=obstacle, other=other, answer=Likeness(answer))
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(address, 303)
    if waits:
        flash(not_linked_message(other.reference), "info")
    db.session.commit()
    flash(CONFIRMATIONS[Likeness(answer)](), "success")
    return redirect(address, 303)


@bp.post("/obstacles/<reference:reference>/rule-out")
@limited(WRITES)
@guarded(Permission.OBSTACLE_GROUP, on=find_logged_obstacle)
def rule_out(obstacle: Obstacle) -> ResponseReturnValue:
    """Store that the obstacle does not come from a barrier within sight."""
    sight, reference = this_sight(), request.form.get("barrier", "").strip().upper()
    if not reference:
        abort(400)
    barrier = find_barrier(sight, reference) or abort(404)
    rule_out_barrier(obstacle=obstacle, barrier=barrier, person_id=sight.person_id)
    db.session.commit()
    flash(
        _("We will not suggest “%(barrier)s” for this obstacle again.", barrier=barrier.title),
        "success",
    )
    return redirect(_return_address(obstacle), 303)


def _return_address(obstacle: Obstacle) -> str:
    """Return the address of the page from which the answer was sent."""
    page = PAGES.get(request.form.get("back", ""), "obstacles.show")
    return url_for(page, slug=this_sight().programme.slug, reference=obstacle.reference)


@bp.get("/said-the-same")
@guarded(Permission.BARRIER_EDIT, on=find_programme)
def said_the_same(programme: Programme) -> ResponseReturnValue:
    """List the pairs that are answered to be the same and not grouped yet."""
    pairs = ungrouped_pairs(this_sight())
    return render_template("matches/said_the_same.html", programme=programme, pairs=pairs)
