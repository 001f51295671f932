"""Routes to say something to an obstacle, to say it otherwise, and to take it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from tracker.auth.addresses import page_of
from tracker.auth.confirm_widening import answer_to, goes_back_to_the_form, typed_before
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.queries_readers import groups_of
from tracker.auth.widening import is_narrower, newly_read_by
from tracker.comments.blank_form import signing_on
from tracker.comments.commands import (
    Words,
    delete_comment,
    edit_comment,
    widen_comment,
    write_comment,
)
from tracker.comments.commands_mentions import mention_people
from tracker.comments.commands_mentions import see_mention as put_aside
from tracker.comments.forms import CommentForm, OtherWordsForm
from tracker.comments.mail import mail_mentions
from tracker.comments.queries import (
    Speaking,
    comments_on,
    find_comment,
    voices_for,
)
from tracker.comments.queries_mentions import choices_to_tell
from tracker.comments.queries_signing import gives_away, owners_left
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.mail.sending import base_of_links, send_later
from tracker.models import Comment, Obstacle
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import COMMENTS, WRITES, limited

bp = Blueprint("comments", __name__, url_prefix="/programmes/<slug:slug>")

ANCHOR = "comments"
"""Where on an obstacle's page they stand."""


@bp.route("/obstacles/<reference:reference>/comments", methods=["GET", "POST"])
@limited(COMMENTS)
@guarded(Permission.COMMENT_WRITE, on=find_logged_obstacle)
def add(obstacle: Obstacle) -> ResponseReturnValue:
    """Say something to the obstacle."""
    said = comments_on(this_sight(), obstacle)
    form, address = _form(obstacle, said), f"{page_of(obstacle)}#{ANCHOR}"
    if (first := _to_answer_first(obstacle, form, said)) is not None:
        return first
    try:
        written = write_comment(
            obstacle=obstacle,
            person_id=this_person().id,
            speaks_for=form.speaks_for,
            words=Words(form.text.data, form.is_named, form.form_key.key),
        )
    except AlreadySubmitted as before:
        db.session.rollback()
        if before.is_same:
            return redirect(address, 303)
        form.text.errors = [form.form_key.ask_again(before.reference)]
        return _page(obstacle, form)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(obstacle, form)
    mention_people(comment=written, person_ids=form.reached)
    number, is_told = written.id, bool(form.reached)
    db.session.commit()
    if is_told:
        send_later(mail_mentions, number, base_of_links())
    return redirect(address, 303)


def _to_answer_first(
    obstacle: Obstacle, form: CommentForm, said: tuple[Speaking, ...]
) -> ResponseReturnValue | None:
    """Return what stands between what was sent and its being said, or None."""
    if request.form.get("act") == "choose" or goes_back_to_the_form():
        return render_template("comments/add.html", obstacle=obstacle, form=form)
    if not form.validate_on_submit():
        return _page(obstacle, form)
    return _ask_before_signing(obstacle, form, said)


def _ask_before_signing(
    obstacle: Obstacle, form: CommentForm, said: tuple[Speaking, ...]
) -> str | None:
    """Return the page that asks whether to sign, where others could tell by it who logged it.

    None where nothing is to be asked, or was answered while as many could be it as now.
    """
    sight, signing = this_sight(), form.speaks_for
    if signing is None or signing.id == obstacle.organisation_id or not form.is_named:
        return None  # What its own organisation says shows as "the organisation that logged it".
    if not gives_away(sight, obstacle, said, signing):
        return None
    left = owners_left(sight, said, signing)
    answer = f"{signing.slug}-{left}"
    if request.form.get("signing") == answer:
        return None
    return render_template(
        "comments/sign.html",
        obstacle=obstacle,
        organisation=signing.name,
        left=left,
        answer=answer,
        typed=typed_before(request.form, "signing"),
    )


def _form(obstacle: Obstacle, said: tuple[Speaking, ...]) -> CommentForm:
    sight = this_sight()
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    signing = signing_on(sight, obstacle, said)
    return CommentForm(
        **replayed(),
        voices=voices_for(sight, own_id),
        own_id=own_id,
        owner_may_hide=signing.owner_may_hide,
        gives_away=signing.gives_away,
        to_tell=choices_to_tell(sight, obstacle),
    )


def _page(obstacle: Obstacle, form: CommentForm) -> ResponseReturnValue:
    page = render_template("comments/add.html", obstacle=obstacle, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/comments/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.COMMENT_EDIT, on=find_comment)
def edit(comment: Comment) -> ResponseReturnValue:
    """Say otherwise what one has said."""
    address = _back_to(comment)
    form = OtherWordsForm(**replayed(), data={"text": comment.text})
    if not form.validate_on_submit():
        page = render_template("comments/edit.html", comment=comment, form=form)
        return page, 422 if form.is_submitted() else 200
    edit_comment(comment=comment, text=form.text.data)
    db.session.commit()
    return redirect(address, 303)


@bp.route("/comments/<reference:reference>/delete", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.COMMENT_DELETE, on=find_comment)
def delete(comment: Comment) -> ResponseReturnValue:
    """Delete a comment, once asked whether that is meant."""
    form, address = FlaskForm(), _back_to(comment)
    if not form.validate_on_submit():
        return render_template("comments/delete.html", comment=comment, form=form)
    delete_comment(comment=comment)
    db.session.commit()
    flash(_("Comment deleted."), "success")
    return redirect(address, 303)


@bp.route("/comments/<reference:reference>/widen", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.COMMENT_WIDEN, on=find_comment)
def widen(comment: Comment) -> ResponseReturnValue:
    """Let everybody who reads the obstacle read a comment, once asked whether that is meant."""
    form, address, to = FlaskForm(), _back_to(comment), comment.obstacle.visibility
    if not is_narrower(comment.visibility, to):
        return redirect(address, 303)
    answer = answer_to(comment.visibility, to, comment.text)
    if not form.validate_on_submit() or request.form.get("widening") != answer:
        new = newly_read_by(comment.visibility, to)
        words = groups_of(this_sight(), new, comment.organisation_id)
        return render_template(
            "comments/widen.html", comment=comment, form=form, answer=answer, words=words
        )
    widen_comment(comment=comment)
    db.session.commit()
    flash(_("Everyone who can see the obstacle can now see the comment."), "success")
    return redirect(address, 303)


@bp.post("/comments/<reference:reference>/seen")
@limited(WRITES)
@guarded(Permission.OBSTACLE_READ, on=find_comment)
def see_mention(comment: Comment) -> ResponseReturnValue:
    """Put aside that a comment mentions one."""
    put_aside(comment=comment, person_id=this_person().id)
    db.session.commit()
    return redirect(url_for("programmes.show", slug=this_sight().programme.slug), 303)


def _back_to(comment: Comment) -> str:
    return f"{page_of(comment.obstacle)}#{ANCHOR}"
