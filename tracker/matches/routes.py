"""Routes that show suggestions while somebody types; they are read-only."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.matches import routes_group, routes_match, routes_near
from tracker.matches.answers import BARRIER, parse_answers
from tracker.matches.blueprint import bp
from tracker.matches.queries_cards import similar_cards
from tracker.matches.queries_categories import suggest_categories
from tracker.models import Programme
from tracker.models.obstacle import TITLE_LENGTH
from tracker.models.vocabulary import Likeness
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import ComparableText
from tracker.web.rate_limits import NEARBY, limited

ACTS = (routes_group, routes_match, routes_near)
"""Importing them registers their routes on the blueprint."""
__all__ = ["ACTS", "bp"]

MIN_WORDS = 3
BOXES, MAX_CARDS = 3, 5


@bp.post("/obstacles/nearby")
@limited(NEARBY)
@reads_first
@guarded(Permission.OBSTACLE_LOG, on=find_programme)
def typed(programme: Programme) -> ResponseReturnValue:
    """Show suggestions for the sentence that is being typed, as a fragment of the page."""
    sentence = request.form.get("title", "").strip()[:TITLE_LENGTH]
    answered = parse_answers(request.form.getlist("said"))
    excluded = {reference for reference, answer in answered.items() if answer == Likeness.DIFFERENT}
    if "of" in request.form:
        excluded.add(request.form["of"].upper())
    if len(sentence.split()) < MIN_WORDS:
        return ""
    query = as_query(ComparableText(sentence, ""))
    categories = suggest_categories(this_sight(), query, exclude=request.form.get("of", ""))
    if request.form.get("only") == "kinds":
        return render_template("matches/_suggested_categories.html", categories=categories)
    cards = similar_cards(this_sight(), query, exclude=excluded, limit=MAX_CARDS).cards
    return render_template(
        "matches/typed.html",
        programme=programme,
        categories=categories,
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
