"""Routes to put a file beside an obstacle, to hand it over, and to take it away."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from tracker.attachments.commands import attach_file
from tracker.attachments.commands import delete_attachment as take_away
from tracker.attachments.files import LARGEST, Kept, forget, keep, path_of
from tracker.attachments.forms import AttachmentForm
from tracker.attachments.kinds import mimetype_of
from tracker.attachments.queries import find_attachment
from tracker.attachments.quotas import check_disk, room_of_organisation
from tracker.audit.acts import Act, exports
from tracker.auth.addresses import page_of
from tracker.auth.guards import guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.exports.attachments import attachment_headers
from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.sessions.person import this_person
from tracker.sight.obstacles import find_logged_obstacle, get_obstacle
from tracker.web.rate_limits import ATTACHMENTS, FILES, WRITES, limited

bp = Blueprint("attachments", __name__, url_prefix="/programmes/<slug:slug>")

AROUND_A_FILE = 64 * 1024
"""How much a form may hold beside its file."""


@bp.url_value_preprocessor
def _let_a_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more at once than elsewhere where a file is sent, from whoever has a session."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if endpoint == "attachments.add" and has_session:
        request.max_content_length = LARGEST + AROUND_A_FILE


@bp.route("/obstacles/<reference:reference>/attachments", methods=["GET", "POST"])
@limited(ATTACHMENTS)
@reads_first
@guarded(Permission.ATTACHMENT_ADD, on=find_logged_obstacle)
def add(obstacle: Obstacle) -> ResponseReturnValue:
    """Put a file beside the obstacle; it is written before the row, and goes where that fails."""
    form, address, reference = AttachmentForm(), page_of(obstacle), obstacle.reference
    if not form.validate_on_submit():
        return _page(obstacle, form)
    try:
        check_disk(form.size)
        kept = keep(form.content)
        _write_down(reference, form.name, kept)
    except DomainError as error:
        form.refuse(error)
        return _page(get_obstacle(this_sight(), reference), form)
    flash(_("File added."), "success")
    return redirect(f"{address}#attachments", 303)


def _write_down(reference: str, name: str, kept: Kept) -> None:
    try:
        start_writing()
        obstacle = find_logged_obstacle(this_sight(), reference) or abort(404)
        attach_file(obstacle=obstacle, person_id=this_person().id, name=name, kept=kept)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        forget(kept.stored_as)
        raise


def _page(obstacle: Obstacle, form: AttachmentForm) -> ResponseReturnValue:
    room = room_of_organisation(obstacle.organisation_id)
    page = render_template("attachments/add.html", obstacle=obstacle, form=form, room=room)
    return page, 422 if form.is_submitted() else 200


@bp.get("/attachments/<reference:reference>")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.ATTACHMENT_READ, on=find_attachment)
def download(attachment: Attachment) -> ResponseReturnValue:
    """Hand the file over, to be kept and never shown."""
    try:
        content = path_of(attachment.stored_as).read_bytes()
    except (DomainError, FileNotFoundError):
        current_app.logger.error("The file of %s is missing", attachment.reference)
        abort(404)
    headers = attachment_headers(attachment.name)
    return Response(content, headers=headers, mimetype=mimetype_of(attachment.name))


@bp.route("/attachments/<reference:reference>/delete", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.ATTACHMENT_DELETE, on=find_attachment)
def delete(attachment: Attachment) -> ResponseReturnValue:
    """Take a file away, once asked whether that is meant."""
    form, address = FlaskForm(), page_of(attachment.obstacle)
    if not form.validate_on_submit():
        return render_template("attachments/delete.html", attachment=attachment, form=form)
    stored_as = take_away(attachment=attachment)
    db.session.commit()
    forget(stored_as)
    flash(_("File deleted."), "success")
    return redirect(f"{address}#attachments", 303)
