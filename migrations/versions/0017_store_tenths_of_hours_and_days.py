"""Store staff hours and sickness days with one decimal.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-30 19:10:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MEASURES = ("staff_hours_a_week", "sickness_days_a_year")
WHOLE, TENTHS = "INTEGER", "NUMERIC(10, 1)"


def upgrade() -> None:
    """Bring the database up to this revision."""
    _change_types(WHOLE, TENTHS)


def downgrade() -> None:
    """Take the database back to the revision before; tenths are rounded."""
    op.execute("UPDATE obstacle SET staff_hours_a_week = round(staff_hours_a_week)")
    op.execute("UPDATE obstacle SET sickness_days_a_year = round(sickness_days_a_year)")
    _change_types(TENTHS, WHOLE)


def _change_types(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _redeclare_in_sqlite(before, after)
    else:
        for measure in MEASURES:
            op.execute(f"ALTER TABLE obstacle ALTER COLUMN {measure} TYPE {after}")


def _redeclare_in_sqlite(before: str, after: str) -> None:
    """Change the declared types in the schema's text, as SQLite's manual describes.

    Both types store numbers in the same way, so that no row changes. A batch would make the table
    anew, with other names of its references.
    """
    connection = op.get_bind()
    select = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'obstacle'")
    declaration: str = connection.execute(select).scalar_one()
    for measure in MEASURES:
        if declaration.count(f"{measure} {before},") != 1:
            raise RuntimeError(f"The table obstacle has no column {measure} {before}")
        declaration = declaration.replace(f"{measure} {before},", f"{measure} {after},")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = 'obstacle'"),
        {"sql": declaration},
    )
    # A new version makes every connection read the schema again.
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
