"""Sign in through the directory of one's own organisation, by OpenID Connect."""

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
"""How many seconds a directory has to answer."""
PENDING_AUTHORIZATION_KEY = "directory"
"""Where a session keeps where the person meant to go, and whether a link is to be made."""
INVALID_RESPONSE_ERRORS = (
    AuthlibBaseError,
    JoseError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
)
"""What comes of an answer that is no right one; ValueError is one that is no JSON."""


class DirectoryUnreachable(DomainError):
    """The directory does not answer, or not as OpenID Connect says."""


class NotSignedInThere(DomainError):
    """The directory did not confirm who it is, or answered to another question."""


class NobodyLinked(DomainError):
    """The directory knows them, and nobody here is known to be them."""


class LinkedToAnother(DomainError):
    """Somebody else here signs in by this entry of the directory."""


class OnlyWayIn(DomainError):
    """Without the directory the person could not sign in any more."""


@dataclass(frozen=True)
class Directory:
    """An organisation's directory, as the settings describe it."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: frozenset[str] = frozenset()
    """For whose addresses it may vouch; empty means for all."""


@dataclass(frozen=True)
class DirectoryEntry:
    """Who somebody is in a directory."""

    issuer: str
    subject: str
    address: str | None
    """Their address, where the directory has verified it and may vouch for it."""
    gave_two_factors: bool


@dataclass(frozen=True)
class PendingAuthorization:
    """What somebody meant to do when they were led to a directory."""

    then: str
    """The path of the page that comes after."""
    link_to: int | None
    """The id of whoever asked while signed in."""
    proves: str
    """The act for which they prove themselves, or nothing where the entry is to be linked."""


def find_directory(key: str) -> Directory | None:
    """Return the directory of this key, or None."""
    return next((each for each in directories() if each.key == key), None)


def directories() -> list[Directory]:
    """Return the directories that the settings name."""
    return list(current_app.config["DIRECTORIES"])


def authorization_url_for(
    directory: Directory,
    *,
    answer_to: str,
    then: str,
    link_to: Person | None = None,
    proves: str = "",
) -> str:
    """Return the address at which the directory asks who it is; keep what the answer must fit.

    `then` is where the person meant to go; with `link_to` the answer is to be linked to them, or,
    with `proves`, to prove for that act that it is them: then the directory is to ask anew.
    """
    anew = {"prompt": "login"} if proves else {}
    try:
        asked = _client(directory).create_authorization_url(answer_to, **anew)
    except (RequestException, ValueError, *INVALID_RESPONSE_ERRORS) as error:
        raise _unreachable(directory, error) from error
    question = str(asked.pop("url"))
    _clear_authorization_states()
    _client(directory).save_authorize_data(redirect_uri=answer_to, **asked)
    session[PENDING_AUTHORIZATION_KEY] = {
        "then": own_path(then),
        "link_to": link_to.id if link_to else None,
        "proves": proves,
    }
    return question


def entry_from_response(directory: Directory) -> DirectoryEntry:
    """Return who the directory says it is, in this request; each answer is taken once."""
    client = _client(directory)
    try:
        token = client.authorize_access_token()
        claims = dict(token["userinfo"])
        if "email" not in claims and "userinfo_endpoint" in client.server_metadata:
            told = client.userinfo(token=token)
            claims = dict(told) | claims if told["sub"] == claims["sub"] else claims
        return _entry(directory, claims)
    except RequestException as error:
        raise _unreachable(directory, error) from error
    except (ValueError, *INVALID_RESPONSE_ERRORS) as error:
        log.warning("%s did not sign somebody in: %s", directory.key, type(error).__name__)
        raise NotSignedInThere(
            _("%(name)s did not confirm your sign-in. Try again.", name=directory.name)
        ) from error


def pop_pending_authorization() -> PendingAuthorization:
    """Return what the person meant to do, and forget it."""
    meant = session.pop(PENDING_AUTHORIZATION_KEY, {})
    return PendingAuthorization(
        own_path(meant.get("then")), meant.get("link_to"), meant.get("proves", "")
    )


def is_linked(entry: DirectoryEntry, person: Person) -> bool:
    """Say whether the entry signs this person in."""
    linked = _linked_person(entry)
    return linked is not None and linked.id == person.id


def find_person_of(entry: DirectoryEntry, *, directory: Directory) -> Person:
    """Return the person whom the entry signs in; at first, whose address it is, and link them.

    Nobody is made. An administrator or programme lead is linked by themselves alone, and nobody
    who has another entry of the same directory: an address may have passed to somebody else.
    """
    linked = _linked_person(entry)
    if linked is not None:
        person = linked
    elif entry.address and (found := db.session.scalar(_person_to_link(entry))) is not None:
        person = found
        hand_to_owner(person=person)
        db.session.add(_identity(entry, person))
        db.session.flush()
    else:
        raise _nobody_linked(directory)
    if not person.active:
        raise _nobody_linked(directory)
    return person


def link_entry(*, person: Person, entry: DirectoryEntry, directory: Directory) -> None:
    """Let this entry sign the person in from now on; their other sessions end."""
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
    """Sign the person in by this directory no more; refused where it is their only way."""
    if not person.password and not person.webauthn:
        raise OnlyWayIn(
            _("Set a password or add a passkey first. Without one you could no longer sign in.")
        )
    _delete_links(person, directory)
    end_sessions_of(person, except_key_hash=this_key_hash())


def links_of(person: Person) -> list[tuple[Directory, bool]]:
    """Return each directory, and whether it signs the person in; no query where there is none."""
    known = directories()
    if not known:
        return []
    linked = sa.select(DirectoryIdentity.issuer).where(DirectoryIdentity.person_id == person.id)
    issuers = set(db.session.scalars(linked))
    return [(directory, directory.issuer in issuers) for directory in known]


def _client(directory: Directory) -> Any:
    """Return the client for a directory; what the directory says of itself is asked once."""
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
    """Forget what earlier answers would have to fit: a visitor's cookie holds only so much."""
    for name in [name for name in session if name.startswith(AUTHORIZATION_STATE_PREFIX)]:
        session.pop(name)


def _entry(directory: Directory, claims: Mapping[str, Any]) -> DirectoryEntry:
    subject, address = claims["sub"], str(claims.get("email") or "").lower()
    is_readable = subject.isprintable() and 1 <= len(subject) <= 255
    if claims["iss"].rstrip("/") != directory.issuer or not is_readable:
        raise ValueError(claims["iss"])
    is_its_own = not directory.domains or address.rpartition("@")[2] in directory.domains
    is_vouched_for = claims.get("email_verified") is True and is_its_own and address.isprintable()
    ways = claims.get("amr")
    return DirectoryEntry(
        issuer=directory.issuer,
        subject=subject,
        address=address if is_vouched_for else None,
        gave_two_factors=isinstance(ways, list) and "mfa" in ways,
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
    known = sa.select(DirectoryIdentity.person_id).where(DirectoryIdentity.issuer == entry.issuer)
    return sa.select(Person).where(
        Person.email == entry.address,
        Person.active,
        sa.not_(Person.is_administrator),
        Person.id.not_in(leads),
        Person.id.not_in(known),
    )


def _identity(entry: DirectoryEntry, person: Person) -> DirectoryIdentity:
    return DirectoryIdentity(issuer=entry.issuer, subject=entry.subject, person_id=person.id)


def _delete_links(person: Person, directory: Directory) -> None:
    forgotten = db.session.execute(
        sa.delete(DirectoryIdentity).where(
            DirectoryIdentity.person_id == person.id, DirectoryIdentity.issuer == directory.issuer
        )
    )
    if forgotten.rowcount:  # type: ignore[attr-defined]
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
    """Let the sign-in page name the directories."""
    app.config.setdefault("DIRECTORIES", [])
    app.jinja_env.globals["directories"] = directories


def is_issuer(address: str) -> bool:
    """Say whether this can be a directory: over TLS, or on this machine to try it out."""
    parts = urlsplit(address)
    is_near = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    is_plain = not (parts.query or parts.fragment or parts.username)
    return bool(parts.netloc) and (parts.scheme == "https" or is_near) and is_plain
