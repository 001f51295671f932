"""Read the texts of a programme for similarity search, and which of them a person may see."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.matching.texts import Text
from tracker.models import Barrier, Obstacle, Programme, TextVector, Workaround
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    logged_obstacles_visible_to,
    workarounds_visible_to,
)
from tracker.text_index.encoding import encoder_name
from tracker.text_index.texts import COLUMNS, DETAILS

PROGRAMME_ID = sa.bindparam("programme_id", type_=sa.Integer)
OF_PROGRAMME = TextVector.programme_id == PROGRAMME_ID
EMBEDDING = (TextVector.encoder, TextVector.numbers)
CHANGED = TextVector.revision > sa.bindparam("since", type_=sa.Integer)
TEXTS: Any = sa.union_all(
    *(
        sa.select(model.reference, model.title, DETAILS[model], *EMBEDDING)
        .join(TextVector, column == model.id)
        .where(OF_PROGRAMME, CHANGED)
        for model, column in COLUMNS.items()
    )
)
NAMED: Any = sa.union_all(
    *(
        sa.select(model.reference, model.title, DETAILS[model], *EMBEDDING)
        .outerjoin(TextVector, column == model.id)
        .where(
            model.programme_id == PROGRAMME_ID,
            model.reference.in_(sa.bindparam("references", expanding=True)),
        )
        for model, column in COLUMNS.items()
    )
)
REFERENCES: Any = sa.union_all(
    *(
        sa.select(model.reference).join(TextVector, column == model.id).where(OF_PROGRAMME)
        for model, column in COLUMNS.items()
    )
)
NUMBER = sa.select(sa.func.count()).select_from(TextVector).where(OF_PROGRAMME)
NUMBER_CHANGED = NUMBER.where(CHANGED)
REVISION = sa.select(Programme.revision).where(Programme.id == PROGRAMME_ID)


def texts_since(programme_id: int, revision: int) -> Iterator[Text]:
    """Yield the texts of the programme that changed after this revision, regardless of sight.

    The id is the thing's reference, which does not reveal how many others there are.
    """
    return _texts(TEXTS, {"programme_id": programme_id, "since": revision})


def texts_named(programme_id: int, references: Iterable[str]) -> Iterator[Text]:
    """Yield the texts of these things of the programme, regardless of sight."""
    return _texts(NAMED, {"programme_id": programme_id, "references": list(references)})


def _texts(query: Any, parameters: dict[str, Any]) -> Iterator[Text]:
    encoder = encoder_name()
    for reference, title, details, stored_encoder, numbers in db.session.execute(
        query, parameters
    ).all():
        vector = numbers if encoder and stored_encoder == encoder else None
        yield Text(reference, title, details, vector=vector)


def count_texts_since(programme_id: int, revision: int) -> int:
    """Return how many texts changed after this revision."""
    parameters = {"programme_id": programme_id, "since": revision}
    return db.session.scalars(NUMBER_CHANGED, parameters).one()


def count_texts(programme_id: int) -> int:
    """Return how many texts the programme has."""
    return db.session.scalars(NUMBER, {"programme_id": programme_id}).one()


def references_of(programme_id: int) -> frozenset[str]:
    """Return the references of all texts of the programme."""
    return frozenset(db.session.scalars(REFERENCES, {"programme_id": programme_id}))


def revision_of(programme_id: int) -> int:
    """Return the programme's revision as it is now."""
    return db.session.scalars(REVISION, {"programme_id": programme_id}).one()


def references_in_sight(sight: Sight) -> frozenset[str]:
    """Return the references of what the person may see, drafts left out."""
    return frozenset(
        db.session.scalars(
            sa.union_all(
                logged_obstacles_visible_to(sight).with_only_columns(Obstacle.reference),
                workarounds_visible_to(sight).with_only_columns(Workaround.reference),
                barriers_visible_to(sight).with_only_columns(Barrier.reference),
            )
        )
    )
