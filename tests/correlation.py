"""Refuse statements with a subquery that is not correlated with a table of an outer SELECT.

SQLAlchemy correlates a subquery only with the SELECT directly around it. A condition two levels
down that means the outermost row reads *any* row of its table instead, which is only correct as
long as the table has a single row.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import FromClause, Join


class UncorrelatedSubquery(AssertionError):
    """A subquery has a table in its own FROM that an outer SELECT has as well."""


def check_compiled_selects() -> None:
    """Check every SELECT while it is compiled, until the run ends (monkey patch).

    The compiler knows the tables of the FROM clause after correlation, so the check need not
    compute them.
    """
    original = SQLCompiler._setup_select_stack

    def checked(
        self: Any, select: Any, state: Any, entry: Any, asfrom: Any, lateral: Any, index: Any
    ) -> Any:
        outer = set(entry["correlate_froms"])
        if asfrom and not lateral:
            outer -= set(entry["asfrom_froms"])  # A sibling in the same FROM is no outer SELECT.
        froms = original(self, select, state, entry, asfrom, lateral, index)
        repeated = set(_names(froms)) & set(_names(outer))
        if repeated and not _is_uncorrelated(select):
            raise UncorrelatedSubquery(f"{sorted(repeated)} after an inner FROM: {select}")
        return froms

    SQLCompiler._setup_select_stack = checked  # type: ignore[method-assign]


def _names(froms: Iterable[FromClause]) -> Iterator[str]:
    """Yield the names of the tables without an alias.

    The database's own catalogue, which SQLAlchemy queries, is ignored.
    """
    for one in froms:
        if isinstance(one, Join):
            yield from _names((one.left, one.right))
        elif isinstance(one, sa.Table) and one.schema is None:
            yield str(one.key)


def _is_uncorrelated(select: Any) -> bool:
    """Return whether the SELECT is explicitly uncorrelated, by `correlate(None)`."""
    return not (select._auto_correlate or select._correlate or select._correlate_except)
