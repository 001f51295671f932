"""Routes to say something to an obstacle, to say it otherwise, and to take it back."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from tracker.auth.answers import kept_page
from tracker.auth.guards import guarded, this_person, this_sight
from tracker.auth.mail import base_of_links, send_later
from tracker.auth.permissions import Permission
from tracker.auth.typed_again import typed_again
from tracker.errors import DomainError, SentBefore
from tracker.extensions import db
from tracker.models import Comment, Obstacle
from tracker.obstacles.addresses import page_of
from tracker.obstacles.blueprint import bp
from tracker.obstacles.commands_comments import Words, write_comment
from tracker.obstacles.commands_comments import delete_comment as take_back
from tracker.obstacles.commands_comments import edit_comment as say_otherwise
from tracker.obstacles.commands_mentions import mention_people
from tracker.obstacles.commands_mentions import see_mention as put_aside
from tracker.obstacles.delivery import mail_mentions
from tracker.obstacles.form_fields import new_form_key
from tracker.obstacles.forms_comments import CommentForm, OtherWordsForm
from tracker.obstacles.queries import find_logged_obstacle
from tracker.obstacles.queries_comments import find_comment, voices_for
from tracker.obstacles.queries_mentions import choices_to_tell

COMMENTS = "comments"
"""Where on an obstacle's page they stand."""


@dataclass(frozen=True)
class BlankForm:
    """The form that stands on an obstacle's page: where it is sent to, its key and its fields."""

    path: str
    key: str
    fields: Markup
    """Without a token or a key, so that they can be kept."""


def blank_comment_form(reference: str, own_id: int | None) -> BlankForm:
    """Return the form to say something, with what was typed into it before signing in."""
    path = url_for(".comment", slug=this_sight().programme.slug, reference=reference)
    typed = typed_again(request, action=path)
    if typed is not None:
        return BlankForm(path, typed.get("form_key") or new_form_key(), _fields(own_id, typed))
    fields = kept_page(this_sight(), ("comment", own_id), lambda: _fields(own_id, None))
    return BlankForm(path, new_form_key(), fields)


def _fields(own_id: int | None, typed: MultiDict[str, str] | None) -> Markup:
    form = CommentForm(formdata=typed, voices=voices_for(this_sight(), own_id), own_id=own_id)
    filled = render_template("obstacles/_comment_fields.html", form=form)
    return Markup(filled)  # noqa: S704  A template's.


@bp.route("/obstacles/<reference:reference>/comments", methods=["GET", "POST"])
@guarded(Permission.COMMENT_WRITE, on=find_logged_obstacle)
def comment(obstacle: Obstacle) -> ResponseReturnValue:
    """Say something to the obstacle."""
    form, address = _form(obstacle), f"{page_of(obstacle)}#{COMMENTS}"
    if request.form.get("act") == "choose":
        return render_template("obstacles/comment.html", obstacle=obstacle, form=form)
    if not form.validate_on_submit():
        return _page(obstacle, form)
    try:
        written = write_comment(
            obstacle=obstacle,
            person_id=this_person().id,
            speaks_for=form.speaks_for,
            words=Words(form.text.data, form.is_named, form.form_key.key),
        )
    except SentBefore as before:
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


def _form(obstacle: Obstacle) -> CommentForm:
    typed, sight = typed_again(request), this_sight()
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    return CommentForm(
        **({} if typed is None else {"formdata": typed}),
        voices=voices_for(sight, own_id),
        own_id=own_id,
        to_tell=choices_to_tell(sight, obstacle),
    )


def _page(obstacle: Obstacle, form: CommentForm) -> ResponseReturnValue:
    page = render_template("obstacles/comment.html", obstacle=obstacle, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/comments/<reference:reference>/edit", methods=["GET", "POST"])
@guarded(Permission.COMMENT_EDIT, on=find_comment)
def edit_comment(comment: Comment) -> ResponseReturnValue:
    """Say otherwise what one has said."""
    typed, address = typed_again(request), _back_to(comment)
    form = OtherWordsForm(
        **({} if typed is None else {"formdata": typed}), data={"text": comment.text}
    )
    if not form.validate_on_submit():
        page = render_template("obstacles/edit_comment.html", comment=comment, form=form)
        return page, 422 if form.is_submitted() else 200
    say_otherwise(comment=comment, text=form.text.data)
    db.session.commit()
    return redirect(address, 303)


@bp.route("/comments/<reference:reference>/delete", methods=["GET", "POST"])
@guarded(Permission.COMMENT_DELETE, on=find_comment)
def delete_comment(comment: Comment) -> ResponseReturnValue:
    """Delete a comment, once asked whether that is meant."""
    form, address = FlaskForm(), _back_to(comment)
    if not form.validate_on_submit():
        return render_template("obstacles/delete_comment.html", comment=comment, form=form)
    take_back(comment=comment)
    db.session.commit()
    flash(_("The comment is deleted."), "success")
    return redirect(address, 303)


@bp.post("/comments/<reference:reference>/seen")
@guarded(Permission.OBSTACLE_READ, on=find_comment)
def see_mention(comment: Comment) -> ResponseReturnValue:
    """Put aside that a comment mentions one."""
    put_aside(comment=comment, person_id=this_person().id)
    db.session.commit()
    return redirect(url_for("programmes.show", slug=this_sight().programme.slug), 303)


def _back_to(comment: Comment) -> str:
    return f"{page_of(comment.obstacle)}#{COMMENTS}"
