"""Find what a person logged a short while ago in the same words: with Back, then Log again."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import fold
from tracker.models import Obstacle, Workaround
from tracker.models.moment import now
from tracker.sight.sight import Sight, obstacles_visible_to, workarounds_visible_to

REPEATED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class LoggedText:
    """The text of a form, and the key of that form."""

    organisation_id: int
    title: str
    details: str
    form_key: UUID | None


@dataclass(frozen=True)
class LoggedBefore:
    """What the person logged before in the same words."""

    reference: str
    minutes: int = 0
    """How many minutes ago, rounded up."""
    is_draft: bool = False
    is_answered: bool = False
    """Whether the page has asked about it in another way, so that it need not ask again."""


def obstacle_logged_before(sight: Sight, text: LoggedText) -> LoggedBefore | None:
    """Return the person's newest obstacle or draft of the last hour in these words, or None."""
    return _newest(sight, text, obstacles_visible_to(sight), Obstacle, Obstacle.is_draft)


def workaround_logged_before(sight: Sight, text: LoggedText) -> LoggedBefore | None:
    """Return the person's newest workaround of the last hour in these words, or None."""
    return _newest(sight, text, workarounds_visible_to(sight), Workaround, sa.false())


def _newest(
    sight: Sight, text: LoggedText, visible: sa.Select[Any], model: Any, is_draft: Any
) -> LoggedBefore | None:
    """Return the newest one in the same words, but none of the same form: that is no question."""
    moment = now()
    rows = db.session.execute(
        visible.with_only_columns(
            model.reference,
            model.title,
            model.details,
            model.form_key,
            model.logged_at,
            is_draft.label("is_draft"),
        )
        .where(
            model.author_id == sight.person_id,
            model.organisation_id == text.organisation_id,
            model.logged_at > moment - REPEATED_WITHIN,
        )
        .order_by(model.logged_at.desc(), model.id.desc())
    ).all()
    if any(row.form_key == text.form_key for row in rows if text.form_key is not None):
        return None
    words = _words(text.title, text.details)
    for row in rows:
        if _words(row.title, row.details) == words:
            minutes = max(1, ceil((moment - row.logged_at) / timedelta(minutes=1)))
            return LoggedBefore(row.reference, minutes, bool(row.is_draft))
    return None


def _words(title: str, details: str) -> tuple[str, ...]:
    """Return the text without what a person does not notice: case, accents, spaces."""
    return tuple(" ".join(fold(part).split()) for part in (title, details))
