"""Sign-in through an organisation's directory (identity provider), by OpenID Connect."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import Flask, current_app, session
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException

from tracker.audit.notes import record_event
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Assignment, DirectoryIdentity, Person
from tracker.models.vocabulary import ProgrammeRole
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.sign_in_library import AUTHORIZATION_STATE_PREFIX
from tracker.sessions.store import end_sessions_of, this_key_hash
from tracker.sign_in.proven_address import hand_to_owner

log = logging.getLogger(__name__)

REQUEST_TIMEOUT = 5
"""The timeout for a directory's response, in seconds."""
PENDING_AUTHORIZATION_KEY = "directory"
"""The session key of the pending authorization request."""
INVALID_RESPONSE_ERRORS = (
    AuthlibBaseError,
    JoseError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
)
"""The exceptions of an invalid response; ValueError means that it is not JSON."""


class DirectoryUnreachable(DomainError):
    """The directory does not respond, or not according to OpenID Connect."""


class NotSignedInThere(DomainError):
    """The directory did not authenticate the person, or responded to another request."""


class NobodyLinked(DomainError):
    """The directory authenticated somebody who is not linked to a person here."""


class LinkedToAnother(DomainError):
    """The directory entry is linked to another person here."""


class OnlyWayIn(DomainError):
    """The directory is the person's only sign-in method."""


@dataclass(frozen=True)
class Directory:
    """An organisation's directory (identity provider), from the settings."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: frozenset[str] = frozenset()
    """The domains for whose addresses it may vouch; empty means all."""


@dataclass(frozen=True)
class DirectoryEntry:
    """A person's entry in a directory, from its ID token."""

    issuer: str
    subject: str
    address: str | None
    """The address if the directory has verified it and may vouch for it, else None."""
    gave_two_factors: bool


@dataclass(frozen=True)
class PendingAuthorization:
    """The purpose of an authorization request, stored in the session until the response."""

    then: str
    """The path of the page afterwards."""
    link_to: int | None
    """The id of the person if signed in when the request was made, else None."""
    proves: str
    """The act that the person is re-authenticated for, or "" to link the entry."""


def find_directory(key: str) -> Directory | None:
    """Return the directory of this key, or None."""
    return next((directory for directory in directories() if directory.key == key), None)


def directories() -> list[Directory]:
    """Return the configured directories."""
    return list(current_app.config["DIRECTORIES"])


def authorization_url_for(
    directory: Directory,
    *,
    redirect_uri: str,
    then: str,
    link_to: Person | None = None,
    proves: str = "",
) -> str:
    """Return the directory's authorization URL; store state and purpose in the session.

    `then` is the path of the page afterwards. With `link_to` the entry is linked to that person
    or, with `proves`, re-authenticates them for that act: then the directory prompts again.
    """
    extra = {"prompt": "login"} if proves else {}
    try:
        data = _client(directory).create_authorization_url(redirect_uri, **extra)
    except (RequestException, ValueError, *INVALID_RESPONSE_ERRORS) as error:
        raise _unreachable(directory, error) from error
    url = str(data.pop("url"))
    _clear_authorization_states()
    _client(directory).save_authorize_data(redirect_uri=redirect_uri, **data)
    session[PENDING_AUTHORIZATION_KEY] = {
        "then": own_path(then),
        "link_to": link_to.id if link_to else None,
        "proves": proves,
    }
    return url


def entry_from_response(directory: Directory) -> DirectoryEntry:
    """Return the directory entry from this request, a response; each is accepted once."""
    client = _client(directory)
    try:
        token = client.authorize_access_token()
        claims = dict(token["userinfo"])
        if "email" not in claims and "userinfo_endpoint" in client.server_metadata:
            user_info = client.userinfo(token=token)
            claims = dict(user_info) | claims if user_info["sub"] == claims["sub"] else claims
        return _entry(directory, claims)
    except RequestException as error:
        raise _unreachable(directory, error) from error
    except (ValueError, *INVALID_RESPONSE_ERRORS) as error:
        log.warning("%s did not sign somebody in: %s", directory.key, type(error).__name__)
        raise NotSignedInThere(
            _("%(name)s did not confirm your sign-in. Try again.", name=directory.name)
        ) from error


def pop_pending_authorization() -> PendingAuthorization:
    """Return the pending authorization and remove it from the session."""
    pending = session.pop(PENDING_AUTHORIZATION_KEY, {})
    return PendingAuthorization(
        own_path(pending.get("then")), pending.get("link_to"), pending.get("proves", "")
    )


def is_linked(entry: DirectoryEntry, person: Person) -> bool:
    """Return whether the entry is linked to this person."""
    linked = _linked_person(entry)
    return linked is not None and linked.id == person.id


def find_person_of(entry: DirectoryEntry, *, directory: Directory) -> Person:
    """Return the person linked to the entry; the first time, link the person by their address.

    No account is created. Administrators and programme leads can only link themselves, and nobody
    is linked who has another entry of the same directory: an address may have been reassigned.
    """
    linked = _linked_person(entry)
    if linked is not None:
        person = linked
    elif entry.address and (match := db.session.scalar(_person_to_link(entry))) is not None:
        person = match
        hand_to_owner(person=person)
        db.session.add(_identity(entry, person))
        db.session.flush()
    else:
        raise _nobody_linked(directory)
    if not person.active:
        raise _nobody_linked(directory)
    return person


def link_entry(*, person: Person, entry: DirectoryEntry, directory: Directory) -> None:
    """Link this entry to the person; their other sessions end."""
    other = _linked_person(entry)
    if other is not None and other.id != person.id:
        raise LinkedToAnother(
            _(
                "This %(name)s account is already linked to another person here.",
                name=directory.name,
            )
        )
    _delete_links(person, directory)
    db.session.add(_identity(entry, person))
    end_sessions_of(person, except_key_hash=this_key_hash())
    db.session.flush()


def unlink_directory(*, person: Person, directory: Directory) -> None:
    """Unlink the directory; raise OnlyWayIn if it is the person's only sign-in method."""
    if not person.password and not person.webauthn:
        raise OnlyWayIn(
            _("Set a password or add a passkey first. Without one you could no longer sign in.")
        )
    _delete_links(person, directory)
    end_sessions_of(person, except_key_hash=this_key_hash())


def links_of(person: Person) -> list[tuple[Directory, bool]]:
    """Return each directory, and whether it is linked to the person; no query without any."""
    configured = directories()
    if not configured:
        return []
    linked = sa.select(DirectoryIdentity.issuer).where(DirectoryIdentity.person_id == person.id)
    issuers = set(db.session.scalars(linked))
    return [(directory, directory.issuer in issuers) for directory in configured]


def _client(directory: Directory) -> Any:
    """Return the cached client of a directory; its metadata is fetched once."""
    clients: dict[Directory, Any] = current_app.extensions.setdefault("directories", {})
    if directory not in clients:
        clients[directory] = FlaskOAuth2App(
            FlaskIntegration(directory.key),
            directory.key,
            client_id=directory.client_id,
            client_secret=directory.client_secret,
            server_metadata_url=f"{directory.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": REQUEST_TIMEOUT,
            },
        )
    return clients[directory]


def _clear_authorization_states() -> None:
    """Remove the states of earlier requests: a visitor's cookie has a limited size."""
    for name in [name for name in session if name.startswith(AUTHORIZATION_STATE_PREFIX)]:
        session.pop(name)


def _entry(directory: Directory, claims: Mapping[str, Any]) -> DirectoryEntry:
    subject, address = claims["sub"], str(claims.get("email") or "").lower()
    is_readable = subject.isprintable() and 1 <= len(subject) <= 255
    if claims["iss"].rstrip("/") != directory.issuer or not is_readable:
        raise ValueError(claims["iss"])
    is_its_own = not directory.domains or address.rpartition("@")[2] in directory.domains
    is_vouched_for = claims.get("email_verified") is True and is_its_own and address.isprintable()
    methods = claims.get("amr")
    return DirectoryEntry(
        issuer=directory.issuer,
        subject=subject,
        address=address if is_vouched_for else None,
        gave_two_factors=isinstance(methods, list) and "mfa" in methods,
    )


def _linked_person(entry: DirectoryEntry) -> Person | None:
    return db.session.scalar(
        sa.select(Person)
        .join(DirectoryIdentity, DirectoryIdentity.person_id == Person.id)
        .where(DirectoryIdentity.issuer == entry.issuer, DirectoryIdentity.subject == entry.subject)
    )


def _person_to_link(entry: DirectoryEntry) -> sa.Select[Person]:
    leads = sa.select(Assignment.person_id).where(
        Assignment.role == ProgrammeRole.LEAD, Assignment.ended_at.is_(None)
    )
    linked = sa.select(DirectoryIdentity.person_id).where(DirectoryIdentity.issuer == entry.issuer)
    return sa.select(Person).where(
        Person.email == entry.address,
        Person.active,
        sa.not_(Person.is_administrator),
        Person.id.not_in(leads),
        Person.id.not_in(linked),
    )


def _identity(entry: DirectoryEntry, person: Person) -> DirectoryIdentity:
    return DirectoryIdentity(issuer=entry.issuer, subject=entry.subject, person_id=person.id)


def _delete_links(person: Person, directory: Directory) -> None:
    deleted = db.session.execute(
        sa.delete(DirectoryIdentity).where(
            DirectoryIdentity.person_id == person.id, DirectoryIdentity.issuer == directory.issuer
        )
    )
    if deleted.rowcount:  # type: ignore[attr-defined]
        record_event("directory:unlink", thing=person)


def _unreachable(directory: Directory, error: Exception) -> DirectoryUnreachable:
    log.warning("%s cannot be reached: %s", directory.key, type(error).__name__)
    return DirectoryUnreachable(
        _("%(name)s is not available right now. Try again later.", name=directory.name)
    )


def _nobody_linked(directory: Directory) -> NobodyLinked:
    return NobodyLinked(
        _(
            "Your %(name)s account is not linked to an account here. Sign in another "
            "way and link %(name)s on your account page. If you have no account, ask "
            "your organisation lead to invite you.",
            name=directory.name,
        )
    )


def init_app(app: Flask) -> None:
    """Register the template global with the directories."""
    app.config.setdefault("DIRECTORIES", [])
    app.jinja_env.globals["directories"] = directories


def is_issuer(address: str) -> bool:
    """Return whether this can be an issuer's address: with TLS, or on localhost for tests."""
    parts = urlsplit(address)
    is_near = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    is_plain = not (parts.query or parts.fragment or parts.username)
    return bool(parts.netloc) and (parts.scheme == "https" or is_near) and is_plain
