"""What the product asks of SQLite, PostgreSQL is asked as well: a run of all tests sees to that.

The run compares statements: see `tests.statements`. Here stands that it compares them rightly, and
that whatever differs by its kind, and not by its text, bears the mark.
"""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from tests.statements import TESTS, caller_of, digests_of, only_on_sqlite
from tracker.models import Obstacle, Person, Programme

DIFFERS = re.compile(
    r"integration/models/test_|matrix/test_matrix|matrix/test_two_worlds|_list_|_list\.py|_sorted"
    r"|test_search|test_order|_at_once|_once\.py|_twice|conflict|_download|test_chain|test_triggers"
    r"|test_transactions|test_limits\.py|test_ends_of_calendar|test_migrations"
)
"""Tests of constraints, lists, search, order, races, locks, migrations, files, and who sees what.

There the same statement may do something else: sort otherwise, wait, or refuse.
"""
SELECTED = sa.select(Obstacle).where(Obstacle.title.in_(["one", "two"])).order_by(Obstacle.id)
BESIDE = aliased(Obstacle)
STATEMENTS = {
    "rows": SELECTED.limit(20).offset(40),
    "other rows": sa.select(Obstacle.id).join(Programme).where(Obstacle.title.ilike("%a%")),
    "locked rows": sa.select(BESIDE.id).with_for_update(),
    "a row put in": sa.insert(Person).values(name="Ann"),
    "rows changed": sa.update(Programme).values(revision=Programme.revision + 1),
}


def compiled(statement: sa.Executable, dialect: sa.Dialect) -> sa.Compiled:
    return statement.compile(dialect=dialect)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_is_the_same_whichever_database_it_was_compiled_for(name: str) -> None:
    here, there = (
        compiled(STATEMENTS[name], of) for of in (sqlite.dialect(), postgresql.dialect())
    )

    assert here.string != there.string or name == "rows changed"
    assert digests_of(here, "") == digests_of(there, "")


def test_other_statements_are_others() -> None:
    digests = set.union(
        *(digests_of(compiled(one, sqlite.dialect()), "") for one in STATEMENTS.values())
    )

    assert len(digests) == len(STATEMENTS)


def test_a_composed_statement_counts_by_its_parts() -> None:
    def digests(*conditions: sa.ColumnElement[bool], caller: str = "tracker/register/a.py: b"):
        select = sa.select(Obstacle.id).where(Obstacle.is_draft, *conditions)
        return digests_of(compiled(select.order_by(Obstacle.id), sqlite.dialect()), caller)

    title, other = Obstacle.title.like("a"), Obstacle.id.in_([1, 2])
    assert digests(title | other) == digests(title) | digests(other)
    assert digests(title) != digests(title | other)
    assert not digests(title, caller="") & digests(caller="")


def test_many_rows_are_the_same_as_one() -> None:
    one, two = (
        digests_of(compiled(sa.insert(Person).values(rows), sqlite.dialect()), "")
        for rows in ([{"name": "a"}], [{"name": "a"}, {"name": "b"}])
    )

    assert one == two


def test_a_row_changed_in_two_columns_is_the_same_as_in_one() -> None:
    one, two, other = (
        digests_of(compiled(sa.update(table).values(**values), sqlite.dialect()), "")
        for table, values in (
            (Programme, {"name": "a"}),
            (Programme, {"name": "a", "slug": "b"}),
            (Person, {"name": "a"}),
        )
    )

    assert one == two
    assert one != other


def test_what_was_asked_of_sqlite_alone_is_named() -> None:
    asked = {"sqlite": {"a": "obstacles: show", "b": "obstacles: log"}, "postgresql": {"a": "x"}}

    assert only_on_sqlite(asked) == ["obstacles: log"]


def test_where_there_is_no_postgresql_nothing_is_missed() -> None:
    assert only_on_sqlite({"sqlite": {"a": "obstacles: show"}}) == []


def test_a_test_that_asks_by_itself_is_not_the_product() -> None:
    assert caller_of(None) is None
    assert caller_of(__import__("sys")._getframe()) is None


def test_what_differs_by_its_kind_is_marked() -> None:
    modules = [
        path
        for folder in ("house", "integration")
        for path in (TESTS / folder).rglob("test_*.py")
        if DIFFERS.search(path.as_posix())
    ]

    unmarked = [str(path.relative_to(TESTS)) for path in modules if runs_on_sqlite_alone(path)]

    assert len(modules) > 20
    assert unmarked == []


def runs_on_sqlite_alone(path: Path) -> bool:
    """Say whether no test of a module that needs a database is marked."""
    text = path.read_text()
    return "on_postgresql" not in text and "postgresql_url" not in text
