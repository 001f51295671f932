"""Send mail through the configured server, or in a demo into a folder.

Links in mail begin with PUBLIC_URL and never with a request's Host header, so that nobody can have
a link to another site mailed from here.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from email_validator import validate_email
from flask import Flask, current_app, has_request_context, request
from flask_babel import LazyString, force_locale, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_mailman import EmailMessage, Mail
from flask_mailman.backends.smtp import EmailBackend

from tracker.extensions import db
from tracker.mail import settings
from tracker.mail.folder import FolderBackend
from tracker.models.checks import harmless
from tracker.models.moment import now

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
"""The timeout for each response of the mail server."""
NOT_SET_UP = _l("This tracker cannot send email yet.")
NOT_SENT = _l("We could not send the email. Try again later.")


class VerifiedSMTP(smtplib.SMTP):
    """An SMTP connection that verifies the server's certificate after STARTTLS."""

    def starttls(self, **options: Any) -> Any:  # type: ignore[override]
        return super().starttls(**options | {"context": ssl.create_default_context()})


class ServerBackend(EmailBackend):
    """Mail backend for the SMTP server of MAIL_URL."""

    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return smtplib.SMTP_SSL if self.use_ssl else VerifiedSMTP

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the mails, and close the connection also if that fails."""
        try:
            return int(super().send_messages(email_messages))
        finally:
            if self.connection:
                self.connection.close()
                self.connection = None


def can_send_mail() -> bool:
    """Return whether a mail backend and a base address of links are configured."""
    config = current_app.config
    has_backend = bool(config["MAIL_URL"] or config["MAIL_FOLDER"])
    return has_backend and bool(config["PUBLIC_URL"] or config["DEMO"])


def base_of_links() -> str:
    """Return the base address of external links: PUBLIC_URL, else this request's host.

    The latter is only shown to the person who made the request, or used in a demo, which accepts
    only this machine's own names; without PUBLIC_URL nothing else is mailed.
    """
    return str(current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))


def link_to(endpoint: str, *, base: str | None = None, **values: Any) -> str:
    """Return the absolute address of a page for a mail; outside a request pass its `base`."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return (base or base_of_links()) + path


def send_mail(
    to: str,
    subject: object,
    template: str,
    *,
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> bool:
    """Send templates/mail/TEMPLATE.txt; return whether it was sent, if not show NOT_SENT.

    Call it after the commit: uncommitted changes are rolled back here, so that the database is not
    locked while waiting for the network. Pass the subject lazily: it is translated into the
    recipient's language, which is `language` if the caller knows it. Texts of the context are put
    on one line each. Outside a request pass `site`, as returned by `base_of_links` before.
    """
    if not can_send_mail():
        log.warning("A mail was not sent, since none is set up: %s", template)
        return False
    try:
        with force_locale(language or _language_of(to)):
            message = _build_message(to, str(subject), template, context)
        message.extra_headers.update(headers or {})
        db.session.rollback()
        return bool(message.send())
    except (OSError, ValueError) as error:  # Its text may hold the address: it is not logged.
        log.error("A mail could not be sent: %s, %s", template, type(error).__name__)
        return False


def send_later(job: Callable[..., Any], *args: Any) -> "Future[None]":
    """Run a job that sends mail in a background thread, one job after another.

    So the response time does not reveal whether mail was sent (timing attack).
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The proxy's own API.

    def run_job() -> None:
        with app.app_context():
            try:
                job(*args)
            except Exception:
                log.exception("Mail could not be made")

    posted: Future[None] = app.extensions["send_later"].submit(run_job)
    return posted


def one_line(text: str) -> str:
    """Return text on one line, without invisible characters: prevents header injection."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


MAX_NAME_LENGTH = 80
"""The maximum length of a name in a mail, in characters."""


def as_name(text: object) -> str:
    """Return a name for a mail: on one line, truncated, and without links.

    Forms refuse names that look like addresses; this is for names stored before that check.
    """
    name = one_line(harmless(one_line(str(text))))
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1].rstrip() + "…"


def _language_of(address: str) -> str:
    """Return the recipient's language: the current one for mail to oneself, else the default."""
    is_own = (
        has_request_context() and current_user.is_authenticated and current_user.email == address
    )
    return str(get_locale() if is_own else current_app.config["BABEL_DEFAULT_LOCALE"])


def _build_message(to: str, subject: str, template: str, context: dict[str, Any]) -> EmailMessage:
    context["site"] = context.get("site") or base_of_links()
    safe = {
        name: one_line(str(value)) if isinstance(value, (str, LazyString)) else value
        for name, value in context.items()
    }
    mail_template = current_app.jinja_env.get_template(f"mail/{template}.txt")
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return EmailMessage(
        subject=one_line(subject),
        body=mail_template.render(**safe).strip() + "\n",
        from_email=sender,
        to=[validate_email(to, check_deliverability=False).normalized],
        headers={
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(now()),
            "Message-ID": make_msgid(domain=domain),
        },
    )


def init_app(app: Flask) -> None:
    """Configure mail from the settings; invalid ones raise InvalidSetting."""
    app.config.update(settings.check(app.config))
    app.config.setdefault("MAIL_DEFAULT_SENDER", "tracker@obstacle-tracker.example")
    app.config.update(
        MAIL_BACKEND=FolderBackend if app.config["MAIL_FOLDER"] else ServerBackend,
        MAIL_FILE_PATH=app.config["MAIL_FOLDER"],
        MAIL_TIMEOUT=TIMEOUT_SECONDS,
    )
    Mail().init_app(app)
    app.extensions["send_later"] = ThreadPoolExecutor(1, thread_name_prefix="mail")
