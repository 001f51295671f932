"""Routes that show an obstacle, and the next steps after logging it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.attachments.queries import attachments_of
from tracker.auth.addresses import page_of
from tracker.auth.guards import can, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.comments.blank_form import (
    BlankForm,
    SigningOptions,
    blank_comment_form,
    signing_options,
)
from tracker.comments.queries import CommentView, comments_on
from tracker.forms.paging import Row
from tracker.forms.partial_lists import ListPart, list_part, requested_parts
from tracker.matches.queries import same_as
from tracker.matches.queries_categories import suggest_categories
from tracker.matches.queries_suggestions import suggestions_for
from tracker.models import Obstacle
from tracker.models.moment import now
from tracker.notifications.queries_reminders import has_reminder
from tracker.obstacles.blueprint import bp
from tracker.obstacles.queries_relations import relations_of, status_history
from tracker.sight.cache import cached_fragment
from tracker.sight.catalogue import CategoryEntry, catalogue_of
from tracker.sight.obstacles import (
    category_ids_of,
    find_logged_obstacle,
    find_obstacle,
    get_obstacle,
)
from tracker.sight.sight import Sight
from tracker.sight.withdrawn import WithdrawnObstacle, find_withdrawn_obstacle, restorable_until
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import text_of
from tracker.web.rate_limits import SUGGESTIONS, limited

PARTS = {
    "circle": 20,
    "comments": 25,
    "history": 20,
    "holds-up": 20,
    "held-up-by": 20,
    "workarounds": 10,
}
"""The page size of each list inside an obstacle's page."""


@dataclass(frozen=True)
class ObstaclePage:
    """The rendered page of an obstacle without its layout, as cached."""

    reference: str
    title: str
    content: Markup | None
    """None for a draft: its page has a form with a CSRF token, so it is not cached."""
    may_try: bool
    """Whether the person may record a trial against it."""
    comments: Markup | None
    """The rendered comments; None for a draft."""
    own_id: int | None
    """The id of the obstacle's organisation if it is the viewer's too."""
    signing: SigningOptions
    """The naming options of the comment form."""


def find_obstacle_page(sight: Sight, reference: str) -> ObstaclePage | WithdrawnObstacle | None:
    """Return the page of the obstacle with this reference, or None if it is out of sight.

    Those who could see a withdrawn obstacle get a notice in its place.
    """
    today = now().date()  # The age of trials affects the ranking of workarounds.
    parts = requested_parts(PARTS)
    page = cached_fragment(
        sight, ("obstacle page", reference, today, parts), lambda: _build_page(sight, reference)
    )
    return find_withdrawn_obstacle(sight, reference) if page is None else page


def _build_page(sight: Sight, reference: str) -> ObstaclePage | None:
    obstacle = find_obstacle(sight, reference)
    if obstacle is None:
        return None
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    if obstacle.is_draft:
        no_signing = SigningOptions(owner_may_hide=False, reveals_owner=False)
        return ObstaclePage(
            reference,
            obstacle.title,
            None,
            may_try=False,
            comments=None,
            own_id=own_id,
            signing=no_signing,
        )
    comments = comments_on(sight, obstacle)
    return ObstaclePage(
        reference,
        obstacle.title,
        _render_content(sight, obstacle),
        may_try=can(Permission.TRIAL_RECORD, obstacle),
        comments=_render_comments(obstacle, comments),
        own_id=own_id,
        signing=signing_options(sight, obstacle, comments),
    )


def _render_content(sight: Sight, obstacle: Obstacle) -> Markup:
    relations = relations_of(sight, obstacle)
    html = render_template(
        "obstacles/_page.html",
        relations=relations,
        circle=_part(obstacle, "circle", relations.circle),
        attachments=() if obstacle.is_draft else attachments_of(sight, obstacle),
        held_up_by=_part(obstacle, "held-up-by", relations.held_up_by),
        history=_part(obstacle, "history", status_history(sight, obstacle)),
        holds_up=_part(obstacle, "holds-up", relations.holds_up),
        obstacle=obstacle,
        workarounds=_part(obstacle, "workarounds", relations.workarounds),
    )
    return Markup(html)  # noqa: S704  A template's.


def _render_comments(obstacle: Obstacle, comments: tuple[CommentView, ...]) -> Markup:
    part = _part(obstacle, "comments", comments, is_newest_last=True)
    html = render_template("comments/_list.html", comments=part, obstacle=obstacle)
    return Markup(html)  # noqa: S704  A template's.


def _part(
    obstacle: Obstacle, name: str, rows: Sequence[Row], *, is_newest_last: bool = False
) -> ListPart[Row]:
    at = page_of(obstacle)
    return list_part(name, rows, PARTS[name], at, is_newest_last=is_newest_last)


@bp.get("/obstacles/<reference:reference>")
@guarded(Permission.OBSTACLE_READ, on=find_obstacle_page)
def show(page: ObstaclePage | WithdrawnObstacle) -> ResponseReturnValue:
    """Show an obstacle, or that it was withdrawn."""
    if isinstance(page, WithdrawnObstacle):
        return _show_notice(page)
    sight, content = this_sight(), page.content
    if content is None:
        content = _render_content(sight, get_obstacle(sight, page.reference))
    is_closed = sight.programme.closed_at is not None
    may_comment = page.comments is not None and can(Permission.COMMENT_WRITE, page)
    return render_template(
        "obstacles/show.html",
        asks_for_confirmation=has_reminder(sight, page.reference),
        is_own=page.own_id is not None and page.content is not None and not is_closed,
        reference=page.reference,
        title=page.title,
        may_try=page.may_try,
        content=content,
        comments=page.comments,
        form=_comment_form(page) if may_comment else None,
    )


def _show_notice(withdrawn: WithdrawnObstacle) -> ResponseReturnValue:
    moment = withdrawn.obstacle.withdrawn_at or now()
    until = restorable_until(moment)
    return render_template("obstacles/withdrawn.html", withdrawn=withdrawn, until=until)


def _comment_form(page: ObstaclePage) -> BlankForm:
    return blank_comment_form(page.reference, page.own_id, page.signing)


@bp.get("/obstacles/<reference:reference>/logged")
@limited(SUGGESTIONS)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def logged(obstacle: Obstacle) -> ResponseReturnValue:
    """Confirm that the obstacle is logged, and suggest the next steps."""
    sight = this_sight()
    near = None if obstacle.barrier_id else suggestions_for(sight, obstacle)
    kinds = [] if category_ids_of(obstacle) else _suggested_categories(obstacle)
    return render_template(
        "obstacles/logged.html",
        obstacle=obstacle,
        same=same_as(sight, obstacle),
        organisation=catalogue_of(sight).organisation,
        near=near,
        kinds=kinds,
    )


def _suggested_categories(obstacle: Obstacle) -> list[CategoryEntry]:
    return suggest_categories(this_sight(), as_query(text_of(obstacle)), exclude=obstacle.reference)
