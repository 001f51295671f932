"""What lets a form that was opened once make one thing, however often it is sent."""

from typing import Any

import sqlalchemy as sa

from tracker.errors import AlreadySubmitted
from tracker.extensions import db

FOLLOWS = frozenset(
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
"""What is not said by a form, or may have changed since."""


def unique_form_key(table: str, sender: str = "author_id") -> sa.Index:
    """Return the index that refuses a second row of one form of one person.

    `sender` is the column that says whose form it was; the table has no other of these two names.
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
    """Raise AlreadySubmitted where the thing's form has made one already.

    Ask it once a row was refused, so that the ordinary way costs nothing.
    """
    said = {name: value for name, value in vars(thing).items() if name in thing.__table__.c}
    key = said.get("form_key")
    if key is None:
        return
    table = thing.__table__
    sender = "author_id" if "author_id" in table.c else "person_id"
    made = sa.select(table).where(table.c[sender] == said[sender], table.c.form_key == key)
    before = db.session.connection().execute(made).mappings().one_or_none()
    if before is not None:
        is_same = all(before[name] == said[name] for name in said.keys() - FOLLOWS)
        raise AlreadySubmitted(before["id"], before["reference"], is_same=is_same)
