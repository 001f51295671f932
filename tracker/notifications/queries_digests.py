"""Read what others did within a person's sight in a window of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.mail.sending import as_name, one_line
from tracker.models import (
    Barrier,
    Comment,
    Obstacle,
    Organisation,
    Person,
    StatusChange,
    Trial,
    Workaround,
)
from tracker.notifications.queries_moves import Moves, moves_in, newly_shared
from tracker.notifications.queries_reminders import (
    DueObstacle,
    look_again_due,
    unanswered_reminders,
)
from tracker.notifications.window import Window
from tracker.sight.sharing import sharing
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    find_sight,
    logged_obstacles_visible_to,
    programmes_of,
    reads_comment,
    shown_organisation_id,
    trials_visible_to,
)

MAX_ITEMS = 10
"""The maximum number of items in a section of a digest; the rest is counted."""


@dataclass(frozen=True)
class DigestItem:
    """One item of a digest; texts are on one line each."""

    reference: str
    title: str
    value: Any = None
    """A status, an outcome, a date, or a number of comments or organisations."""
    organisation: str | None = None
    """The short name, or None if it may not be named."""


@dataclass(frozen=True)
class DigestSection:
    """The first items of one kind, and the total."""

    first: tuple[DigestItem, ...]
    total: int

    @property
    def more(self) -> int:
        """The number of items that are not listed."""
        return self.total - len(self.first)


@dataclass(frozen=True)
class News:
    """A digest's sections for one programme."""

    programme: str
    slug: str
    logged: DigestSection
    changed: DigestSection
    commented: DigestSection
    tried: DigestSection
    shared: DigestSection
    questions: DigestSection
    look_again: DigestSection

    @property
    def has_items(self) -> bool:
        """Whether any section has items."""
        sections = (
            self.logged,
            self.changed,
            self.commented,
            self.tried,
            self.shared,
            self.questions,
            self.look_again,
        )
        return any(section.total for section in sections)


def news_for(person: Person, window: Window) -> list[News]:
    """Return the news of each programme in which the person has a role now, by name."""
    slugs = [programme.slug for programme in db.session.scalars(programmes_of(person)).all()]
    sights = (find_sight(person, slug) for slug in slugs)
    found = [news_in(sight, window) for sight in sights if sight is not None]
    return [news for news in found if news.has_items]


def news_in(sight: Sight, window: Window) -> News:
    """Return the person's news of one programme; a fixed number of queries."""
    moves = moves_in(sight, window)
    widened = moves.widened_by_others(sight.person_id)
    return News(
        programme=as_name(sight.programme.name),
        slug=sight.programme.slug,
        logged=_section(_logged(sight, window, widened)),
        changed=_section(_changed(sight, window, moves)),
        commented=_section(_commented(sight, window)),
        tried=_section(_tried(sight, window)),
        shared=_barriers(sight, newly_shared(sight, window, moves)),
        questions=_due_section(unanswered_reminders(sight, window.since)),
        look_again=_due_section(look_again_due(sight, window.until.date(), window.since.date())),
    )


def _is_others(column: Any, sight: Sight) -> sa.ColumnElement[bool]:
    """Return the condition that the actor is not the person, or unknown."""
    return sa.or_(column.is_(None), column != sight.person_id)


def _obstacles(sight: Sight, value: Any = Obstacle.status) -> sa.Select[*tuple[Any, ...]]:
    return (
        logged_obstacles_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(
            Obstacle.reference,
            Obstacle.title,
            value.label("value"),
            Organisation.short_name,
            sa.func.count().over().label("total"),
        )
        .limit(MAX_ITEMS)
    )


def _logged(sight: Sight, window: Window, widened: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    """Select the obstacles that others logged or brought within sight."""
    logged = sa.and_(window.contains(Obstacle.logged_at), _is_others(Obstacle.author_id, sight))
    return (
        _obstacles(sight)
        .where(sa.or_(logged, Obstacle.id.in_(widened)))
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    )


def _changed(sight: Sight, window: Window, moves: Moves) -> sa.Select[*tuple[Any, ...]]:
    """Select the known obstacles whose status others changed."""
    is_changed = sa.exists().where(
        StatusChange.obstacle_id == Obstacle.id,
        window.contains(StatusChange.changed_at),
        _is_others(StatusChange.person_id, sight),
    )
    return (
        _obstacles(sight)
        .where(
            is_changed,
            Obstacle.logged_at <= window.since,
            Obstacle.id.not_in(moves.widened_by_others(sight.person_id)),
        )
        .order_by(Obstacle.changed_at.desc(), Obstacle.id.desc())
    )


def _commented(sight: Sight, window: Window) -> sa.Select[*tuple[Any, ...]]:
    """Select the obstacles that others commented on, with the number of comments."""
    comments = (
        sa.select(
            Comment.obstacle_id,
            sa.func.count().label("times"),
            sa.func.max(Comment.written_at).label("latest"),
        )
        .join(Obstacle, Obstacle.id == Comment.obstacle_id)
        .where(
            window.contains(Comment.written_at),
            _is_others(Comment.person_id, sight),
            reads_comment(sight),
        )
        .group_by(Comment.obstacle_id)
        .subquery()
    )
    return (
        _obstacles(sight, comments.c.times)
        .join(comments, comments.c.obstacle_id == Obstacle.id)
        .order_by(comments.c.latest.desc(), Obstacle.id.desc())
    )


def _tried(sight: Sight, window: Window) -> sa.Select[*tuple[Any, ...]]:
    return (
        trials_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(
            Workaround.reference,
            Workaround.title,
            Trial.outcome.label("value"),
            Organisation.short_name,
            sa.func.count().over().label("total"),
        )
        .where(window.contains(Trial.recorded_at), _is_others(Trial.author_id, sight))
        .order_by(Trial.recorded_at.desc(), Trial.id.desc())
        .limit(MAX_ITEMS)
    )


def _section(select: sa.Select[*tuple[Any, ...]]) -> DigestSection:
    rows = db.session.execute(select).all()
    return DigestSection(
        tuple(
            DigestItem(
                row.reference,
                one_line(row.title),
                row.value,
                row.short_name and as_name(row.short_name),
            )
            for row in rows
        ),
        rows[0].total if rows else 0,
    )


def _barriers(sight: Sight, numbers: Sequence[int]) -> DigestSection:
    if not numbers:
        return DigestSection((), 0)
    shared = sharing(sight)
    found = db.session.scalars(
        barriers_visible_to(sight).where(Barrier.id.in_(numbers)).order_by(Barrier.id)
    ).all()
    items = [
        DigestItem(one.reference, one_line(one.title), shared.organisations(one.id))
        for one in found
    ]
    return DigestSection(tuple(items[:MAX_ITEMS]), len(items))


def _due_section(rows_due: Iterable[DueObstacle]) -> DigestSection:
    items = [DigestItem(one.reference, one_line(one.title), one.since) for one in rows_due]
    return DigestSection(tuple(items[:MAX_ITEMS]), len(items))
