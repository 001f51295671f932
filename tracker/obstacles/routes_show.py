"""Routes that show one obstacle: its story, and what is left to do once it is logged."""

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
from tracker.matches.queries_categories import suggest_categories
from tracker.matches.queries_suggestions import suggestions_for
from tracker.models import Obstacle
from tracker.models.moment import now
from tracker.notifications.queries_reminders import has_reminder
from tracker.obstacles.blueprint import bp
from tracker.obstacles.queries_story import history_of, surroundings_of
from tracker.sight.cache import cached_fragment
from tracker.sight.catalogue import CategoryEntry
from tracker.sight.obstacles import (
    category_ids_of,
    find_logged_obstacle,
    find_obstacle,
    get_obstacle,
)
from tracker.sight.sight import Sight
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
"""The lists inside an obstacle's page, and how much of each is shown at once."""


@dataclass(frozen=True)
class Story:
    """The page of an obstacle but for its frame."""

    reference: str
    title: str
    told: Markup | None
    """None for a draft: its page holds a form, and with it a token, so it is filled each time."""
    may_try: bool
    """Whether the person may say that a workaround is tried against it."""
    said: Markup | None
    """The comments; a draft has none."""
    own_id: int | None
    """The number of the obstacle's organisation where it is the reader's too."""
    signing: SigningOptions
    """What a comment's form has to know about names."""


def find_story(sight: Sight, reference: str) -> Story | None:
    """Return the story of the obstacle of this reference, or None where it is out of sight."""
    today = now().date()  # By it trials grow old, and with them what speaks for a workaround.
    asked = requested_parts(PARTS)
    return cached_fragment(
        sight, ("story", reference, today, asked), lambda: _tell(sight, reference)
    )


def _tell(sight: Sight, reference: str) -> Story | None:
    obstacle = find_obstacle(sight, reference)
    if obstacle is None:
        return None
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    if obstacle.is_draft:
        nobody = SigningOptions(owner_may_hide=False, reveals_owner=False)
        return Story(
            reference, obstacle.title, None, may_try=False, said=None, own_id=own_id, signing=nobody
        )
    comments = comments_on(sight, obstacle)
    return Story(
        reference,
        obstacle.title,
        _fill(sight, obstacle),
        may_try=can(Permission.TRIAL_RECORD, obstacle),
        said=_fill_comments(obstacle, comments),
        own_id=own_id,
        signing=signing_options(sight, obstacle, comments),
    )


def _fill(sight: Sight, obstacle: Obstacle) -> Markup:
    around = surroundings_of(sight, obstacle)
    filled = render_template(
        "obstacles/_story.html",
        around=around,
        circle=_part(obstacle, "circle", around.circle),
        attachments=() if obstacle.is_draft else attachments_of(sight, obstacle),
        held_up_by=_part(obstacle, "held-up-by", around.held_up_by),
        history=_part(obstacle, "history", history_of(sight, obstacle)),
        holds_up=_part(obstacle, "holds-up", around.holds_up),
        obstacle=obstacle,
        remedies=_part(obstacle, "workarounds", around.remedies),
    )
    return Markup(filled)  # noqa: S704  A template's.


def _fill_comments(obstacle: Obstacle, said: tuple[CommentView, ...]) -> Markup:
    comments = _part(obstacle, "comments", said, is_newest_last=True)
    filled = render_template("comments/_list.html", comments=comments, obstacle=obstacle)
    return Markup(filled)  # noqa: S704  A template's.


def _part(
    obstacle: Obstacle, name: str, rows: Sequence[Row], *, is_newest_last: bool = False
) -> ListPart[Row]:
    at = page_of(obstacle)
    return list_part(name, rows, PARTS[name], at, is_newest_last=is_newest_last)


@bp.get("/obstacles/<reference:reference>")
@guarded(Permission.OBSTACLE_READ, on=find_story)
def show(story: Story) -> ResponseReturnValue:
    """Tell the obstacle's story."""
    sight, told = this_sight(), story.told
    if told is None:
        told = _fill(sight, get_obstacle(sight, story.reference))
    may_comment = story.said is not None and can(Permission.COMMENT_WRITE, story)
    return render_template(
        "obstacles/show.html",
        asks_if_still_so=has_reminder(sight, story.reference),
        is_own=story.own_id is not None and story.told is not None,
        reference=story.reference,
        title=story.title,
        may_try=story.may_try,
        told=told,
        said=story.said,
        form=_comment_form(story) if may_comment else None,
    )


def _comment_form(story: Story) -> BlankForm:
    return blank_comment_form(story.reference, story.own_id, story.signing)


@bp.get("/obstacles/<reference:reference>/logged")
@limited(SUGGESTIONS)
@guarded(Permission.OBSTACLE_EDIT, on=find_logged_obstacle)
def logged(obstacle: Obstacle) -> ResponseReturnValue:
    """Say that it is logged, and what to do next."""
    near = None if obstacle.barrier_id else suggestions_for(this_sight(), obstacle)
    kinds = [] if category_ids_of(obstacle) else _kinds_of(obstacle)
    return render_template("obstacles/logged.html", obstacle=obstacle, near=near, kinds=kinds)


def _kinds_of(obstacle: Obstacle) -> list[CategoryEntry]:
    return suggest_categories(this_sight(), as_query(text_of(obstacle)), exclude=obstacle.reference)
