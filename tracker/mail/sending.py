"""Send mail: to the server that the site names, or in a demo into a folder.

Links in mail begin with PUBLIC_URL and never with what a request calls this site, so that nobody
can have a link to a site of theirs mailed from here.
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
"""How long a mail server may take for one answer."""
NOT_SET_UP = _l("This tracker cannot send email yet.")
NOT_SENT = _l("We could not send the email. Try again later.")


class VerifiedSMTP(smtplib.SMTP):
    """A connection whose TLS, once started, is with the server that its certificate names."""

    def starttls(self, **given: Any) -> Any:  # type: ignore[override]
        return super().starttls(**given | {"context": ssl.create_default_context()})


class ServerBackend(EmailBackend):
    """Hand mail to the server of MAIL_URL."""

    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return smtplib.SMTP_SSL if self.use_ssl else VerifiedSMTP

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send, and hang up also where that failed."""
        try:
            return int(super().send_messages(email_messages))
        finally:
            if self.connection:
                self.connection.close()
                self.connection = None


def can_send_mail() -> bool:
    """Say whether mail can leave here, with links that lead back."""
    config = current_app.config
    has_way = bool(config["MAIL_URL"] or config["MAIL_FOLDER"])
    return has_way and bool(config["PUBLIC_URL"] or config["DEMO"])


def base_of_links() -> str:
    """Return what a link from outside begins with: PUBLIC_URL, else what this request says.

    The latter is for the eyes of whoever made the request, or for a demo, which answers to this
    machine's own names alone; where PUBLIC_URL is not set nothing else is mailed.
    """
    return str(current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))


def link_to(endpoint: str, *, base: str | None = None, **values: Any) -> str:
    """Return the address of a page as a mail carries it; without a request give its `base`."""
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
    """Send templates/mail/TEMPLATE.txt; say whether it was taken, else tell the person NOT_SENT.

    Call it after the commit: what is not committed is rolled back here, so that nothing waits
    for the network with the database locked. Give the subject lazily: it is put into the reader's
    language, which is `language` where the caller knows it. Texts of the context are put on one
    line each. Without a request give `site`, as `base_of_links` returned it before.
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


def send_later(work: Callable[..., Any], *given: Any) -> "Future[None]":
    """Do work that sends mail once this answer is on its way, one piece after another.

    So how long an answer takes tells nothing of whether anybody got mail.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  The proxy's own API.

    def at_work() -> None:
        with app.app_context():
            try:
                work(*given)
            except Exception:
                log.exception("Mail could not be made")

    posted: Future[None] = app.extensions["send_later"].submit(at_work)
    return posted


def one_line(text: str) -> str:
    """Return text on one line, without signs that are not seen: no name adds lines to a mail."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


MAX_NAME_LENGTH = 80
"""How much of a name a mail shows."""


def as_name(text: object) -> str:
    """Return a name as a mail bears it: one line of so many letters, and no link in it.

    Names are refused as addresses where they are typed; this is for those typed before.
    """
    name = one_line(harmless(one_line(str(text))))
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1].rstrip() + "…"


def _language_of(address: str) -> str:
    """Return the language of whoever reads: one's own where one writes to oneself."""
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
    letter = current_app.jinja_env.get_template(f"mail/{template}.txt")
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return EmailMessage(
        subject=one_line(subject),
        body=letter.render(**safe).strip() + "\n",
        from_email=sender,
        to=[validate_email(to, check_deliverability=False).normalized],
        headers={
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(now()),
            "Message-ID": make_msgid(domain=domain),
        },
    )


def init_app(app: Flask) -> None:
    """Set mail up as the settings say; those that make no sense stop the start."""
    app.config.update(settings.check(app.config))
    app.config.setdefault("MAIL_DEFAULT_SENDER", "tracker@obstacle-tracker.example")
    app.config.update(
        MAIL_BACKEND=FolderBackend if app.config["MAIL_FOLDER"] else ServerBackend,
        MAIL_FILE_PATH=app.config["MAIL_FOLDER"],
        MAIL_TIMEOUT=TIMEOUT_SECONDS,
    )
    Mail().init_app(app)
    app.extensions["send_later"] = ThreadPoolExecutor(1, thread_name_prefix="mail")
