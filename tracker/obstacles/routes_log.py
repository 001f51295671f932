"""Route to log an obstacle."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker.auth.addresses import page_of
from tracker.auth.confirm_ties import (
    PlannedChange,
    confirm_creation,
    is_without_name_chosen,
    owner_of,
    unnamed_source,
)
from tracker.auth.confirm_widening import (
    NotTheirsToWiden,
    check_first_readers,
    is_change_chosen,
)
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.ties import initial_values_from, without_name
from tracker.auth.widening import Readers
from tracker.barriers.sentences import not_linked_message
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.matches.answers import format_answers, parse_answers
from tracker.matches.commands_answers import apply_answers
from tracker.models import Obstacle, Programme
from tracker.models.vocabulary import Likeness
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands import log_obstacle
from tracker.obstacles.content import ObstacleInput
from tracker.obstacles.forms import ObstacleForm, blank_form
from tracker.sessions.form_replay import replayed, replayed_form
from tracker.sessions.person import this_person
from tracker.sight.catalogue import OrganisationEntry
from tracker.sight.obstacles import (
    category_choices,
    find_logged_obstacle,
    logging_organisations,
)
from tracker.sight.repeated import LoggedBefore, LoggedText, obstacle_logged_before
from tracker.text_index.corpora import within
from tracker.web.rate_limits import WRITES, limited


@bp.route("/obstacles/log", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.OBSTACLE_LOG, on=find_programme)
def log(programme: Programme) -> ResponseReturnValue:
    """Log an obstacle, or store it as a draft."""
    organisations = logging_organisations(this_sight())
    source = unnamed_source(_find_same())
    form = _form(organisations, source)
    if not form.validate_on_submit() or is_change_chosen():
        return _page(form, organisations)
    is_draft, content = request.form.get("act") == "draft", _content(form, source)
    if (
        not is_draft
        and (confirmation := _confirm_first(form, organisations, content, source)) is not None
    ):
        return confirmation
    try:
        obstacle = log_obstacle(
            programme=programme,
            organisation_id=form.chosen_organisation.id,
            author_id=this_person().id,
            content=content,
            is_draft=is_draft,
        )
    except AlreadySubmitted as duplicate:
        return _respond_to_duplicate(duplicate, form, organisations)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, organisations)
    if not is_draft:
        _apply_match_answers(obstacle)
    address = page_of(obstacle, "show" if is_draft else "logged")
    db.session.commit()
    return redirect(address, 303)


def _content(form: ObstacleForm, source: Obstacle | None) -> ObstacleInput:
    content = form.content()
    if is_without_name_chosen():
        return replace(content, **without_name(source, content.visibility))
    return content


def _confirm_first(
    form: ObstacleForm,
    organisations: list[OrganisationEntry],
    content: ObstacleInput,
    source: Obstacle | None,
) -> ResponseReturnValue | None:
    """Return the page to show before a valid form is saved, or None."""
    if (before := _find_logged_before(form, content)) is not None:
        return _page(form, organisations, before)
    readers = Readers(content.visibility, content.is_named)
    try:
        check_first_readers(form.chosen_organisation, readers, Permission.OBSTACLE_WIDEN)
    except NotTheirsToWiden as error:
        form.visibility.errors = [str(error)]
        return _page(form, organisations)
    return confirm_creation(source, PlannedChange("obstacle", form.chosen_organisation, readers))


def _find_logged_before(form: ObstacleForm, content: ObstacleInput) -> LoggedBefore | None:
    """Return what the person logged in these words, unless they were asked about just that."""
    text = LoggedText(form.chosen_organisation.id, content.title, content.details, content.form_key)
    before = obstacle_logged_before(this_sight(), text)
    if before is None or request.form.get("again") == before.reference:
        return None
    return before


def _apply_match_answers(obstacle: Obstacle) -> None:
    """Apply the submitted match answers; flash a message for each obstacle not grouped."""
    answers = parse_answers(request.form.getlist("said"))
    for other in apply_answers(sight=this_sight(), obstacle=obstacle, answers=answers):
        flash(not_linked_message(other.reference), "info")


def _respond_to_duplicate(
    duplicate: AlreadySubmitted, form: ObstacleForm, organisations: list[OrganisationEntry]
) -> ResponseReturnValue:
    """Redirect to the obstacle that this form made before; show the form if it has changed."""
    db.session.rollback()
    if duplicate.is_same:
        page = "show" if request.form.get("act") == "draft" else "logged"
        slug = this_sight().programme.slug
        return redirect(url_for(f".{page}", slug=slug, reference=duplicate.reference), 303)
    form.title.errors = [form.form_key.renew(duplicate.reference)]
    return _page(form, organisations, LoggedBefore(duplicate.reference, is_answered=True))


def _find_same() -> Obstacle | None:
    """Return the obstacle in the query parameter `same` if it is within sight."""
    return find_logged_obstacle(this_sight(), request.args.get("same", "").upper())


def _form(organisations: list[OrganisationEntry], source: Obstacle | None) -> ObstacleForm:
    """Return the form; `source` is an own unnamed obstacle that the new one repeats."""
    owner = owner_of(source, organisations)
    return ObstacleForm(
        **replayed(),
        data=blank_form(owner) | initial_values_from(source, owner.default_visibility),
        organisations=organisations,
        categories=category_choices(this_sight()),
    )


def _submitted_fields() -> MultiDict[str, str]:
    replayed_fields = replayed_form(request)
    return request.form if replayed_fields is None else replayed_fields


def _same_answer(other: Obstacle | None) -> dict[str, str]:
    """Return the match answer for the obstacle that is the same, if any."""
    return {other.reference: Likeness.SAME} if other else {}


def _page(
    form: ObstacleForm,
    organisations: list[OrganisationEntry],
    logged_before: LoggedBefore | None = None,
) -> ResponseReturnValue:
    same = _find_same()
    within(this_sight())  # Builds the corpus in the background while the person types.
    page = render_template(
        "obstacles/log.html",
        form=form,
        organisations=organisations,
        match_answers=format_answers(
            parse_answers(_submitted_fields().getlist("said")) | _same_answer(same)
        ),
        same=same,
        logged_before=logged_before,
    )
    return page, 422 if form.errors or logged_before else 200
