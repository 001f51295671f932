"""What is new within a person's sight in a window of time; never what they did themselves."""

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
from tracker.notifications.queries_reminders import Waiting, still_so, to_look_at_again
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

MOST = 10
"""How many of each kind a digest tells; the rest it counts."""


@dataclass(frozen=True)
class Item:
    """One thing that a digest tells; texts are on one line each."""

    reference: str
    title: str
    word: Any = None
    """How an obstacle stands, how a trial went, or a number: of comments, of organisations."""
    organisation: str | None = None
    """The short name, or None where it is not to be named."""


@dataclass(frozen=True)
class Part:
    """The things of one kind, as far as there is room, and how many there are."""

    first: tuple[Item, ...]
    total: int

    @property
    def more(self) -> int:
        """How many there was no room for."""
        return self.total - len(self.first)


@dataclass(frozen=True)
class News:
    """What is new in one programme."""

    programme: str
    slug: str
    logged: Part
    changed: Part
    commented: Part
    tried: Part
    shared: Part
    questions: Part
    look_again: Part

    @property
    def is_any(self) -> bool:
        """Whether there is anything to tell."""
        parts = (
            self.logged,
            self.changed,
            self.commented,
            self.tried,
            self.shared,
            self.questions,
            self.look_again,
        )
        return any(part.total for part in parts)


def news_for(person: Person, window: Window) -> list[News]:
    """Return what is new in each programme in which the person has a place now, by name."""
    slugs = [programme.slug for programme in db.session.scalars(programmes_of(person)).all()]
    sights = (find_sight(person, slug) for slug in slugs)
    found = [news_in(sight, window) for sight in sights if sight is not None]
    return [news for news in found if news.is_any]


def news_in(sight: Sight, window: Window) -> News:
    """Return what is new to the person in one programme; a fixed number of queries."""
    moves = moves_in(sight, window)
    came = moves.widened_by_others(sight.person_id)
    return News(
        programme=as_name(sight.programme.name),
        slug=sight.programme.slug,
        logged=_part(_logged(sight, window, came)),
        changed=_part(_changed(sight, window, moves)),
        commented=_part(_commented(sight, window)),
        tried=_part(_tried(sight, window)),
        shared=_barriers(sight, newly_shared(sight, window, moves)),
        questions=_waiting(still_so(sight, window.since)),
        look_again=_waiting(to_look_at_again(sight, window.until.date(), window.since.date())),
    )


def _is_others(column: Any, sight: Sight) -> sa.ColumnElement[bool]:
    """Return the condition that somebody else did it; of some things nobody knows who."""
    return sa.or_(column.is_(None), column != sight.person_id)


def _obstacles(sight: Sight, word: Any = Obstacle.status) -> sa.Select[*tuple[Any, ...]]:
    return (
        logged_obstacles_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(
            Obstacle.reference,
            Obstacle.title,
            word.label("word"),
            Organisation.short_name,
            sa.func.count().over().label("total"),
        )
        .limit(MOST)
    )


def _logged(sight: Sight, window: Window, came: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    """Select what others logged, or let this person read from now on."""
    logged = sa.and_(window.holds(Obstacle.logged_at), _is_others(Obstacle.author_id, sight))
    return (
        _obstacles(sight)
        .where(sa.or_(logged, Obstacle.id.in_(came)))
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    )


def _changed(sight: Sight, window: Window, moves: Moves) -> sa.Select[*tuple[Any, ...]]:
    """Select what was known before and stands otherwise now, since others said so."""
    told = sa.exists().where(
        StatusChange.obstacle_id == Obstacle.id,
        window.holds(StatusChange.changed_at),
        _is_others(StatusChange.person_id, sight),
    )
    return (
        _obstacles(sight)
        .where(
            told,
            Obstacle.logged_at <= window.since,
            Obstacle.id.not_in(moves.widened_by_others(sight.person_id)),
        )
        .order_by(Obstacle.changed_at.desc(), Obstacle.id.desc())
    )


def _commented(sight: Sight, window: Window) -> sa.Select[*tuple[Any, ...]]:
    """Select the obstacles to which others said something, with how often; never their words."""
    said = (
        sa.select(
            Comment.obstacle_id,
            sa.func.count().label("times"),
            sa.func.max(Comment.written_at).label("latest"),
        )
        .join(Obstacle, Obstacle.id == Comment.obstacle_id)
        .where(
            window.holds(Comment.written_at),
            _is_others(Comment.person_id, sight),
            reads_comment(sight),
        )
        .group_by(Comment.obstacle_id)
        .subquery()
    )
    return (
        _obstacles(sight, said.c.times)
        .join(said, said.c.obstacle_id == Obstacle.id)
        .order_by(said.c.latest.desc(), Obstacle.id.desc())
    )


def _tried(sight: Sight, window: Window) -> sa.Select[*tuple[Any, ...]]:
    return (
        trials_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(
            Workaround.reference,
            Workaround.title,
            Trial.outcome.label("word"),
            Organisation.short_name,
            sa.func.count().over().label("total"),
        )
        .where(window.holds(Trial.recorded_at), _is_others(Trial.author_id, sight))
        .order_by(Trial.recorded_at.desc(), Trial.id.desc())
        .limit(MOST)
    )


def _part(select: sa.Select[*tuple[Any, ...]]) -> Part:
    rows = db.session.execute(select).all()
    return Part(
        tuple(
            Item(
                row.reference,
                one_line(row.title),
                row.word,
                row.short_name and as_name(row.short_name),
            )
            for row in rows
        ),
        rows[0].total if rows else 0,
    )


def _barriers(sight: Sight, numbers: Sequence[int]) -> Part:
    if not numbers:
        return Part((), 0)
    shared = sharing(sight)
    found = db.session.scalars(
        barriers_visible_to(sight).where(Barrier.id.in_(numbers)).order_by(Barrier.id)
    ).all()
    items = [
        Item(one.reference, one_line(one.title), shared.organisations(one.id)) for one in found
    ]
    return Part(tuple(items[:MOST]), len(items))


def _waiting(found: Iterable[Waiting]) -> Part:
    items = [Item(one.reference, one_line(one.title), one.since) for one in found]
    return Part(tuple(items[:MOST]), len(items))
