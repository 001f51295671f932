"""Let SQLite return backwards what no clause orders: no database promises an order.

SQLite gives rows in the order in which they were put in, so that a list that forgot its ORDER BY
would look right in every test, and wrong one day on PostgreSQL.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine


def watch() -> None:
    """Turn unordered rows around on each connection to SQLite, until the run ends."""
    sa.event.listen(Engine, "connect", _turn_around)


def _turn_around(connection: Any, _record: object) -> None:
    if "sqlite" in type(connection).__module__:
        connection.execute("PRAGMA reverse_unordered_selects=ON")
