"""Idempotency keys: a form that was opened once creates one row, however often it is submitted."""

from typing import Any

import sqlalchemy as sa

from tracker.errors import AlreadySubmitted
from tracker.extensions import db

DERIVED_COLUMNS = frozenset(
    {
        "changed_at",
        "edited_at",
        "id",
        "logged_at",
        "recorded_at",
        "reference",
        "status",
        "title_key",
        "version",
        "written_at",
    }
)
"""Columns that are not form input, or that may have changed since."""


def unique_form_key(table: str, sender: str = "author_id") -> sa.Index:
    """Return the unique index that refuses a second row with one person's idempotency key.

    `sender` is the column of the person who submitted the form: `author_id` or `person_id`, of
    which the table has only one.
    """
    is_of_form = sa.text("form_key IS NOT NULL")
    return sa.Index(
        f"ix_{table}_once_a_form",
        sender,
        "form_key",
        unique=True,
        postgresql_where=is_of_form,
        sqlite_where=is_of_form,
    )


def refuse_resubmission(thing: Any) -> None:
    """Raise AlreadySubmitted if a row with the thing's idempotency key exists.

    Call it only after the index refused a row, so that normal submissions cost nothing.
    """
    values = {name: value for name, value in vars(thing).items() if name in thing.__table__.c}
    key = values.get("form_key")
    if key is None:
        return
    table = thing.__table__
    sender = "author_id" if "author_id" in table.c else "person_id"
    existing = sa.select(table).where(table.c[sender] == values[sender], table.c.form_key == key)
    before = db.session.connection().execute(existing).mappings().one_or_none()
    if before is not None:
        is_same = all(before[name] == values[name] for name in values.keys() - DERIVED_COLUMNS)
        raise AlreadySubmitted(before["id"], before["reference"], is_same=is_same)
