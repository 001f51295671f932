"""Make anew the numbers of texts that have none, or those of other words or another encoder."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, TextVector, raise_revisions
from tracker.text_index.commands import store_vectors
from tracker.text_index.encoding import encoder_name
from tracker.text_index.texts import COLUMNS, DETAILS, ComparableText, Thing

MANY = 1000
BATCH = 20
"""How many hold up other writers together, for some hundredths of a second."""


class Stale(NamedTuple):
    """A thing whose numbers are not those of what it says."""

    model: type[Thing]
    programme_id: int
    id: int


def outdated_texts() -> Iterator[Stale]:
    """Yield each thing that has no numbers, or those of other words or of another encoder.

    Where words alone decide, an encoder's numbers stay good for when it is back.
    """
    encoder = encoder_name()
    for model, column in COLUMNS.items():
        texts = _texts_of(model).add_columns(TextVector.digest, TextVector.encoder)
        rows: Any = db.session.execute(texts.outerjoin(TextVector, column == model.id))
        for thing_id, programme_id, title, details, digest, made_by in rows:
            of_others = encoder and made_by != encoder
            if of_others or digest != ComparableText(title, details).digest:
                yield Stale(model, programme_id, thing_id)


def encode_outdated_texts() -> int:
    """Make anew what is stale, and commit each batch by itself; return how many there were.

    A batch is read and written in one transaction, so that no text changes in between.
    """
    waiting: dict[tuple[type[Thing], int], list[int]] = {}
    for model, programme_id, thing_id in outdated_texts():
        waiting.setdefault((model, programme_id), []).append(thing_id)
    db.session.rollback()
    for (model, programme_id), ids in waiting.items():
        for start in range(0, len(ids), BATCH):
            with write_transactions():
                _encode(model, programme_id, ids[start : start + BATCH])
                db.session.commit()
    return sum(map(len, waiting.values()))


def store_programme_vectors(programme_id: int) -> None:
    """Keep what every text of a programme says that was put in past the commands."""
    for model in COLUMNS:
        rows: Any = db.session.execute(_texts_of(model).where(model.programme_id == programme_id))
        while batch := rows.fetchmany(MANY):
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
