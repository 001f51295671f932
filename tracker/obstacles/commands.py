"""Change obstacles: log, edit, log a draft, group, hold up. Nothing here commits."""

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from tracker.audit.row_changes import note_added, note_change
from tracker.auth.commands_widened_texts import widen_words_beside
from tracker.auth.widening import readers_of, widening
from tracker.errors import AlreadySubmitted, DomainError
from tracker.extensions import db
from tracker.models import (
    Category,
    Hindrance,
    Obstacle,
    ObstacleWord,
    Programme,
    StatusChange,
    obstacle_category,
)
from tracker.models.free_reference import insert_with_free_reference
from tracker.models.moment import now
from tracker.models.revision import raise_revisions
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Status
from tracker.obstacles.content import Source, Told, check
from tracker.obstacles.queries_totals import (
    MOST_DRAFTS,
    MOST_LOGGED,
    has_too_many_drafts,
    has_too_many_logged,
)
from tracker.obstacles.search_words import words_said_by
from tracker.sight.obstacles import CATEGORY_IDS, category_ids_of
from tracker.text_index.commands import store_new_vector, store_vector

STATUS_IN = sa.insert(StatusChange)
WORDS_IN = sa.insert(ObstacleWord)
PLAIN_FIELDS = (
    "title",
    "details",
    "team",
    "level",
    "visibility",
    "is_named",
    "since_year",
    "since_month",
    "people_supported",
    "staff_hours_a_week",
    "sickness_days_a_year",
    "budget_a_year",
    "budget_currency",
)
WITH_THE_NAME = frozenset({"team", "budget_a_year", "budget_currency"})
"""What nobody outside its organisation reads while the name is left out: it would tell it."""


def log_obstacle(
    *,
    programme: Programme,
    organisation_id: int,
    author_id: int | None,
    told: Told,
    is_draft: bool = False,
) -> Obstacle:
    """Log an obstacle, or keep it as a draft; it starts as open.

    Raises AlreadySubmitted where the same form of the author has made one already.
    """
    check(told)
    source = told.source or Source()
    moment = source.logged_at or now()
    obstacle = Obstacle(
        programme_id=programme.id,
        organisation_id=organisation_id,
        author_id=author_id,
        owner_id=author_id,
        is_draft=is_draft,
        status=Status.OPEN,
        source_label=source.label,
        source_url=source.url,
        grouping_note=source.grouping_note,
        logged_at=moment,
        changed_at=moment,
        form_key=told.form_key,
        **{field: getattr(told, field) for field in PLAIN_FIELDS},
    )
    try:
        insert_with_free_reference(obstacle, programme.prefix)
    except AlreadySubmitted as before:
        held = db.session.scalars(CATEGORY_IDS, {"obstacle_id": before.created_id})
        before.is_same &= set(held) == told.category_ids
        raise
    _check_totals(obstacle)
    note_added(obstacle)
    first = {"status": Status.OPEN, "reason": "", "person_id": author_id, "changed_at": moment}
    whose = {"obstacle_id": obstacle.id, "visibility": obstacle.visibility}
    db.session.connection().execute(STATUS_IN, {**whose, **first})
    raise_revisions(db.session(), [programme.id])
    _tag(obstacle, frozenset(), told.category_ids)
    _index_words(obstacle, set())
    store_new_vector(obstacle)
    return obstacle


def _check_totals(obstacle: Obstacle) -> None:
    """Raise for a new obstacle that is one too many; what is sent twice is known before."""
    if obstacle.author_id is None:
        return
    if obstacle.is_draft and has_too_many_drafts(obstacle):
        raise DomainError(
            ngettext(
                "You already have %(num)s draft in this programme. Log or delete a draft first",
                "You already have %(num)s drafts in this programme. Log or delete a draft first",
                MOST_DRAFTS,
            )
        )
    if not obstacle.is_draft and has_too_many_logged(obstacle):
        raise DomainError(
            ngettext(
                "Your organisation has reached the limit of %(num)s obstacle in this programme",
                "Your organisation has reached the limit of %(num)s obstacles in this programme",
                MOST_LOGGED,
            )
        )


def edit_obstacle(*, obstacle: Obstacle, version: int, told: Told) -> Obstacle:
    """Put new words in place of those that stood there when the person began to write.

    A change that others may not read leaves its place among what changed lately, which they see.
    Where more people come to read it, they come to read what its organisation wrote beside it.
    """
    check(told)
    check_version(obstacle, version)
    before, readers_before = words_said_by(obstacle), readers_of(obstacle)
    held = category_ids_of(obstacle)
    if told.budget_a_year is None:
        told = replace(told, budget_currency=obstacle.budget_currency)
    changed = {one for one in PLAIN_FIELDS if getattr(obstacle, one) != getattr(told, one)}
    for field in changed:
        setattr(obstacle, field, getattr(told, field))
    hides_name = not (obstacle.is_named or obstacle.is_draft)
    if held != told.category_ids or changed - (WITH_THE_NAME if hides_name else frozenset()):
        obstacle.changed_at = now()
    elif changed:
        obstacle.confirmed_at = now()
    flush_version()
    if widening(readers_before, readers_of(obstacle)):
        widen_words_beside(obstacle)
    _tag(obstacle, held, told.category_ids)
    _index_words(obstacle, before)
    store_vector(obstacle)
    return obstacle


def _tag(obstacle: Obstacle, held: frozenset[int], category_ids: frozenset[int]) -> None:
    """Bring the obstacle's categories from those `held` to these."""
    _check_categories(obstacle.programme_id, category_ids - held)
    gone, come = held - category_ids, sorted(category_ids - held)
    note_change(obstacle, categories=[held, category_ids])
    if gone:
        db.session.execute(
            obstacle_category.delete().where(
                obstacle_category.c.obstacle_id == obstacle.id,
                obstacle_category.c.category_id.in_(gone),
            )
        )
    if come:
        kept = {"obstacle_id": obstacle.id, "programme_id": obstacle.programme_id}
        db.session.execute(
            obstacle_category.insert(), [{**kept, "category_id": one} for one in come]
        )


def _check_categories(programme_id: int, category_ids: frozenset[int]) -> None:
    if not category_ids:
        return
    active = sa.select(sa.func.count(Category.id)).where(
        Category.programme_id == programme_id,
        Category.retired_at.is_(None),
        Category.id.in_(category_ids),
    )
    if db.session.scalar(active) != len(category_ids):
        raise DomainError(_("Choose categories from the list"))


def _index_words(obstacle: Obstacle, before: set[str]) -> None:
    """Bring the words under which search finds the obstacle from `before` to what it says now."""
    after = words_said_by(obstacle)
    if before - after:
        db.session.execute(
            sa.delete(ObstacleWord).where(
                ObstacleWord.obstacle_id == obstacle.id, ObstacleWord.word.in_(before - after)
            )
        )
    if after - before:
        rows = [{"obstacle_id": obstacle.id, "word": word} for word in sorted(after - before)]
        db.session.connection().execute(WORDS_IN, rows)


def publish_draft(*, obstacle: Obstacle) -> Obstacle:
    """Log what was kept as a draft; its story begins now."""
    if not obstacle.is_draft:
        raise DomainError(_("This obstacle is already logged"))
    moment = now()
    obstacle.is_draft = False
    obstacle.logged_at = obstacle.changed_at = moment
    for change in obstacle.status_changes:
        change.changed_at, change.visibility = moment, obstacle.visibility
    db.session.flush()
    _check_totals(obstacle)
    store_vector(obstacle)
    return obstacle


def discard_draft(*, obstacle: Obstacle) -> None:
    """Delete a draft; what is logged stays."""
    if not obstacle.is_draft:
        raise DomainError(
            _("You can delete only drafts. To hide this obstacle, change who can see it")
        )
    db.session.delete(obstacle)
    db.session.flush()


def hinder(*, holding: Obstacle, held_up: Obstacle) -> Hindrance:
    """Say that one obstacle holds up another; circles are allowed."""
    if holding.id == held_up.id:
        raise DomainError(_("An obstacle cannot block itself. Choose a different obstacle"))
    hindrance = Hindrance(
        holding_id=holding.id, held_up_id=held_up.id, programme_id=holding.programme_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(hindrance)
    except IntegrityError as error:
        raise DomainError(_("These obstacles are already linked")) from error
    return hindrance


def stop_hindering(*, holding: Obstacle, held_up: Obstacle) -> None:
    """Take back that one obstacle holds up another."""
    hindrance = db.session.get(Hindrance, (holding.id, held_up.id))
    if hindrance is None:
        raise DomainError(_("This link was already removed"))
    db.session.delete(hindrance)
    db.session.flush()
