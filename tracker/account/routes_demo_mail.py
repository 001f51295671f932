"""Show the mail that the demo would have sent; `create_app` registers this for a demo only."""

from pathlib import Path

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from tracker.mail.folder import mails_in

bp = Blueprint("demo_mail", __name__, url_prefix="/demo")


@bp.get("/mail")
def show() -> ResponseReturnValue:
    """Show what lies in the mail folder; links to this site alone can be pressed."""
    folder = current_app.config["MAIL_FOLDER"]
    mails = mails_in(Path(folder)) if folder else []
    return render_template("demo/mail.html", mails=mails, own=request.host_url)
