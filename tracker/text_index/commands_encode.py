"""Rebuild text embeddings after an upgrade, a restore or a change of encoder."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, TextVector, raise_revisions
from tracker.text_index.commands import store_vectors
from tracker.text_index.encoding import encoder_name
from tracker.text_index.texts import COLUMNS, DETAILS, ComparableText, Thing

READ_BATCH = 1000
WRITE_BATCH = 20
"""How many are written in one transaction, which blocks other writers for some 10 ms."""


class OutdatedText(NamedTuple):
    """A thing whose embedding is missing or does not match its text."""

    model: type[Thing]
    programme_id: int
    id: int


def outdated_texts() -> Iterator[OutdatedText]:
    """Yield each thing whose embedding is missing, of another text or of another encoder.

    Without an encoder, the embeddings of an earlier one stay valid.
    """
    encoder = encoder_name()
    for model, column in COLUMNS.items():
        texts = _texts_of(model).add_columns(TextVector.digest, TextVector.encoder)
        rows: Any = db.session.execute(texts.outerjoin(TextVector, column == model.id))
        for thing_id, programme_id, title, details, digest, stored_encoder in rows:
            is_of_another = encoder and stored_encoder != encoder
            if is_of_another or digest != ComparableText(title, details).digest:
                yield OutdatedText(model, programme_id, thing_id)


def encode_outdated_texts() -> int:
    """Rebuild outdated embeddings, commit each batch separately, and return their number.

    A batch is read and written in one transaction, so that no text changes in between.
    """
    pending: dict[tuple[type[Thing], int], list[int]] = {}
    for model, programme_id, thing_id in outdated_texts():
        pending.setdefault((model, programme_id), []).append(thing_id)
    db.session.rollback()
    for (model, programme_id), ids in pending.items():
        for start in range(0, len(ids), WRITE_BATCH):
            with write_transactions():
                _encode(model, programme_id, ids[start : start + WRITE_BATCH])
                db.session.commit()
    return sum(map(len, pending.values()))


def store_programme_vectors(programme_id: int) -> None:
    """Store the embeddings of all texts of a programme whose rows were inserted in bulk."""
    for model in COLUMNS:
        rows: Any = db.session.execute(_texts_of(model).where(model.programme_id == programme_id))
        while batch := rows.fetchmany(READ_BATCH):
            store_vectors(model, programme_id, {row[0]: ComparableText(*row[2:]) for row in batch})


def _encode(model: type[Thing], programme_id: int, ids: list[int]) -> None:
    raise_revisions(db.session(), [programme_id])
    rows: Any = db.session.execute(_texts_of(model).where(model.id.in_(ids)))
    texts = {row[0]: ComparableText(*row[2:]) for row in rows}
    if texts:
        store_vectors(model, programme_id, texts)


def _texts_of(model: type[Thing]) -> sa.Select[Any]:
    texts = sa.select(model.id, model.programme_id, model.title, DETAILS[model])
    return texts.where(Obstacle.is_draft.is_(False)) if model is Obstacle else texts
