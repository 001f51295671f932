"""Routes to log an obstacle: one question is enough."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import (
    Change,
    ask_before_making,
    asks_without_name,
    owner_of,
    unnamed_source,
)
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    check_first_readers,
    goes_back_to_the_form,
)
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.ties import begun_from, without_name
from tracker.auth.widening import Readers
from tracker.barriers.sentences import left_where_it_is
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.matches.answers import format_answers, parse_answers
from tracker.matches.commands_answers import apply_answers
from tracker.models import Obstacle, Programme
from tracker.models.vocabulary import Likeness
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import log_obstacle
from tracker.obstacles.content import Told
from tracker.obstacles.forms import ObstacleForm, blank_form
from tracker.sessions.form_replay import replayed, typed_again
from tracker.sessions.person import this_person
from tracker.sight.catalogue import OrganisationEntry
from tracker.sight.obstacles import (
    category_choices,
    find_logged_obstacle,
    logging_organisations,
)
from tracker.text_index.corpora import within
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/log", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log an obstacle, or keep it as a draft."""
    organisations = logging_organisations(this_sight())
    source = unnamed_source(_find_same())
    form = _form(organisations, source)
    if not form.validate_on_submit() or goes_back_to_the_form():
        return _page(form, organisations)
    is_draft, told = request.form.get("act") == "draft", _told(form, source)
    if not is_draft and (first := _to_answer_first(form, organisations, told, source)) is not None:
        return first
    try:
        obstacle = log_obstacle(
            programme=programme,
            organisation_id=form.chosen_organisation.id,
            author_id=this_person().id,
            told=told,
            is_draft=is_draft,
        )
    except AlreadySubmitted as before:
        return _answer_again(before, form, organisations)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, organisations)
    if not is_draft:
        _answer_what_lay_near(obstacle)
    address = page_of(obstacle, "show" if is_draft else "logged")
    db.session.commit()
    return redirect(address, 303)


def _told(form: ObstacleForm, source: Obstacle | None) -> Told:
    told = form.told()
    if asks_without_name():
        return replace(told, **without_name(source, told.visibility))
    return told


def _to_answer_first(
    form: ObstacleForm,
    organisations: list[OrganisationEntry],
    told: Told,
    source: Obstacle | None,
) -> ResponseReturnValue | None:
    """Return what stands between a valid form and its logging, or None."""
    readers = Readers(told.visibility, told.is_named)
    try:
        check_first_readers(form.chosen_organisation, readers, Permission.OBSTACLE_WIDEN)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _page(form, organisations)
    return ask_before_making(source, Change("obstacle", form.chosen_organisation, readers))


def _answer_what_lay_near(obstacle: Obstacle) -> None:
    """Do what was answered on the way, and say what waits for an act of its own."""
    said = parse_answers(request.form.getlist("said"))
    for other in apply_answers(sight=this_sight(), obstacle=obstacle, answers=said):
        flash(left_where_it_is(other.reference), "info")


def _answer_again(
    before: AlreadySubmitted, form: ObstacleForm, organisations: list[OrganisationEntry]
) -> ResponseReturnValue:
    """Lead to what this form made the first time; ask, where it says something else by now."""
    db.session.rollback()
    if before.is_same:
        page = "show" if request.form.get("act") == "draft" else "logged"
        slug = this_sight().programme.slug
        return redirect(url_for(f".{page}", slug=slug, reference=before.reference), 303)
    form.title.errors = [form.form_key.ask_again(before.reference)]
    return _page(form, organisations)


def _find_same() -> Obstacle | None:
    """Return the obstacle that the address says is the same, if it is within sight."""
    return find_logged_obstacle(this_sight(), request.args.get("same", "").upper())


def _form(organisations: list[OrganisationEntry], source: Obstacle | None) -> ObstacleForm:
    """Return the form; `source` is an own obstacle without a name that the new one says again."""
    owner = owner_of(source, organisations)
    return ObstacleForm(
        **replayed(),
        data=blank_form(owner) | begun_from(source, owner.default_visibility),
        organisations=organisations,
        categories=category_choices(this_sight()),
    )


def _fields_sent() -> MultiDict[str, str]:
    typed = typed_again(request)
    return request.form if typed is None else typed


def _same_as(other: Obstacle | None) -> dict[str, str]:
    """Return the answer with which somebody comes from another's obstacle."""
    return {other.reference: Likeness.SAME} if other else {}


def _page(form: ObstacleForm, organisations: list[OrganisationEntry]) -> ResponseReturnValue:
    same = _find_same()
    within(this_sight())  # Many texts are made ready while the person types.
    page = render_template(
        "obstacles/log.html",
        form=form,
        organisations=organisations,
        said=format_answers(parse_answers(_fields_sent().getlist("said")) | _same_as(same)),
        same=same,
    )
    return page, 422 if form.errors else 200
