"""Routes to log an obstacle: one question is enough."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker.auth.guards import find_programme, guarded, this_person, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.typed_again import typed_again
from tracker.errors import DomainError, SentBefore
from tracker.extensions import db
from tracker.models import Obstacle, Programme
from tracker.models.vocabulary import Likeness
from tracker.nearby.answers import answers_in, as_said, left_where_it_is
from tracker.nearby.commands_answers import answer_all
from tracker.nearby.corpora import within
from tracker.obstacles.addresses import page_of
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import log_obstacle
from tracker.obstacles.confirm_widening import NotTheirsToWiden, check_first_readers
from tracker.obstacles.forms import ObstacleForm, blank_form
from tracker.obstacles.queries import (
    categories_offered,
    find_logged_obstacle,
    logging_organisations,
)
from tracker.obstacles.queries_known import KnownOrganisation
from tracker.obstacles.widening import Readers


@bp.route("/obstacles/log", methods=["GET", "POST"])
@guarded(Permission.OBSTACLE_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log an obstacle, or keep it as a draft."""
    organisations = logging_organisations(this_sight())
    form = _form(organisations)
    if not form.validate_on_submit():
        return _page(form, organisations)
    is_draft, told = request.form.get("act") == "draft", form.told()
    try:
        if not is_draft:
            readers = Readers(told.visibility, told.is_named)
            check_first_readers(form.chosen_organisation, readers, Permission.OBSTACLE_WIDEN)
        obstacle = log_obstacle(
            programme=programme,
            organisation_id=form.chosen_organisation.id,
            author_id=this_person().id,
            told=told,
            is_draft=is_draft,
        )
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _page(form, organisations)
    except SentBefore as before:
        return _answer_again(before, form, organisations)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, organisations)
    if not is_draft:
        said = answers_in(request.form.getlist("said"))
        for other in answer_all(sight=this_sight(), obstacle=obstacle, answers=said):
            flash(left_where_it_is(other.reference), "info")
    address = page_of(obstacle, "show" if is_draft else "logged")
    db.session.commit()
    return redirect(address, 303)


def _answer_again(
    before: SentBefore, form: ObstacleForm, organisations: list[KnownOrganisation]
) -> ResponseReturnValue:
    """Lead to what this form made the first time; ask, where it says something else by now."""
    db.session.rollback()
    if before.is_same:
        page = "show" if request.form.get("act") == "draft" else "logged"
        slug = this_sight().programme.slug
        return redirect(url_for(f".{page}", slug=slug, reference=before.reference), 303)
    form.title.errors = [form.form_key.ask_again(before.reference)]
    return _page(form, organisations)


def _form(organisations: list[KnownOrganisation]) -> ObstacleForm:
    typed = typed_again(request)
    return ObstacleForm(
        **({} if typed is None else {"formdata": typed}),
        data=blank_form(organisations[0]),
        organisations=organisations,
        categories=categories_offered(this_sight()),
    )


def _fields_sent() -> MultiDict[str, str]:
    typed = typed_again(request)
    return request.form if typed is None else typed


def _same_as(other: Obstacle | None) -> dict[str, str]:
    """Return the answer with which somebody comes from another's obstacle."""
    return {other.reference: Likeness.SAME} if other else {}


def _page(form: ObstacleForm, organisations: list[KnownOrganisation]) -> ResponseReturnValue:
    same = find_logged_obstacle(this_sight(), request.args.get("same", "").upper())
    within(this_sight())  # Many texts are made ready while the person types.
    page = render_template(
        "obstacles/log.html",
        form=form,
        organisations=organisations,
        said=as_said(answers_in(_fields_sent().getlist("said")) | _same_as(same)),
        same=same,
    )
    return page, 422 if form.is_submitted() else 200
