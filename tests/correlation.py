"""Refuse statements whose inner SELECT looks at a table anew that an outer one looks at already.

SQLAlchemy correlates an inner SELECT with the nearest SELECT around it alone. A condition two
levels down that means the row of the outermost looks at *any* row of its table instead: it reads
correctly, and answers correctly while that table holds a single row.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import FromClause, Join


class LooksAnew(AssertionError):
    """An inner SELECT has a table in its own FROM that a SELECT around it has as well."""


def watch() -> None:
    """Let every SELECT be judged while it is compiled, whoever asks it, until the run ends.

    The compiler says which tables it is about to write after FROM, once all correlation is
    settled; so nothing here works that out a second time.
    """
    settled = SQLCompiler._setup_select_stack

    def judged(
        self: Any, select: Any, state: Any, entry: Any, asfrom: Any, lateral: Any, index: Any
    ) -> Any:
        outer = set(entry["correlate_froms"])
        if asfrom and not lateral:
            outer -= set(entry["asfrom_froms"])  # What stands beside it is no SELECT around it.
        froms = settled(self, select, state, entry, asfrom, lateral, index)
        anew = set(_names(froms)) & set(_names(outer))
        if anew and not _stands_alone(select):
            raise LooksAnew(f"{sorted(anew)} after an inner FROM: {select}")
        return froms

    SQLCompiler._setup_select_stack = judged  # type: ignore[method-assign]


def _names(froms: Iterable[FromClause]) -> Iterator[str]:
    """Yield the names of the tables that stand there as themselves, under no alias.

    The database's own catalogue is left to SQLAlchemy, which asks it.
    """
    for one in froms:
        if isinstance(one, Join):
            yield from _names((one.left, one.right))
        elif isinstance(one, sa.Table) and one.schema is None:
            yield str(one.key)


def _stands_alone(select: Any) -> bool:
    """Say whether the SELECT itself says, by `correlate(None)`, that it means no row around it."""
    return not (select._auto_correlate or select._correlate or select._correlate_except)
