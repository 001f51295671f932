"""Reverse unordered rows on SQLite, because no database guarantees their order.

SQLite usually returns rows in the order of insertion, so a missing ORDER BY would pass every test
and fail one day on PostgreSQL.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine


def register_listener() -> None:
    """Reverse unordered rows on each connection to SQLite, until the run ends."""
    sa.event.listen(Engine, "connect", _reverse_unordered)


def _reverse_unordered(connection: Any, _record: object) -> None:
    if "sqlite" in type(connection).__module__:
        connection.execute("PRAGMA reverse_unordered_selects=ON")
