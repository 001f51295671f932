"""Routes to attach, download and delete files of an obstacle."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from tracker.attachments.commands import attach_file, delete_attachment
from tracker.attachments.files import MAX_FILE_SIZE, StoredFile, delete_files, path_of, store_file
from tracker.attachments.forms import AttachmentForm
from tracker.attachments.kinds import mimetype_of
from tracker.attachments.queries import find_attachment
from tracker.attachments.quotas import check_disk, organisation_quota
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

FORM_OVERHEAD = 64 * 1024
"""The maximum size of the form's other data, in bytes."""


@bp.url_value_preprocessor
def _raise_size_limit(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the request size limit for uploads, if there is a session cookie."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if endpoint == "attachments.add" and has_session:
        request.max_content_length = MAX_FILE_SIZE + FORM_OVERHEAD


@bp.route("/obstacles/<reference:reference>/attachments", methods=["GET", "POST"])
@limited(ATTACHMENTS)
@reads_first
@guarded(Permission.ATTACHMENT_ADD, on=find_logged_obstacle)
def add(obstacle: Obstacle) -> ResponseReturnValue:
    """Attach a file; it is stored before the row is written, and deleted if that fails."""
    form, address, reference = AttachmentForm(), page_of(obstacle), obstacle.reference
    if not form.validate_on_submit():
        return _page(obstacle, form)
    try:
        check_disk(form.size)
        stored_file = store_file(form.content)
        _attach(reference, form.name, stored_file)
    except DomainError as error:
        form.refuse(error)
        return _page(get_obstacle(this_sight(), reference), form)
    flash(_("File added."), "success")
    return redirect(f"{address}#attachments", 303)


def _attach(reference: str, name: str, stored_file: StoredFile) -> None:
    try:
        start_writing()
        obstacle = find_logged_obstacle(this_sight(), reference) or abort(404)
        attach_file(
            obstacle=obstacle, person_id=this_person().id, name=name, stored_file=stored_file
        )
        db.session.commit()
    except BaseException:
        db.session.rollback()
        delete_files(stored_file.stored_as)
        raise


def _page(obstacle: Obstacle, form: AttachmentForm) -> ResponseReturnValue:
    quota = organisation_quota(obstacle.organisation_id)
    page = render_template("attachments/add.html", obstacle=obstacle, form=form, quota=quota)
    return page, 422 if form.is_submitted() else 200


@bp.get("/attachments/<reference:reference>")
@limited(FILES)
@exports(Act.OBSTACLE_EXPORT)
@guarded(Permission.ATTACHMENT_READ, on=find_attachment)
def download(attachment: Attachment) -> ResponseReturnValue:
    """Send the file as a download."""
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
    """Delete a file after a confirmation."""
    form, address = FlaskForm(), page_of(attachment.obstacle)
    if not form.validate_on_submit():
        return render_template("attachments/delete.html", attachment=attachment, form=form)
    stored_as = delete_attachment(attachment=attachment)
    db.session.commit()
    delete_files(stored_as)
    flash(_("File deleted."), "success")
    return redirect(f"{address}#attachments", 303)
