"""Check whether a query has at least so many rows, without counting further."""

from typing import Any

import sqlalchemy as sa

from tracker.extensions import db


def has_at_least(rows: sa.Select[Any], count: int, **parameters: Any) -> bool:
    """Return whether the query has at least `count` rows."""
    last = rows.order_by(None).offset(count - 1).limit(1)
    return db.session.execute(last, parameters).first() is not None
