"""Store the embeddings of texts in the transaction that changes them. The caller commits."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tracker.extensions import db
from tracker.models import Obstacle, Programme, TextVector
from tracker.text_index.encoding import encode_texts, encoder_name
from tracker.text_index.texts import COLUMNS, ComparableText, Thing, text_of

UPDATED_COLUMNS = ("encoder", "numbers", "digest", "revision")
Row = dict[str, Any]


def store_vector(thing: Thing) -> None:
    """Store the thing's embedding if it is outdated; a draft has none.

    Call it after the programme's revision is raised, so that other processes see a new row.
    """
    if isinstance(thing, Obstacle) and thing.is_draft:
        return
    text = text_of(thing)
    if not _is_current(thing, text):
        store_vectors(type(thing), thing.programme_id, {thing.id: text})


def store_new_vector(thing: Thing) -> None:
    """Store the embedding of a thing that was just inserted, without looking for an older one."""
    if not (isinstance(thing, Obstacle) and thing.is_draft):
        store_vectors(type(thing), thing.programme_id, {thing.id: text_of(thing)})


def store_vectors(model: type[Thing], programme_id: int, texts: dict[int, ComparableText]) -> None:
    """Store the embeddings of things of one kind, given by id."""
    column, encoder = COLUMNS[model].key, encoder_name()
    rows: list[Row] = [
        {
            column: thing_id,
            "programme_id": programme_id,
            "raised_in": programme_id,
            "encoder": encoder,
            "numbers": numbers,
            "digest": text.digest,
        }
        for (thing_id, text), numbers in zip(
            texts.items(), encode_texts([*texts.values()]), strict=True
        )
    ]
    connection = db.session.connection()
    connection.execute(_upsert(connection.dialect.name, column), rows)


def _is_current(thing: Thing, text: ComparableText) -> bool:
    column = COLUMNS[type(thing)]
    stored = db.session.execute(
        sa.select(TextVector.digest, TextVector.encoder).where(column == thing.id)
    ).one_or_none()
    return stored is not None and tuple(stored) == (text.digest, encoder_name())


@cache
def _upsert(dialect: str, column: str) -> Any:
    """Build the statement that inserts a row or updates the thing's existing row."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    names = [column, "programme_id", "encoder", "numbers", "digest"]
    revision = sa.select(Programme.revision).where(Programme.id == sa.bindparam("raised_in"))
    new = insert(TextVector).values(
        {name: sa.bindparam(name) for name in names} | {"revision": revision.scalar_subquery()}
    )
    updated = {name: new.excluded[name] for name in UPDATED_COLUMNS}
    return new.on_conflict_do_update(index_elements=[column], set_=updated)
