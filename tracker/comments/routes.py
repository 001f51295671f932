"""Routes to say something to an obstacle, to say it otherwise, and to take it back."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from tracker.auth.addresses import page_of
from tracker.auth.confirm_widening import answer_to, goes_back_to_the_form, typed_before
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.queries_readers import groups_of
from tracker.auth.widening import is_narrower, newly_read_by
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
    may_speak_as_partner,
    voices_for,
)
from tracker.comments.queries_mentions import choices_to_tell
from tracker.comments.queries_signing import gives_away, owners_left
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.forms.fields import new_form_key
from tracker.mail.sending import base_of_links, send_later
from tracker.models import Comment, Obstacle
from tracker.sessions.form_replay import typed_again
from tracker.sessions.person import this_person
from tracker.sight.cache import cached_fragment
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.sight import Sight

bp = Blueprint("comments", __name__, url_prefix="/programmes/<slug:slug>")

COMMENTS = "comments"
"""Where on an obstacle's page they stand."""


@dataclass(frozen=True)
class BlankForm:
    """The form that stands on an obstacle's page: where it is sent to, its key and its fields."""

    path: str
    key: str
    fields: Markup
    """Without a token or a key, so that they can be kept."""


@dataclass(frozen=True)
class Signing:
    """Whether who logged it may speak as a partner, and whether to sign gives away who that is."""

    owner_may_hide: bool
    gives_away: bool


def signing_on(sight: Sight, obstacle: Obstacle, said: tuple[Speaking, ...]) -> Signing:
    """Return what a comment's form has to know about names, by for whom the person speaks first."""
    voices = voices_for(sight, obstacle.organisation_id if sight.is_own(obstacle) else None)
    first = voices[0] if voices else None
    return Signing(may_speak_as_partner(obstacle), gives_away(sight, obstacle, said, first))


def blank_comment_form(reference: str, own_id: int | None, signing: Signing) -> BlankForm:
    """Return the form to say something, with what was typed into it before signing in."""
    path = url_for("comments.add", slug=this_sight().programme.slug, reference=reference)
    typed = typed_again(request, action=path)
    if typed is not None:
        key = typed.get("form_key") or new_form_key()
        return BlankForm(path, key, _fields(own_id, signing, typed))
    asked = ("comment", own_id, signing)
    fields = cached_fragment(this_sight(), asked, lambda: _fields(own_id, signing, None))
    return BlankForm(path, new_form_key(), fields)


def _fields(own_id: int | None, signing: Signing, typed: MultiDict[str, str] | None) -> Markup:
    form = CommentForm(
        formdata=typed,
        voices=voices_for(this_sight(), own_id),
        own_id=own_id,
        owner_may_hide=signing.owner_may_hide,
        gives_away=signing.gives_away,
    )
    filled = render_template("comments/_fields.html", form=form)
    return Markup(filled)  # noqa: S704  A template's.


@bp.route("/obstacles/<reference:reference>/comments", methods=["GET", "POST"])
@guarded(Permission.COMMENT_WRITE, on=find_logged_obstacle)
def add(obstacle: Obstacle) -> ResponseReturnValue:
    """Say something to the obstacle."""
    said = comments_on(this_sight(), obstacle)
    form, address = _form(obstacle, said), f"{page_of(obstacle)}#{COMMENTS}"
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
    typed, sight = typed_again(request), this_sight()
    own_id = obstacle.organisation_id if sight.is_own(obstacle) else None
    signing = signing_on(sight, obstacle, said)
    return CommentForm(
        **({} if typed is None else {"formdata": typed}),
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
@guarded(Permission.COMMENT_EDIT, on=find_comment)
def edit(comment: Comment) -> ResponseReturnValue:
    """Say otherwise what one has said."""
    typed, address = typed_again(request), _back_to(comment)
    form = OtherWordsForm(
        **({} if typed is None else {"formdata": typed}), data={"text": comment.text}
    )
    if not form.validate_on_submit():
        page = render_template("comments/edit.html", comment=comment, form=form)
        return page, 422 if form.is_submitted() else 200
    edit_comment(comment=comment, text=form.text.data)
    db.session.commit()
    return redirect(address, 303)


@bp.route("/comments/<reference:reference>/delete", methods=["GET", "POST"])
@guarded(Permission.COMMENT_DELETE, on=find_comment)
def delete(comment: Comment) -> ResponseReturnValue:
    """Delete a comment, once asked whether that is meant."""
    form, address = FlaskForm(), _back_to(comment)
    if not form.validate_on_submit():
        return render_template("comments/delete.html", comment=comment, form=form)
    delete_comment(comment=comment)
    db.session.commit()
    flash(_("The comment is deleted."), "success")
    return redirect(address, 303)


@bp.route("/comments/<reference:reference>/widen", methods=["GET", "POST"])
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
@guarded(Permission.OBSTACLE_READ, on=find_comment)
def see_mention(comment: Comment) -> ResponseReturnValue:
    """Put aside that a comment mentions one."""
    put_aside(comment=comment, person_id=this_person().id)
    db.session.commit()
    return redirect(url_for("programmes.show", slug=this_sight().programme.slug), 303)


def _back_to(comment: Comment) -> str:
    return f"{page_of(comment.obstacle)}#{COMMENTS}"
