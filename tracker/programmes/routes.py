"""Routes of programmes: the list, the overview page, the settings."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.confirmations import Confirmation, confirmation_page, is_confirmed
from tracker.auth.guards import find_programme, guarded, signed_in, this_sight
from tracker.auth.permissions import Permission
from tracker.comments.queries_mentions import mentions_of
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.partial_lists import list_part
from tracker.insights.bars import NARROW, WIDE, Bar, bars
from tracker.insights.figures import (
    Figure,
    obstacles_in_the_way,
    obstacles_no_longer_in_the_way,
    obstacles_without_a_workaround,
    shared_barriers,
)
from tracker.insights.labels import states_in_words
from tracker.insights.queries import Network, network_of
from tracker.insights.queries_solved_elsewhere import (
    barriers_solved_elsewhere,
    helpful_workarounds_of,
)
from tracker.insights.sentences import headline, names_of
from tracker.insights.sight_labels import describe_sight
from tracker.models import Programme
from tracker.models.labels import label
from tracker.models.vocabulary import Status
from tracker.notifications.queries_reminders import look_again_today, reminders_for
from tracker.programmes.commands import close_programme, edit_programme, reopen_programme
from tracker.programmes.confirmations import (
    confirmation_of_closing,
    confirmation_of_reopening,
    confirmation_of_retention,
    deletes_sooner,
)
from tracker.programmes.first_pages import first_page_of
from tracker.programmes.first_steps import steps_of
from tracker.programmes.forms import ProgrammeForm, initial_values
from tracker.programmes.queries import (
    joined_programmes,
    own_obstacles_to_do,
    power_to_remove,
    recent_obstacles,
)
from tracker.programmes.queries_first_steps import Step, first_steps
from tracker.programmes.queries_waiting import waiting_counts, waiting_lists
from tracker.programmes.waiting import rows_of
from tracker.register.criteria import HasWorkaround, ListCriteria
from tracker.register.queries import count_obstacles, drafts_of
from tracker.sessions.form_replay import replayed
from tracker.sessions.person import this_person
from tracker.sight.sight import Sight
from tracker.web.rate_limits import WRITES, limited
from tracker.workarounds.queries_follow_up import due_follow_ups

bp = Blueprint("programmes", __name__)

FIRST_TO_CARRY = 3
PAGE_SIZE = 25
"""The number of things on a page of a list of what waits."""
FIRST_SHARED = 12
BLOCKING_STATUSES = (Status.OPEN.value, Status.BEING_WORKED_ON.value)
CLEARED_STATUSES = (Status.WORKED_ROUND.value, Status.RESOLVED.value)


@bp.get("/")
@signed_in(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """Redirect to the person's first page; list their programmes if there are several or none."""
    person = this_person()
    programmes = joined_programmes(person)
    if "all" not in request.args:
        if len(programmes) == 1:
            return redirect(first_page_of(programmes[0], person))
        if person.is_administrator and not programmes:
            return redirect(url_for("administration.index"))
    return render_template(
        "programmes/index.html",
        programmes=programmes,
        first_page_of=lambda programme: first_page_of(programme, person),
    )


@bp.get("/programmes/<slug:slug>")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def show(programme: Programme) -> ResponseReturnValue:
    """Show shared barriers, those solved elsewhere, recent obstacles and the person's tasks."""
    sight = this_sight()
    network = network_of(sight)
    solved = barriers_solved_elsewhere(network)
    shown = solved if request.args.get("solved") == "all" else solved[:FIRST_TO_CARRY]
    rows, steps = _power(network), first_steps(sight)
    return render_template(
        "programmes/show.html",
        headline=_headline(steps, network),
        steps=steps_of(steps, programme),
        figures=_figures(sight, programme, network),
        carried=helpful_workarounds_of(sight, shown),
        waiting=len(solved),
        waiting_rows=rows_of(waiting_counts(sight), programme),
        shared=network.shared[:FIRST_SHARED],
        more_shared=max(0, len(network.shared) - FIRST_SHARED),
        charts={"wide": bars(rows, width=WIDE), "narrow": bars(rows, width=NARROW)},
        recent_obstacles=recent_obstacles(sight),
        own_obstacles=own_obstacles_to_do(sight, network),
        drafts=drafts_of(sight),
        follow_ups=due_follow_ups(sight),
        mentions=mentions_of(sight),
        look_again=look_again_today(sight),
        questions=reminders_for(sight),
        sight_description=describe_sight(sight),
        names_of=names_of,
        states_in_words=states_in_words,
    )


@bp.get("/programmes/<slug:slug>/waiting")
@guarded(Permission.WAITING_READ, on=find_programme)
def waiting(programme: Programme) -> ResponseReturnValue:
    """List what waits for the person and has no page of its own."""
    lists, page = waiting_lists(this_sight()), url_for(".waiting", slug=programme.slug)
    return render_template(
        "programmes/waiting.html",
        barriers=list_part("barriers", lists.barriers, PAGE_SIZE, page),
        organisations=list_part("organisations", lists.organisations, PAGE_SIZE, page),
        trials=list_part("trials", lists.trials, PAGE_SIZE, page),
        dates=list_part("dates", lists.dates, PAGE_SIZE, page),
    )


def _headline(steps: Mapping[Step, bool], network: Network) -> str:
    """Return the finding, or to a lead that the programme has no organisation yet."""
    if steps.get(Step.ORGANISATIONS, True):
        return headline(network.shared)
    return str(_("Nobody can log here yet. Invite the first organisation."))


def _power(network: Network) -> list[Bar]:
    return [
        Bar(
            str(label(row.level)) if row.level else str(_("level not recorded")),
            row.blocking,
            row.cleared,
            row.immovable,
        )
        for row in power_to_remove(network.shared)
    ]


def _figures(sight: Sight, programme: Programme, network: Network) -> list[Figure]:
    """Return four figures, each with the URL of the list that it counts."""
    stuck, past = ListCriteria(status=BLOCKING_STATUSES), ListCriteria(status=CLEARED_STATUSES)
    no_way = ListCriteria(status=BLOCKING_STATUSES, workaround=(HasWorkaround.NO,))
    obstacles = url_for("register.index", slug=programme.slug)
    anchor = "table" if network.shared else None
    barriers = url_for("insights.network", slug=programme.slug, _anchor=anchor)
    return [
        replace(shared_barriers(network), address=barriers),
        replace(
            obstacles_in_the_way(count_obstacles(sight, stuck)),
            address=obstacles + stuck.query_string,
        ),
        replace(
            obstacles_no_longer_in_the_way(count_obstacles(sight, past)),
            address=obstacles + past.query_string,
        ),
        replace(
            obstacles_without_a_workaround(count_obstacles(sight, no_way)),
            address=obstacles + no_way.query_string,
        ),
    ]


@bp.route("/programmes/<slug:slug>/settings", methods=["GET", "POST"])
@limited(WRITES)
@guarded(Permission.PROGRAMME_EDIT, on=find_programme)
def settings(programme: Programme) -> ResponseReturnValue:
    """Change the programme's names, description and rules."""
    if request.method == "POST":
        db.session.refresh(programme, with_for_update=True)  # Two who save at once are merged.
    form = ProgrammeForm(**replayed(), data=initial_values(programme), edited=programme)
    if not form.validate_on_submit():
        return _settings_page(form)
    months, rules = programme.retention_months, form.rules()
    try:
        edit_programme(
            programme=programme,
            name=form.name.data,
            full_name=form.full_name.data,
            about=form.about.data or "",
            rules=rules,
        )
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _settings_page(form)
    if deletes_sooner(months, rules.retention_months) and not is_confirmed():
        db.session.rollback()
        return confirmation_page(confirmation_of_retention(programme, rules))
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for(".show", slug=programme.slug), 303)


@bp.post("/programmes/<slug:slug>/close")
@limited(WRITES)
@guarded(Permission.PROGRAMME_CLOSE, on=find_programme)
def close(programme: Programme) -> ResponseReturnValue:
    """Close the programme; the person confirms first."""
    message = _("Programme closed. Nobody can log or change anything in it.")
    return _perform(programme, close_programme, confirmation_of_closing, message)


@bp.post("/programmes/<slug:slug>/reopen")
@limited(WRITES)
@guarded(Permission.PROGRAMME_CLOSE, on=find_programme)
def reopen(programme: Programme) -> ResponseReturnValue:
    """Reopen a closed programme; the person confirms first."""
    return _perform(
        programme, reopen_programme, confirmation_of_reopening, _("Programme reopened.")
    )


def _perform(
    programme: Programme,
    act: Callable[..., Programme],
    confirm: Callable[[Programme], Confirmation],
    message: str,
) -> ResponseReturnValue:
    """Perform the confirmed act on the programme, or flash its error."""
    page = url_for(".show", slug=programme.slug)
    try:
        act(programme=programme)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(page, 303)
    if not is_confirmed():
        db.session.rollback()
        return confirmation_page(confirm(programme))
    db.session.commit()
    flash(message, "success")
    return redirect(page, 303)


def _settings_page(form: ProgrammeForm) -> ResponseReturnValue:
    page = render_template("programmes/settings.html", form=form)
    return page, form.error_status if form.is_submitted() else 200
