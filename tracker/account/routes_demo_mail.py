"""Show the mail that the demo would have sent; `create_app` registers this only for a demo."""

from pathlib import Path

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from tracker.mail.folder import mails_in

bp = Blueprint("demo_mail", __name__, url_prefix="/demo")


@bp.get("/mail")
def show() -> ResponseReturnValue:
    """Show the mails in the mail folder; only links to this site are clickable."""
    folder = current_app.config["MAIL_FOLDER"]
    mails = mails_in(Path(folder)) if folder else []
    return render_template("demo/mail.html", mails=mails, own=request.host_url)
