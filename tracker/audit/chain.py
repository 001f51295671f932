"""Chain the events of the audit, so that what was changed, cut or taken out shows.

Each event's link is a digest over the link before and all of the event but its words; of those
it holds a digest of their own, salted. So words can be blanked, for retention or erasure, and
the chain still holds.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from tracker.models import AuditEvent, AuditHead

SALT = "salt"
"""Under this name the salt stands among what is told, and goes with it."""
READ_AT_ONCE = 1000

LINKED = (
    "id",
    "act",
    "person_id",
    "organisation_id",
    "programme_id",
    "thing_kind",
    "thing_id",
    "told_digest",
)
LINKED_WHERE_KEPT = ("capacity", "capacity_organisation_id")
"""Events from before these were kept have neither, and links without them."""
EVENTS = cast("sa.Table", AuditEvent.__table__)
HEAD = cast("sa.Table", AuditHead.__table__)


def salted(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told with a salt, so that no digest of few words can be guessed."""
    return {**told, SALT: secrets.token_hex(16)}


def digest_of(told: Mapping[str, Any]) -> str:
    """Return the digest of what an event tells, its salt included."""
    return _digest(told)


def link_of(before: str, event: Mapping[str, Any]) -> str:
    """Return the event's link in the chain after the link `before`."""
    kept = [event[name] for name in LINKED_WHERE_KEPT]
    more = kept if any(one is not None for one in kept) else []
    return _digest([before, event["at"].isoformat(), *(event[name] for name in LINKED), *more])


def _digest(plain: Any) -> str:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def faults_in_chain(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each fault, as the events are read; holds a few of them at a time."""
    last_id, link = 0, ""
    events = sa.select(EVENTS).order_by(EVENTS.c.id).execution_options(yield_per=READ_AT_ONCE)
    for event in connection.execute(events):
        is_next = event.id == last_id + 1
        if not is_next:
            yield f"{_named(last_id + 1, event.id - 1)} missing from the audit."
        yield from _faults_of(event, link if is_next else None)
        last_id, link = event.id, event.chain
    yield from _faults_at_the_end(connection, last_id, link)


def _faults_of(event: Row[Any], before: str | None) -> Iterator[str]:
    """Say what is wrong with one event; after a gap nobody can tell what its link should be."""
    if event.told is not None and digest_of(event.told) != event.told_digest:
        yield f"What audit event {event.id} tells has been changed."
    if before is not None and link_of(before, event._asdict()) != event.chain:
        yield f"Audit event {event.id} has been changed, or the link before it."


def _faults_at_the_end(connection: Connection, last_id: int, link: str) -> Iterator[str]:
    head = connection.execute(sa.select(HEAD.c.last_id, HEAD.c.chain)).one_or_none()
    if head is None:
        yield "The end of the audit is not noted any more."
    elif head.last_id > last_id:
        yield f"{_named(last_id + 1, head.last_id)} missing from the end of the audit."
    elif head.last_id < last_id:
        yield f"{_named(head.last_id + 1, last_id, 'was', 'were')} added past the audit's end."
    elif head.chain != link:
        yield f"Audit event {last_id} is not the one that the audit ended with."


def _named(first: int, last: int, one: str = "is", several: str = "are") -> str:
    if first == last:
        return f"Audit event {first} {one}"
    return f"Audit events {first} to {last} {several}"
