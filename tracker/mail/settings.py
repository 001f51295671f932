"""Read what a site says about mail: its server, its sender, and the address of its links."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import Config

from tracker.errors import InvalidSetting

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
HOST_ALONE = frozenset({"localhost", "127.0.0.1"})
"""Where a site may be without TLS: nothing travels."""

ADVICE = (
    "MAIL_URL is not the address of a mail server. Write smtp://HOST:PORT, "
    "smtp+starttls://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465, "
    "with signs such as @ : / in the password as %40 %3A %2F."
)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how."""

    host: str
    port: int
    user: str | None
    password: str | None
    has_tls: bool
    starts_tls: bool

    def settings(self) -> dict[str, Any]:
        """Return what Flask-Mailman reads."""
        return {
            "MAIL_SERVER": self.host,
            "MAIL_PORT": self.port,
            "MAIL_USERNAME": self.user,
            "MAIL_PASSWORD": self.password,
            "MAIL_USE_SSL": self.has_tls,
            "MAIL_USE_TLS": self.starts_tls,
        }


def server_of(url: str) -> MailServer:
    """Read MAIL_URL; what it says of a password is in no error.

    With a user `smtp://` starts TLS as well: a password never travels in clear.
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
    except ValueError:
        raise InvalidSetting(ADVICE) from None
    has_more = bool(parts.path.strip("/") or parts.query or parts.fragment)
    has_half_a_user = bool(parts.username) != bool(parts.password)
    if parts.scheme not in PORTS or not host or port == 0 or has_more or has_half_a_user:
        raise InvalidSetting(ADVICE)
    scheme = "smtp+starttls" if parts.scheme == "smtp" and parts.username else parts.scheme
    return MailServer(
        host=host,
        port=port or PORTS[scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        has_tls=scheme == "smtps",
        starts_tls=scheme == "smtp+starttls",
    )


def sender_of(text: str | None) -> str:
    """Read MAIL_FROM: an address, or a name and an address in angle brackets."""
    name, address = parseaddr(text or "")
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        found = None
    if found is None or not (text or "").isprintable():
        raise InvalidSetting(
            "Mail needs a sender. Set MAIL_FROM to an address such as "
            "tracker@example.org or 'Obstacle tracker <tracker@example.org>'."
        )
    return f'"{name}" <{found.normalized}>' if name else found.normalized


def base_of(url: str) -> str:
    """Read PUBLIC_URL: under which address people open this site."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    is_safe = bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in HOST_ALONE)
    )
    if not is_safe or parts.username or parts.query or parts.fragment:
        raise InvalidSetting(
            "PUBLIC_URL is not the address of a site. Write it as people open it, "
            "such as https://tracker.example.org"
        )
    return url.strip().rstrip("/")


def check(config: Config) -> dict[str, Any]:
    """Return the settings made from those that a site gave; one that makes no sense is said."""
    found: dict[str, Any] = {}
    if config["PUBLIC_URL"]:
        found["PUBLIC_URL"] = base_of(config["PUBLIC_URL"])
    if config["MAIL_URL"]:
        if not config["PUBLIC_URL"]:
            raise InvalidSetting(
                "Mail carries links. Beside MAIL_URL set PUBLIC_URL to the address under which "
                "people open this site, such as https://tracker.example.org"
            )
        found |= server_of(config["MAIL_URL"]).settings()
        found["MAIL_DEFAULT_SENDER"] = sender_of(config["MAIL_FROM"])
    return found
