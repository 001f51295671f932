"""Routes that show what lies near while somebody types; they read and change nothing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.matches import routes_group, routes_match, routes_near
from tracker.matches.answers import BARRIER, answers_in
from tracker.matches.blueprint import bp
from tracker.matches.queries_cards import cards_near
from tracker.matches.queries_categories import kinds_suggested
from tracker.models import Programme
from tracker.models.obstacle import TITLE_LENGTH
from tracker.models.vocabulary import Likeness
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import Said
from tracker.web.rate_limits import SIMILAR, limited

ACTS = (routes_group, routes_match, routes_near)
"""Importing them puts each act on the blueprint."""
__all__ = ["ACTS", "bp"]

FEWEST_WORDS = 3
BOXES, SHOWN = 3, 5


@bp.post("/obstacles/nearby")
@limited(SIMILAR)
@reads_first
@guarded(Permission.OBSTACLE_LOG, on=find_programme)
def typed(programme: Programme) -> ResponseReturnValue:
    """Show what lies near to a sentence that is being typed, as a part of the page."""
    sentence = request.form.get("title", "").strip()[:TITLE_LENGTH]
    answered = answers_in(request.form.getlist("said"))
    apart = {one for one, answer in answered.items() if answer == Likeness.DIFFERENT}
    if "of" in request.form:
        apart.add(request.form["of"].upper())
    if len(sentence.split()) < FEWEST_WORDS:
        return ""
    asked = as_query(Said(sentence, ""))
    kinds = kinds_suggested(this_sight(), asked, apart_from=request.form.get("of", ""))
    if request.form.get("only") == "kinds":
        return render_template("matches/_suggested_categories.html", kinds=kinds)
    cards = cards_near(this_sight(), asked, apart_from=apart, most=SHOWN).cards
    return render_template(
        "matches/typed.html",
        programme=programme,
        kinds=kinds,
        boxes=cards[:BOXES],
        more=cards[BOXES:],
        others=sum(card.kind == "obstacle" and not card.is_own for card in cards),
        answered=answered,
        answers=[
            (Likeness.SAME, _("We have this too")),
            (Likeness.RELATED, _("Related")),
            (Likeness.DIFFERENT, _("Not the same")),
        ],
        answers_to_barrier=[
            (BARRIER, _("Link to this barrier")),
            (Likeness.DIFFERENT, _("Not this one")),
        ],
    )
