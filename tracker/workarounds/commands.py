"""Log, edit, link and unlink workarounds; record and edit trials. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.commands_widened_texts import widen_texts_of_workaround
from tracker.auth.widening import narrower_of, readers_of, widening
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, Programme, Trial, Workaround, WorkaroundLink
from tracker.models.checks import check_text, check_web_address
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Outcome, Visibility
from tracker.sight.sight import Sight, is_current
from tracker.text_index.commands import store_new_vector, store_vector
from tracker.workarounds.queries_totals import (
    MAX_LINKED_WORKAROUNDS,
    MAX_TRIALS,
    MAX_WORKAROUNDS,
    has_all_workarounds,
    has_too_many_trials,
    has_too_many_workarounds,
)

MAX_TITLE_LENGTH, MAX_DETAILS_LENGTH, MAX_WHAT_IT_TOOK_LENGTH = 200, 5000, 2000
MAX_SOURCE_LABEL_LENGTH = 300
PREFIX, TRIAL_PREFIX = "W", "T"


@dataclass(frozen=True)
class WorkaroundInput:
    """The input of a workaround."""

    title: str
    visibility: Visibility
    details: str = ""
    is_named: bool = True


@dataclass(frozen=True)
class WorkaroundSource:
    """The source of a published workaround."""

    label: str = ""
    url: str = ""
    logged_at: datetime | None = None


@dataclass(frozen=True)
class TrialInput:
    """The input of a trial."""

    outcome: Outcome
    started_on: date | None = None
    ended_on: date | None = None
    what_it_took: str = ""


def log_workaround(  # noqa: PLR0913  One argument per field.
    *,
    programme: Programme,
    organisation_id: int,
    author_id: int | None,
    content: WorkaroundInput,
    source: WorkaroundSource | None = None,
    form_key: UUID | None = None,
) -> Workaround:
    """Log a workaround; raise AlreadySubmitted if the author's form with this key has made one."""
    _check_workaround(content)
    source = source or WorkaroundSource()
    check_text(source.label, _("Source"), MAX_SOURCE_LABEL_LENGTH)
    check_web_address(source.url)
    moment = source.logged_at or now()
    workaround = Workaround(
        programme_id=programme.id,
        organisation_id=organisation_id,
        author_id=author_id,
        source_label=source.label,
        source_url=source.url,
        logged_at=moment,
        changed_at=moment,
        form_key=form_key,
        **vars(content),
    )
    add_with_free_reference(workaround, PREFIX)
    if has_too_many_workarounds(workaround):
        raise DomainError(
            ngettext(
                "Your organisation has reached the limit of %(num)s workaround in this programme",
                "Your organisation has reached the limit of %(num)s workarounds in this programme",
                MAX_WORKAROUNDS,
            )
        )
    store_new_vector(workaround)
    return workaround


def edit_workaround(
    *, workaround: Workaround, version: int, content: WorkaroundInput
) -> Workaround:
    """Edit a workaround; raise EditConflict if it has changed since this version.

    If its visibility increases, so does that of what its organisation's trials took.
    """
    check_version(workaround, version)
    _check_workaround(content)
    readers_before = readers_of(workaround)
    for name, value in vars(content).items():
        setattr(workaround, name, value)
    if db.session.is_modified(workaround):
        workaround.changed_at = now()
    flush_version()
    if widening(readers_before, readers_of(workaround)):
        widen_texts_of_workaround(workaround)
    store_vector(workaround)
    return workaround


def link_workaround(
    *, workaround: Workaround, obstacle: Obstacle, sight: Sight | None = None
) -> WorkaroundLink:
    """Link the workaround to the obstacle; do nothing if it is linked already.

    The limit counts what is within `sight`; there is no limit if it is None, as for seeds.
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
                    MAX_LINKED_WORKAROUNDS,
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
    """Unlink the workaround from the obstacle; raise DomainError if it was tried there."""
    link = db.session.get(WorkaroundLink, (workaround.id, obstacle.id))
    if link is None:
        raise DomainError(_("This workaround is not linked to this obstacle"))
    of_pair = Trial.workaround_id == workaround.id, Trial.obstacle_id == obstacle.id
    if db.session.scalar(sa.select(sa.exists().where(*of_pair, is_current(Trial)))):
        raise DomainError(
            _("This workaround has a trial for this obstacle, so you cannot remove the link")
        )
    if db.session.scalar(sa.select(sa.exists().where(*of_pair))):
        raise DomainError(
            _(
                "A trial for this obstacle was withdrawn and can still be restored, so you cannot "
                "remove the link yet"
            )
        )
    db.session.delete(link)
    db.session.flush()


def record_trial(  # noqa: PLR0913  One argument per field.
    *,
    workaround: Workaround,
    obstacle: Obstacle,
    author_id: int | None,
    content: TrialInput,
    form_key: UUID | None = None,
    sight: Sight | None = None,
) -> Trial:
    """Record a trial of the workaround by the obstacle's organisation.

    What it took is visible to those who see both now, and to nobody who can see them later.
    Raise AlreadySubmitted if the author's form with this key has recorded one already.
    """
    _check_trial(content)
    link_workaround(workaround=workaround, obstacle=obstacle, sight=sight)
    trial = Trial(
        programme_id=obstacle.programme_id,
        workaround_id=workaround.id,
        obstacle_id=obstacle.id,
        visibility=narrower_of(obstacle.visibility, workaround.visibility),
        author_id=author_id,
        form_key=form_key,
        **vars(content),
    )
    add_with_free_reference(trial, TRIAL_PREFIX)
    if has_too_many_trials(trial):
        raise DomainError(
            ngettext(
                "This workaround already has %(num)s trial for this obstacle. Update that trial",
                "This workaround already has %(num)s trials for this obstacle. "
                "Update one of these trials",
                MAX_TRIALS,
            )
        )
    return trial


def edit_trial(*, trial: Trial, version: int, content: TrialInput) -> Trial:
    """Edit a trial; raise EditConflict if it has changed since this version.

    What it took may have fewer readers than the trial, so a change of that alone does not make the
    trial newer in lists and digests; it confirms the obstacle.
    """
    check_version(trial, version)
    _check_trial(content)
    changed = {name for name, value in vars(content).items() if getattr(trial, name) != value}
    for name in changed:
        setattr(trial, name, getattr(content, name))
    if "what_it_took" in changed:
        visibilities = trial.obstacle.visibility, trial.workaround.visibility
        trial.visibility = narrower_of(trial.visibility, *visibilities)
    if changed - {"what_it_took"}:
        trial.recorded_at = now()
    elif changed:
        update = sa.update(Obstacle).where(Obstacle.id == trial.obstacle_id)
        db.session.execute(update.values(confirmed_at=now()))
    flush_version()
    return trial


def _check_workaround(content: WorkaroundInput) -> None:
    missing = _("Enter what gets round the obstacle")
    check_text(content.title, _("What gets round it?"), MAX_TITLE_LENGTH, missing=missing)
    check_text(content.details, _("How is it done?"), MAX_DETAILS_LENGTH)


def _check_trial(content: TrialInput) -> None:
    check_text(content.what_it_took, _("What did it take?"), MAX_WHAT_IT_TOOK_LENGTH)
    if content.started_on and content.ended_on and content.ended_on < content.started_on:
        raise DomainError(_("End date must be the same as or after the start date"))
