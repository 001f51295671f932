"""What lets a form that was opened once make one thing, however often it is sent."""

from typing import Any

import sqlalchemy as sa

from tracker.errors import SentBefore
from tracker.extensions import db

FOLLOWS = frozenset(
    {"changed_at", "id", "logged_at", "recorded_at", "reference", "status", "title_key", "version"}
)
"""What is not said by a form, or may have changed since."""


def once_a_form(table: str) -> sa.Index:
    """Return the index that refuses a second row of one form of one person."""
    is_of_form = sa.text("form_key IS NOT NULL")
    return sa.Index(
        f"ix_{table}_once_a_form",
        "author_id",
        "form_key",
        unique=True,
        postgresql_where=is_of_form,
        sqlite_where=is_of_form,
    )


def refuse_sent_before(thing: Any) -> None:
    """Raise SentBefore where the thing's form has made one already.

    Ask it once a row was refused, so that the ordinary way costs nothing.
    """
    said = {name: value for name, value in vars(thing).items() if name in thing.__table__.c}
    key = said.get("form_key")
    if key is None:
        return
    table = thing.__table__
    made = sa.select(table).where(table.c.author_id == said["author_id"], table.c.form_key == key)
    before = db.session.connection().execute(made).mappings().one_or_none()
    if before is not None:
        is_same = all(before[name] == said[name] for name in said.keys() - FOLLOWS)
        raise SentBefore(before["id"], before["reference"], is_same=is_same)
