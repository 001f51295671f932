"""Whether a total is reached: rows are counted no further than that."""

from typing import Any

import sqlalchemy as sa

from tracker.extensions import db


def has_at_least(rows: sa.Select[Any], most: int, **parameters: Any) -> bool:
    """Return whether there are so many rows already."""
    last = rows.order_by(None).offset(most - 1).limit(1)
    return db.session.execute(last, parameters).first() is not None
