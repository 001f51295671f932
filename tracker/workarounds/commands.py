"""Change workarounds: log, edit, put beside an obstacle, record a trial. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.commands_widened_texts import widen_trials_of
from tracker.auth.widening import narrower_of, readers_of, widening
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, Programme, Trial, Workaround, WorkaroundLink
from tracker.models.checks import check_text, check_web_address
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Outcome, Visibility
from tracker.sight.sight import Sight
from tracker.text_index.commands import store_new_vector, store_vector
from tracker.workarounds.queries_totals import (
    MOST_TOLD,
    MOST_TRIALS,
    MOST_WORKAROUNDS,
    has_all_workarounds,
    has_too_many_told,
    has_too_many_trials,
)

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_WHAT_IT_TOOK = 200, 5000, 2000
LONGEST_SOURCE_LABEL = 300
PREFIX, TRIAL_PREFIX = "W", "T"


@dataclass(frozen=True)
class Way:
    """What somebody tells of a way round."""

    title: str
    visibility: Visibility
    details: str = ""
    is_named: bool = True


@dataclass(frozen=True)
class Source:
    """Where a published workaround is told."""

    label: str = ""
    url: str = ""
    logged_at: datetime | None = None


@dataclass(frozen=True)
class Course:
    """How a trial goes or went."""

    outcome: Outcome
    started_on: date | None = None
    ended_on: date | None = None
    what_it_took: str = ""


def log_workaround(  # noqa: PLR0913  One argument for each thing said of it.
    *,
    programme: Programme,
    organisation_id: int,
    author_id: int | None,
    way: Way,
    source: Source | None = None,
    form_key: UUID | None = None,
) -> Workaround:
    """Log a workaround; raises AlreadySubmitted if the author's form of this key has made one."""
    _check_way(way)
    told = source or Source()
    check_text(told.label, _("Source"), LONGEST_SOURCE_LABEL)
    check_web_address(told.url)
    moment = told.logged_at or now()
    workaround = Workaround(
        programme_id=programme.id,
        organisation_id=organisation_id,
        author_id=author_id,
        source_label=told.label,
        source_url=told.url,
        logged_at=moment,
        changed_at=moment,
        form_key=form_key,
        **vars(way),
    )
    add_with_free_reference(workaround, PREFIX)
    if has_too_many_told(workaround):
        raise DomainError(
            ngettext(
                "Your organisation has reached the limit of %(num)s workaround in this programme",
                "Your organisation has reached the limit of %(num)s workarounds in this programme",
                MOST_TOLD,
            )
        )
    store_new_vector(workaround)
    return workaround


def edit_workaround(*, workaround: Workaround, version: int, way: Way) -> Workaround:
    """Put other words in place of those that stood there when the person began to write.

    Where more people come to read it, they come to read what its organisation's trials took.
    """
    check_version(workaround, version)
    _check_way(way)
    readers_before = readers_of(workaround)
    for name, value in vars(way).items():
        setattr(workaround, name, value)
    if db.session.is_modified(workaround):
        workaround.changed_at = now()
    flush_version()
    if widening(readers_before, readers_of(workaround)):
        widen_trials_of(workaround)
    store_vector(workaround)
    return workaround


def link_workaround(
    *, workaround: Workaround, obstacle: Obstacle, sight: Sight | None = None
) -> WorkaroundLink:
    """Put the workaround beside the obstacle; once is enough.

    The bound counts what is within `sight`; without one, as for seeds, there is none.
    """
    if workaround.programme_id != obstacle.programme_id:
        raise DomainError(
            _("This obstacle is in another programme. Choose one from this programme")
        )
    if obstacle.is_draft:
        raise DomainError(_("Log the draft before you link a workaround"))
    link = db.session.get(WorkaroundLink, (workaround.id, obstacle.id))
    if link is None:
        if sight is not None and has_all_workarounds(sight, obstacle):
            raise DomainError(
                ngettext(
                    "This obstacle already has %(num)s workaround. Remove a link first",
                    "This obstacle already has %(num)s workarounds. Remove a link first",
                    MOST_WORKAROUNDS,
                )
            )
        link = WorkaroundLink(
            workaround_id=workaround.id,
            obstacle_id=obstacle.id,
            programme_id=obstacle.programme_id,
        )
        db.session.add(link)
        db.session.flush()
    return link


def unlink_workaround(*, workaround: Workaround, obstacle: Obstacle) -> None:
    """Take the workaround away from the obstacle, unless somebody tried it there."""
    link = db.session.get(WorkaroundLink, (workaround.id, obstacle.id))
    if link is None:
        raise DomainError(_("This workaround is not linked to this obstacle"))
    tried = sa.exists().where(
        Trial.workaround_id == workaround.id, Trial.obstacle_id == obstacle.id
    )
    if db.session.scalar(sa.select(tried)):
        raise DomainError(
            _("This workaround has a trial for this obstacle, so you cannot remove the link")
        )
    db.session.delete(link)
    db.session.flush()


def record_trial(  # noqa: PLR0913  One argument for each thing said of it.
    *,
    workaround: Workaround,
    obstacle: Obstacle,
    author_id: int | None,
    course: Course,
    form_key: UUID | None = None,
    sight: Sight | None = None,
) -> Trial:
    """Record that the obstacle's organisation tries the workaround, and how it goes.

    Whoever reads both of them now reads what it took, and nobody who is let in later.
    Raises AlreadySubmitted where the author's form of this key has recorded one already.
    """
    _check_course(course)
    link_workaround(workaround=workaround, obstacle=obstacle, sight=sight)
    trial = Trial(
        programme_id=obstacle.programme_id,
        workaround_id=workaround.id,
        obstacle_id=obstacle.id,
        visibility=narrower_of(obstacle.visibility, workaround.visibility),
        author_id=author_id,
        form_key=form_key,
        **vars(course),
    )
    add_with_free_reference(trial, TRIAL_PREFIX)
    if has_too_many_trials(trial):
        raise DomainError(
            ngettext(
                "This workaround already has %(num)s trial for this obstacle. Update that trial",
                "This workaround already has %(num)s trials for this obstacle. "
                "Update one of these trials",
                MOST_TRIALS,
            )
        )
    return trial


def edit_trial(*, trial: Trial, version: int, course: Course) -> Trial:
    """Say how the trial goes now.

    What it took may have fewer readers than the trial, so it alone makes no trial newer, in lists
    and digests; its obstacle counts as touched.
    """
    check_version(trial, version)
    _check_course(course)
    changed = {name for name, value in vars(course).items() if getattr(trial, name) != value}
    for name in changed:
        setattr(trial, name, getattr(course, name))
    if "what_it_took" in changed:
        now_read_by = trial.obstacle.visibility, trial.workaround.visibility
        trial.visibility = narrower_of(trial.visibility, *now_read_by)
    if changed - {"what_it_took"}:
        trial.recorded_at = now()
    elif changed:
        touched = sa.update(Obstacle).where(Obstacle.id == trial.obstacle_id)
        db.session.execute(touched.values(confirmed_at=now()))
    flush_version()
    return trial


def _check_way(way: Way) -> None:
    missing = _("Enter what gets round the obstacle")
    check_text(way.title, _("What gets round it?"), LONGEST_TITLE, missing=missing)
    check_text(way.details, _("How is it done?"), LONGEST_DETAILS)


def _check_course(course: Course) -> None:
    check_text(course.what_it_took, _("What did it take?"), LONGEST_WHAT_IT_TOOK)
    if course.started_on and course.ended_on and course.ended_on < course.started_on:
        raise DomainError(_("End date must be the same as or after the start date"))
