"""Log and edit obstacles, publish and discard drafts, link hindrances. The caller commits."""

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from tracker.audit.row_changes import record_added_row, record_change
from tracker.auth.commands_widened_texts import widen_texts_of_obstacle
from tracker.auth.widening import Readers, readers_of, widening
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
from tracker.obstacles.content import ObstacleInput, ObstacleSource, check_content
from tracker.obstacles.queries_totals import (
    MAX_DRAFTS,
    MAX_LOGGED,
    has_too_many_drafts,
    has_too_many_logged,
)
from tracker.obstacles.search_words import search_words_of
from tracker.sight.obstacles import CATEGORY_IDS, category_ids_of
from tracker.text_index.commands import store_new_vector, store_vector

INSERT_STATUS_CHANGE = sa.insert(StatusChange)
INSERT_SEARCH_WORDS = sa.insert(ObstacleWord)
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
IDENTIFYING_FIELDS = frozenset({"team", "budget_a_year", "budget_currency"})
"""Fields that only its organisation reads while unnamed, because they could identify it."""


def log_obstacle(
    *,
    programme: Programme,
    organisation_id: int,
    author_id: int | None,
    content: ObstacleInput,
    is_draft: bool = False,
) -> Obstacle:
    """Log an obstacle, or store it as a draft, with the status open.

    Raise AlreadySubmitted if the author's form with this key has made one already.
    """
    check_content(content)
    source = content.source or ObstacleSource()
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
        form_key=content.form_key,
        **{field: getattr(content, field) for field in PLAIN_FIELDS},
    )
    try:
        insert_with_free_reference(obstacle, programme.prefix)
    except AlreadySubmitted as duplicate:
        stored_ids = db.session.scalars(CATEGORY_IDS, {"obstacle_id": duplicate.created_id})
        duplicate.is_same &= set(stored_ids) == content.category_ids
        raise
    _check_totals(obstacle)
    record_added_row(obstacle)
    first = {"status": Status.OPEN, "reason": "", "person_id": author_id, "changed_at": moment}
    scope = {"obstacle_id": obstacle.id, "visibility": obstacle.visibility}
    db.session.connection().execute(INSERT_STATUS_CHANGE, {**scope, **first})
    raise_revisions(db.session(), [programme.id])
    _tag(obstacle, frozenset(), content.category_ids)
    _index_words(obstacle, set())
    store_new_vector(obstacle)
    return obstacle


def _check_totals(obstacle: Obstacle) -> None:
    """Raise DomainError if a new obstacle exceeds a limit; duplicates are rejected before."""
    if obstacle.author_id is None:
        return
    if obstacle.is_draft and has_too_many_drafts(obstacle):
        raise DomainError(
            ngettext(
                "You already have %(num)s draft in this programme. Log or delete a draft first",
                "You already have %(num)s drafts in this programme. Log or delete a draft first",
                MAX_DRAFTS,
            )
        )
    if not obstacle.is_draft and has_too_many_logged(obstacle):
        raise DomainError(
            ngettext(
                "Your organisation has reached the limit of %(num)s obstacle in this programme",
                "Your organisation has reached the limit of %(num)s obstacles in this programme",
                MAX_LOGGED,
            )
        )


def edit_obstacle(*, obstacle: Obstacle, version: int, content: ObstacleInput) -> Obstacle:
    """Edit an obstacle; raise EditConflict if it has changed since this version.

    A change that others may not read leaves `changed_at`, by which they can sort the list.
    If its visibility increases, so does that of its organisation's texts on it.
    """
    check_content(content)
    check_version(obstacle, version)
    before, readers_before = search_words_of(obstacle), readers_of(obstacle)
    current_ids = category_ids_of(obstacle)
    if content.budget_a_year is None:
        content = replace(content, budget_currency=obstacle.budget_currency)
    changed = {one for one in PLAIN_FIELDS if getattr(obstacle, one) != getattr(content, one)}
    for field in changed:
        setattr(obstacle, field, getattr(content, field))
    hides_name = not (obstacle.is_named or obstacle.is_draft)
    if current_ids != content.category_ids or changed - (
        IDENTIFYING_FIELDS if hides_name else frozenset()
    ):
        obstacle.changed_at = now()
    elif changed:
        obstacle.confirmed_at = now()
    flush_version()
    if widening(readers_before, readers_of(obstacle)):
        widen_texts_of_obstacle(obstacle)
    _tag(obstacle, current_ids, content.category_ids)
    _index_words(obstacle, before)
    store_vector(obstacle)
    return obstacle


def narrow_obstacle(*, obstacle: Obstacle, readers: Readers) -> Obstacle:
    """Let fewer people see an obstacle, or hide its organisation's name, and nothing else."""
    if widening(readers_of(obstacle), readers):
        raise DomainError(_("More people would see it"))
    if readers != readers_of(obstacle):
        obstacle.visibility, obstacle.is_named = readers.visibility, readers.is_named
        obstacle.changed_at = now()
    flush_version()
    return obstacle


def _tag(obstacle: Obstacle, current_ids: frozenset[int], category_ids: frozenset[int]) -> None:
    """Replace the obstacle's current categories by these."""
    _check_categories(obstacle.programme_id, category_ids - current_ids)
    removed, added = current_ids - category_ids, sorted(category_ids - current_ids)
    record_change(obstacle, categories=[current_ids, category_ids])
    if removed:
        db.session.execute(
            obstacle_category.delete().where(
                obstacle_category.c.obstacle_id == obstacle.id,
                obstacle_category.c.category_id.in_(removed),
            )
        )
    if added:
        row = {"obstacle_id": obstacle.id, "programme_id": obstacle.programme_id}
        db.session.execute(
            obstacle_category.insert(), [{**row, "category_id": one} for one in added]
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
    """Update the obstacle's rows in the search index, given its words before the change."""
    after = search_words_of(obstacle)
    if before - after:
        db.session.execute(
            sa.delete(ObstacleWord).where(
                ObstacleWord.obstacle_id == obstacle.id, ObstacleWord.word.in_(before - after)
            )
        )
    if after - before:
        rows = [{"obstacle_id": obstacle.id, "word": word} for word in sorted(after - before)]
        db.session.connection().execute(INSERT_SEARCH_WORDS, rows)


def publish_draft(*, obstacle: Obstacle) -> Obstacle:
    """Log a draft; its history begins now."""
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
    """Delete a draft; raise DomainError if the obstacle is logged."""
    if not obstacle.is_draft:
        raise DomainError(
            _("You can delete only drafts. To hide this obstacle, change who can see it")
        )
    db.session.delete(obstacle)
    db.session.flush()


def hinder(*, holding: Obstacle, held_up: Obstacle) -> Hindrance:
    """Record that one obstacle holds up another; cycles are allowed."""
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
    """Delete the hindrance between two obstacles."""
    hindrance = db.session.get(Hindrance, (holding.id, held_up.id))
    if hindrance is None:
        raise DomainError(_("This link was already removed"))
    db.session.delete(hindrance)
    db.session.flush()
