"""Which columns hold text, and what stands in each: a new one that nobody placed fails a test."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from tests.integration.security.matrix.canaries import canary
from tracker.extensions import db

Wrap = Callable[[str], Any]


def plain(word: str) -> str:
    return word


def sentence(word: str) -> str:
    return f"About {word} “and more”"


def web_address(word: str) -> str:
    return f"https://{word}.example/page"


def mailbox(word: str) -> str:
    return f"{word}@example.org"


def listed(word: str) -> list[str]:
    return [word]


def told(word: str) -> dict[str, Any]:
    return {"title": [word, word], "salt": word}


def as_json(word: str) -> str:
    return json.dumps({word: True})


def raw(word: str) -> bytes:
    return word.encode()


def file_name(word: str) -> str:
    return f"{word}.txt"


SHOWN: dict[str, Wrap] = {
    "address_change.email": mailbox,
    "attachment.checksum": plain,
    "attachment.name": file_name,
    "audit_event.told": told,
    "barrier.explanation": sentence,
    "barrier.title": sentence,
    "category.definition": sentence,
    "category.examples": sentence,
    "category.name": sentence,
    "category.slug": plain,
    "comment.text": sentence,
    "decision_maker.about": sentence,
    "decision_maker.name": sentence,
    "decision_maker.source_label": sentence,
    "decision_maker.source_url": web_address,
    "invitation.email": mailbox,
    "obstacle.details": sentence,
    "obstacle.grouping_note": sentence,
    "obstacle.source_label": sentence,
    "obstacle.source_url": web_address,
    "obstacle.team": sentence,
    "obstacle.title": sentence,
    "organisation.about": sentence,
    "organisation.name": sentence,
    "organisation.short_name": sentence,
    "organisation.slug": plain,
    "organisation.source_url": web_address,
    "passkey.name": sentence,
    "person.email": mailbox,
    "person.name": sentence,
    "programme.about": sentence,
    "programme.full_name": sentence,
    "programme.name": sentence,
    "programme.slug": plain,
    "programme.source_url": web_address,
    "status_change.reason": sentence,
    "trial.what_it_took": sentence,
    "workaround.details": sentence,
    "workaround.source_label": sentence,
    "workaround.source_url": web_address,
    "workaround.title": sentence,
}
"""Columns that somebody may read; oracle.py says who."""

NEVER_SHOWN: dict[str, tuple[Wrap, str]] = {
    "address_change.token_hash": (plain, "the hash of a secret"),
    "attachment.stored_as": (plain, "where the file lies"),
    "audit_event.chain": (plain, "a hash"),
    "audit_event.told_digest": (plain, "a hash"),
    "audit_head.chain": (plain, "a hash"),
    "digest.stop_hash": (plain, "the hash of a secret"),
    "directory_identity.issuer": (web_address, "the directory's own address, for signing in alone"),
    "directory_identity.subject": (plain, "a name that only the directory knows"),
    "invitation.token_hash": (plain, "the hash of a secret"),
    "limit_count.key": (plain, "who did what, for counting alone"),
    "passkey.credential_id": (raw, "a key"),
    "passkey.device_type": (plain, "a word of the protocol"),
    "passkey.extensions": (as_json, "a word of the protocol"),
    "passkey.public_key": (raw, "a key"),
    "passkey.usage": (plain, "a word of the protocol"),
    "person.fs_uniquifier": (plain, "by it a session knows its person"),
    "person.fs_webauthn_user_handle": (plain, "by it a passkey knows its person"),
    "person.mf_recovery_codes": (listed, "codes, encrypted, shown once when they are made"),
    "person.password": (plain, "a hash"),
    "person.tf_totp_secret": (plain, "a secret, encrypted, shown once when it is made"),
    "stored_session.data": (plain, "what the server remembers of a session"),
    "stored_session.key_hash": (plain, "the hash of a secret"),
}
"""Columns whose canary no answer may hold, whoever asks; each with the reason."""

WITHOUT_ROOM: dict[str, str] = {
    "attachment.reference": "has a form of its own, which the search knows",
    "audit_event.act": "a word of the code, as thing:act",
    "audit_event.capacity": "a word of the vocabulary",
    "audit_event.thing_kind": "a word of the code",
    "barrier.reference": "has a form of its own, which the search knows",
    "category.construct": "one of the published names, which is no text of anybody's here",
    "comment.reference": "has a form of its own, which the search knows",
    "decision_maker.country": "two letters; two worlds differ in it",
    "decision_maker.reference": "has a form of its own, which the search knows",
    "invitation.organisation_name": "no invitation of this world brings in an organisation",
    "invitation.reference": "has a form of its own, which the search knows",
    "obstacle.budget_currency": "three letters; two worlds differ in it",
    "obstacle.reference": "has a form of its own, which the search knows",
    "obstacle.title_key": "the words of the title, folded",
    "obstacle_word.word": "the words of title, details, team and reference, folded",
    "organisation.country": "two letters; two worlds differ in it",
    "passkey.transports": "words of the protocol",
    "person.tf_primary_method": "a word of the library's, which knows no other",
    "programme.prefix": "eight letters, which begin each reference",
    "stored_session.browser": "what its person's browser is called, told to them alone",
    "stored_session.system": "what its person's device runs, told to them alone",
    "text_vector.digest": "a hash of words that stand elsewhere",
    "text_vector.encoder": "the name of what made the numbers, told to administrators alone",
    "text_vector.numbers": "512 numbers made of words that stand elsewhere",
    "trial.reference": "has a form of its own, which the search knows",
    "workaround.reference": "has a form of its own, which the search knows",
}
"""Columns in which a canary has no room; each with the reason, and what covers it instead."""


def text_columns() -> Iterator[str]:
    """Yield every column that can hold a text, as table.column; words of a vocabulary are none."""
    kinds = (sa.String, sa.JSON, sa.LargeBinary)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, kinds) and not isinstance(column.type, sa.Enum):
                yield f"{table.name}.{column.name}"


def filled(table: str, key: object, *salt: object, **given: Any) -> tuple[dict[str, Any], dict]:
    """Return a row with a canary in each column that is not given, and the canaries by column."""
    words = {
        name: canary(table, key, column, *salt)
        for name in [*SHOWN, *NEVER_SHOWN]
        for place, _, column in [name.partition(".")]
        if place == table and column not in given
    }
    wraps = SHOWN | {name: wrap for name, (wrap, _reason) in NEVER_SHOWN.items()}
    row = {name.partition(".")[2]: wraps[name](word) for name, word in words.items()}
    return row | given, words
