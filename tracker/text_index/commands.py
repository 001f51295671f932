"""Keep what texts say as numbers, in step with the texts. Nothing here commits."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tracker.extensions import db
from tracker.models import Obstacle, Programme, TextVector
from tracker.text_index.encoding import encode_texts, encoder_name
from tracker.text_index.texts import COLUMNS, ComparableText, Thing, text_of

REPLACED = ("encoder", "numbers", "digest", "revision")
Row = dict[str, Any]


def store_vector(thing: Thing) -> None:
    """Keep what the thing says now, in the transaction of its text; a draft is not kept.

    Call it once the programme's revision is raised, so that other processes take the row for new.
    """
    if isinstance(thing, Obstacle) and thing.is_draft:
        return
    said = text_of(thing)
    if not _is_kept(thing, said):
        store_vectors(type(thing), thing.programme_id, {thing.id: said})


def store_new_vector(thing: Thing) -> None:
    """Do the same for a thing that has just been put in, without looking what is kept of it."""
    if not (isinstance(thing, Obstacle) and thing.is_draft):
        store_vectors(type(thing), thing.programme_id, {thing.id: text_of(thing)})


def store_vectors(model: type[Thing], programme_id: int, texts: dict[int, ComparableText]) -> None:
    """Keep what these things of one kind say, by their ids."""
    column, encoder = COLUMNS[model].key, encoder_name()
    rows: list[Row] = [
        {
            column: thing_id,
            "programme_id": programme_id,
            "raised_in": programme_id,
            "encoder": encoder,
            "numbers": numbers,
            "digest": said.digest,
        }
        for (thing_id, said), numbers in zip(
            texts.items(), encode_texts([*texts.values()]), strict=True
        )
    ]
    connection = db.session.connection()
    connection.execute(_put_in(connection.dialect.name, column), rows)


def _is_kept(thing: Thing, said: ComparableText) -> bool:
    column = COLUMNS[type(thing)]
    kept = db.session.execute(
        sa.select(TextVector.digest, TextVector.encoder).where(column == thing.id)
    ).one_or_none()
    return kept is not None and tuple(kept) == (said.digest, encoder_name())


@cache
def _put_in(dialect: str, column: str) -> Any:
    """Build the statement that puts a row in, or in the place of the one that the thing has."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    given = [column, "programme_id", "encoder", "numbers", "digest"]
    at = sa.select(Programme.revision).where(Programme.id == sa.bindparam("raised_in"))
    new = insert(TextVector).values(
        {name: sa.bindparam(name) for name in given} | {"revision": at.scalar_subquery()}
    )
    replaced = {name: new.excluded[name] for name in REPLACED}
    return new.on_conflict_do_update(index_elements=[column], set_=replaced)
