"""Hash chain over the audit events, so that edited, truncated or removed events are detected.

Each event's link is a digest over the previous link and the whole event except its payload; of
the payload it contains a separate salted digest. So a payload can be blanked, for retention or
erasure, without breaking the chain.
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
"""The payload key of the salt; it is blanked together with the payload."""
BATCH_SIZE = 1000

LINKED_COLUMNS = (
    "id",
    "act",
    "person_id",
    "organisation_id",
    "programme_id",
    "thing_kind",
    "thing_id",
    "told_digest",
)
LINKED_COLUMNS_IF_SET = ("capacity", "capacity_organisation_id")
"""Columns added later: older events have neither, and were linked without them."""
EVENTS = cast("sa.Table", AuditEvent.__table__)
HEAD = cast("sa.Table", AuditHead.__table__)


def salted(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload with a salt, so that a short text cannot be guessed from its digest."""
    return {**changes, SALT: secrets.token_hex(16)}


def digest_of(changes: Mapping[str, Any]) -> str:
    """Return the digest of an event's payload, its salt included."""
    return _digest(changes)


def link_of(before: str, event: Mapping[str, Any]) -> str:
    """Return the event's link in the chain, given the previous link `before`."""
    optional = [event[name] for name in LINKED_COLUMNS_IF_SET]
    more = optional if any(value is not None for value in optional) else []
    return _digest(
        [before, event["at"].isoformat(), *(event[name] for name in LINKED_COLUMNS), *more]
    )


def _digest(plain: Any) -> str:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def faults_in_chain(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each fault; the events are read in batches."""
    last_id, link = 0, ""
    events = sa.select(EVENTS).order_by(EVENTS.c.id).execution_options(yield_per=BATCH_SIZE)
    for event in connection.execute(events):
        is_next = event.id == last_id + 1
        if not is_next:
            yield f"{_named(last_id + 1, event.id - 1)} missing from the audit."
        yield from _faults_of(event, link if is_next else None)
        last_id, link = event.id, event.chain
    yield from _faults_at_the_end(connection, last_id, link)


def _faults_of(event: Row[Any], before: str | None) -> Iterator[str]:
    """Yield the faults of one event; `before` is None after a gap, when no link can be checked."""
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
