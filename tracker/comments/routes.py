"""Routes to add, edit and delete comments, and to mark mentions as seen."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from tracker.auth.addresses import page_of
from tracker.auth.confirm_widening import confirmation_token, fields_to_resend, is_change_chosen
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.queries_readers import reader_groups
from tracker.auth.widening import is_narrower, newly_read_by
from tracker.comments import routes_mentions
from tracker.comments.blank_form import signing_options
from tracker.comments.blueprint import bp
from tracker.comments.commands import (
    CommentContent,
    delete_comment,
    edit_comment,
    widen_comment,
    write_comment,
)
from tracker.comments.commands_mentions import mark_mention_seen, mention_people
from tracker.comments.forms import CommentForm, EditCommentForm
from tracker.comments.mail import mail_mentions
from tracker.comments.queries import (
    CommentView,
    comments_on,
    find_comment,
    possible_authors,
)
from tracker.comments.queries_mentions import mention_choices
from tracker.comments.queries_signing import count_possible_owners, reveals_owner
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.mail.sending import base_of_links, send_later
from tracker.models import Comment, Obstacle
from tracker.models.labels import listed
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle
from tracker.web.rate_limits import COMMENTS, WRITES, limited

__all__ = ["bp", "routes_mentions"]

ANCHOR = "comments"
"""The anchor of the comments on an obstacle's page."""


@bp.route("/obstacles/<reference:reference>/comments", methods=["GET", "POST"])
@limited(COMMENTS)
@guarded(Permission.COMMENT_WRITE, on=find_logged_obstacle)
def add(obstacle: Obstacle) -> ResponseReturnValue:
    """Add a comment to the obstacle."""
    comments = comments_on(this_sight(), obstacle)
    form, address = _form(obstacle, comments), f"{page_of(obstacle)}#{ANCHOR}"
    if (first := _page_before_posting(obstacle, form, comments)) is not None:
        return first
    try:
        written = write_comment(
            obstacle=obstacle,
            person_id=this_person().id,
            on_behalf_of=form.on_behalf_of,
            content=CommentContent(form.text.data, form.is_named, form.form_key.key),
        )
    except AlreadySubmitted as before:
        db.session.rollback()
        if before.is_same:
            return redirect(address, 303)
        form.text.errors = [form.form_key.renew(before.reference)]
        return _page(obstacle, form)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(obstacle, form)
    mention_people(comment=written, person_ids=form.mentioned_ids)
    number, has_mentions = written.id, bool(form.mentioned_ids)
    db.session.commit()
    if has_mentions:
        send_later(mail_mentions, number, base_of_links())
    if labels := form.mentioned_labels(this_person().id):
        flash(_("Comment posted. Mentioned: %(names)s.", names=listed(labels)), "success")
    return redirect(address, 303)


def _page_before_posting(
    obstacle: Obstacle, form: CommentForm, comments: tuple[CommentView, ...]
) -> ResponseReturnValue | None:
    """Return the page to show instead of posting the comment, or None."""
    if request.form.get("act") == "choose" or is_change_chosen():
        return render_template("comments/add.html", obstacle=obstacle, form=form)
    if not form.validate_on_submit():
        return _page(obstacle, form)
    return _confirm_signing_page(obstacle, form, comments)


def _confirm_signing_page(
    obstacle: Obstacle, form: CommentForm, comments: tuple[CommentView, ...]
) -> str | None:
    """Return the page to confirm a signature that could reveal who logged the obstacle.

    None if no confirmation is needed, or the form has one for the current number of owners.
    """
    sight, signing = this_sight(), form.on_behalf_of
    if signing is None or signing.id == obstacle.organisation_id or not form.is_named:
        return None  # A comment of the owner shows as "the organisation that logged the obstacle".
    if not reveals_owner(sight, obstacle, comments, signing):
        return None
    left = count_possible_owners(sight, comments, signing)
    answer = f"{signing.slug}-{left}"
    if request.form.get("signing") == answer:
        return None
    return render_template(
        "comments/sign.html",
        obstacle=obstacle,
        organisation=signing.name,
        left=left,
        answer=answer,
        typed=fields_to_resend(request.form, "signing"),
    )


def _form(obstacle: Obstacle, comments: tuple[CommentView, ...]) -> CommentForm:
    sight = this_sight()
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    signing = signing_options(sight, obstacle, comments)
    return CommentForm(
        **replayed(),
        authors=possible_authors(sight, own_id),
        own_id=own_id,
        owner_may_hide=signing.owner_may_hide,
        reveals_owner=signing.reveals_owner,
        mention_choices=mention_choices(sight, obstacle),
    )


def _page(obstacle: Obstacle, form: CommentForm) -> ResponseReturnValue:
    page = render_template("comments/add.html", obstacle=obstacle, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/comments/<reference:reference>/edit", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.COMMENT_EDIT, on=find_comment)
def edit(comment: Comment) -> ResponseReturnValue:
    """Edit a comment of one's own."""
    address = _address_of(comment)
    form = EditCommentForm(**replayed(), data={"text": comment.text})
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
    """Delete a comment after a confirmation."""
    form, address = FlaskForm(), _address_of(comment)
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
    """Increase a comment's visibility to the obstacle's after a confirmation."""
    form, address, to = FlaskForm(), _address_of(comment), comment.obstacle.visibility
    if not is_narrower(comment.visibility, to):
        return redirect(address, 303)
    answer = confirmation_token(comment.visibility, to, comment.text)
    if not form.validate_on_submit() or request.form.get("widening") != answer:
        new = newly_read_by(comment.visibility, to)
        groups = reader_groups(this_sight(), new, comment.organisation_id)
        return render_template(
            "comments/widen.html", comment=comment, form=form, answer=answer, new_readers=groups
        )
    widen_comment(comment=comment)
    db.session.commit()
    flash(_("Everyone who can see the obstacle can now see the comment."), "success")
    return redirect(address, 303)


@bp.post("/comments/<reference:reference>/seen")
@limited(WRITES)
@guarded(Permission.OBSTACLE_READ, on=find_comment)
def see_mention(comment: Comment) -> ResponseReturnValue:
    """Mark the person's mention in a comment as seen."""
    mark_mention_seen(comment=comment, person_id=this_person().id)
    db.session.commit()
    return redirect(url_for("programmes.show", slug=this_sight().programme.slug), 303)


def _address_of(comment: Comment) -> str:
    return f"{page_of(comment.obstacle)}#{ANCHOR}"
