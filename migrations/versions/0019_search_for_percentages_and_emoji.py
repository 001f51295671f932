"""Index percentages and emoji as words.

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-30 23:30:00.000000
"""

import re

import sqlalchemy as sa
from alembic import op

from tracker.fold import MAX_WORD_LENGTH, folded_words

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OBSTACLE = sa.table(
    "obstacle",
    sa.column("id", sa.Integer),
    *(sa.column(name, sa.Text) for name in ("title", "details", "team", "reference")),
)
WORD = sa.table(
    "obstacle_word", sa.column("obstacle_id", sa.Integer), sa.column("word", sa.String(40))
)
HAS_OTHER_WORDS = re.compile(r"%|cent|[^\x00-\u2000]", re.IGNORECASE)
BATCH = 500


def upgrade() -> None:
    """Bring the database up to this revision."""
    connection = op.get_bind()
    changed = [row for row in connection.execute(sa.select(OBSTACLE)) if _has_other_words(row)]
    for start in range(0, len(changed), BATCH):
        _index({row.id: _words(row) for row in changed[start : start + BATCH]})


def downgrade() -> None:
    """Take the database back to the revision before; a percentage becomes its number."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(WORD).where(_is_percentage_or_emoji())).all()
    for obstacle_id, word in rows:
        connection.execute(
            sa.delete(WORD).where(WORD.c.obstacle_id == obstacle_id, WORD.c.word == word)
        )
        for number in re.findall(r"\w+", word):
            plain = ("@" if word.startswith("@") else "") + number
            there = sa.select(WORD).where(WORD.c.obstacle_id == obstacle_id, WORD.c.word == plain)
            if connection.execute(there).first() is None:
                connection.execute(sa.insert(WORD).values(obstacle_id=obstacle_id, word=plain))


def _is_percentage_or_emoji() -> sa.ColumnElement[bool]:
    word = WORD.c.word
    return sa.or_(
        word.like("%!%", escape="!"),
        word.between("\u2300", "\u2bff\U0010ffff"),
        word >= "\U0001f000",
        word.between("@\u2300", "@\u2bff\U0010ffff"),
        word.between("@\U0001f000", "@\U0010ffff"),
    )


def _has_other_words(row: sa.Row) -> bool:
    return bool(HAS_OTHER_WORDS.search(f"{row.title} {row.details} {row.team}"))


def _words(row: sa.Row) -> set[str]:
    text = f"{row.title} {row.details or ''} {row.reference}"
    of_team = (f"@{word}"[:MAX_WORD_LENGTH] for word in folded_words(row.team or ""))
    return {*folded_words(text), *of_team}


def _index(words: dict[int, set[str]]) -> None:
    """Replace the indexed words of some obstacles."""
    connection = op.get_bind()
    connection.execute(sa.delete(WORD).where(WORD.c.obstacle_id.in_(words)))
    rows = [{"obstacle_id": id_, "word": word} for id_ in words for word in sorted(words[id_])]
    if rows:
        connection.execute(sa.insert(WORD), rows)
