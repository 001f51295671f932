"""Routes of decision-makers: list, read, add, edit."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.decision_makers.commands import add_decision_maker, edit_decision_maker
from tracker.decision_makers.forms import DecisionMakerForm, maker_form_data
from tracker.decision_makers.queries import barriers_of, decision_maker_lines, find_decision_maker
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.paging import requested_page
from tracker.forms.versioned import retry_on_conflict
from tracker.models import DecisionMaker, Programme
from tracker.sessions.form_replay import replayed
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("decision_makers", __name__, url_prefix="/programmes/<slug:slug>")

PAGE_SIZE = 100


@bp.get("/decision-makers")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def index(programme: Programme) -> ResponseReturnValue:
    """List the decision-makers with the barriers each could loosen."""
    found = decision_maker_lines(this_sight())
    page = requested_page(len(found), PAGE_SIZE, request.args.get("page", ""))
    return render_template(
        "decision_makers/index.html",
        lines=page.of(found),
        page=page,
        address=lambda number: url_for(".index", slug=programme.slug, page=number),
    )


@bp.get("/decision-makers/<reference:reference>")
@guarded(Permission.PROGRAMME_READ, on=find_decision_maker)
def show(maker: DecisionMaker) -> ResponseReturnValue:
    """Show a decision-maker."""
    lines = barriers_of(this_sight(), maker)
    return render_template("decision_makers/show.html", maker=maker, lines=lines)


@bp.route("/decision-makers/add", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.DECISION_MAKER_EDIT, on=find_programme)
def add(programme: Programme) -> ResponseReturnValue:
    """Add a decision-maker."""
    form = _form({})
    if not form.validate_on_submit():
        return _page("add", form, 422 if form.is_submitted() else 200)
    try:
        maker = add_decision_maker(programme=programme, content=form.content())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("add", form, 422)
    db.session.commit()
    flash(_("Decision-maker added. You can now choose it on a barrier’s page."), "success")
    return _go_to(maker.reference)


def _form(data: dict[str, str], edited: DecisionMaker | None = None) -> DecisionMakerForm:
    return DecisionMakerForm(**replayed(), data=data, edited=edited)


def _page(name: str, form: DecisionMakerForm, status: int, **more: object) -> ResponseReturnValue:
    return render_template(f"decision_makers/{name}.html", form=form, **more), status


@bp.route("/decision-makers/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.DECISION_MAKER_EDIT, on=find_decision_maker)
@retry_on_conflict
def edit(maker: DecisionMaker) -> ResponseReturnValue:
    """Edit a decision-maker."""
    reference, form = maker.reference, _form(maker_form_data(maker), maker)
    if not form.validate_on_submit():
        status = form.error_status if form.is_submitted() else 200
        return _page("edit", form, status, maker=maker)
    try:
        edit_decision_maker(maker=maker, version=form.version_read, content=form.content())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page("edit", form, 422, maker=maker)
    db.session.commit()
    flash(_("Saved."), "success")
    return _go_to(reference)


def _go_to(reference: str) -> ResponseReturnValue:
    slug = this_sight().programme.slug
    return redirect(url_for("decision_makers.show", slug=slug, reference=reference), 303)
