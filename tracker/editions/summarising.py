"""Build a programme's summary from the counts and the network within the viewer's sight."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from tracker.editions.queries import NO_CATEGORY, UNNAMED, SummaryCounts, summary_counts
from tracker.editions.summary import (
    CategoryMatrix,
    HelpfulWorkaroundLine,
    LevelStatusCounts,
    SharedBarrierLine,
    StatusCounts,
    Summary,
)
from tracker.insights.criteria import NetworkCriteria
from tracker.insights.figures import (
    Figure,
    obstacles_in_the_way,
    obstacles_no_longer_in_the_way,
    organisations_with_obstacles,
    shared_barriers,
)
from tracker.insights.labels import (
    immovable_in_words,
    no_longer_in_the_way,
    still_in_the_way,
)
from tracker.insights.network_page import draw_network
from tracker.insights.queries import BarrierSharing, Network, NetworkOrganisation, network_of
from tracker.insights.queries_solved_elsewhere import (
    HelpfulWorkaround,
    SolvedElsewhere,
    helpful_workarounds_of,
)
from tracker.insights.sentences import finding, headline
from tracker.insights.sight_labels import describe_sight
from tracker.insights.standalone import printable_svg
from tracker.models import Programme
from tracker.models.labels import listed
from tracker.models.vocabulary import Level, Outcome, Status
from tracker.sight.sight import Sight


def summarise(sight: Sight, made_on: date, *, has_picture: bool = True) -> Summary:
    """Return the programme's summary within the viewer's sight, on this day."""
    network, numbers = network_of(sight), summary_counts(sight)
    shared = network.shared
    status_counts = _status_counts(numbers.by_status)
    return Summary(
        programme_name=sight.programme.name,
        programme_full_name=sight.programme.full_name,
        made_on=made_on,
        sight=describe_sight(sight),
        headline=headline(shared),
        lead=_lead(numbers, status_counts),
        figures=_figures(numbers, network, status_counts),
        shared=[_line(barrier) for barrier in shared],
        helpful_workarounds=helpful_workarounds(
            helpful_workarounds_of(sight, [barrier for barrier in shared if barrier.cleared_by])
        ),
        matrix=_matrix(numbers),
        status_counts=status_counts,
        levels=_levels(numbers.by_level),
        network_svg=_picture(network) if has_picture else None,
        network_description=finding(shared) if shared else "",
        notes=_notes(sight.programme),
        threshold=sight.programme.threshold,
    )


def _notes(programme: Programme) -> list[str]:
    notes = [
        _(
            "Obstacles logged without a name are counted only if this summary can include at "
            "least %(threshold)d of them. They are then shown together as one organisation. "
            "They get a column in the table of categories only if every number in the column "
            "is 0 or at least %(threshold)d.",
            threshold=programme.threshold,
        )
    ]
    if programme.closed_at is not None:
        closed_on = format_date(programme.closed_at, "d MMMM y")
        notes.append(_("The programme was closed on %(day)s.", day=closed_on))
    return notes


def _lead(numbers: SummaryCounts, status_counts: StatusCounts) -> str:
    if not numbers.total:
        return str(_("No obstacles in this summary yet."))
    counts = listed([words for count, words in _status_sentences(status_counts) if count])
    return str(
        ngettext(
            "%(number)s obstacle logged: %(counts)s.",
            "%(number)s obstacles logged: %(counts)s.",
            numbers.total,
            number=format_decimal(numbers.total),
            counts=counts,
        )
    )


def _status_sentences(status_counts: StatusCounts) -> Iterator[tuple[int, str]]:
    """Yield the count of each of three groups of statuses, and its sentence."""
    blocking, cleared = status_counts.blocking or 0, status_counts.cleared or 0
    immovable = status_counts.accepted_as_immovable or 0
    yield blocking, still_in_the_way(blocking)
    yield cleared, no_longer_in_the_way(cleared)
    yield immovable, immovable_in_words(immovable)


def _figures(numbers: SummaryCounts, network: Network, status_counts: StatusCounts) -> list[Figure]:
    columns = numbers.columns
    return [
        organisations_with_obstacles(
            numbers.organisations,
            countries=len({column.country for column in columns if column.country}),
            groups=sum(column.is_group for column in columns),
            has_unnamed=numbers.counts_unnamed,
        ),
        shared_barriers(network),
        obstacles_no_longer_in_the_way(status_counts.cleared or 0),
        obstacles_in_the_way(status_counts.blocking or 0),
    ]


def _status_counts(by_status: Mapping[Status, int]) -> StatusCounts:
    return StatusCounts(
        open=by_status.get(Status.OPEN, 0),
        being_worked_on=by_status.get(Status.BEING_WORKED_ON, 0),
        worked_round=by_status.get(Status.WORKED_ROUND, 0),
        resolved=by_status.get(Status.RESOLVED, 0),
        accepted_as_immovable=by_status.get(Status.ACCEPTED_AS_IMMOVABLE, 0),
    )


def _levels(by_level: Mapping[Level | None, Mapping[Status, int]]) -> list[LevelStatusCounts]:
    return [
        LevelStatusCounts(
            level=level.value if level else None, status_counts=_status_counts(by_status)
        )
        for level, by_status in by_level.items()
        if level or by_status
    ]


def _line(barrier: BarrierSharing) -> SharedBarrierLine:
    """Return the line of a shared barrier; its strip shows unnamed ones only if that is safe."""
    named = [
        entry.organisation.short_name for entry in barrier.statuses if entry.organisation.is_named
    ]
    return SharedBarrierLine(
        reference=barrier.reference,
        title=barrier.title,
        organisations=barrier.organisations,
        states=[status.value for status in barrier.strip],
        named=named,
        unnamed=0 if len(named) == barrier.organisations else None,
        cleared_by=_names(barrier.cleared_by),
        level=barrier.level.value if barrier.level else None,
    )


def _names(organisations: Iterable[NetworkOrganisation]) -> list[str]:
    return [organisation.short_name for organisation in organisations if organisation.is_named]


def helpful_workarounds(solved: Iterable[SolvedElsewhere]) -> list[HelpfulWorkaroundLine]:
    """Return each helpful workaround once, the one that helped most organisations first."""
    uses_by_reference: dict[str, list[HelpfulWorkaround]] = {}
    for one in solved:
        for use in one.workarounds:
            uses_by_reference.setdefault(use.reference, []).append(use)
    lines = [
        HelpfulWorkaroundLine(words=uses[0].title, where=_organisations_helped(uses))
        for uses in uses_by_reference.values()
    ]
    return sorted(lines, key=lambda line: -len(line.where))


def _organisations_helped(uses: Sequence[HelpfulWorkaround]) -> list[str]:
    """Return the names of the organisations, with the outcome if it is not a full success."""
    outcomes: dict[NetworkOrganisation, Outcome | None] = {}
    for use in uses:
        for organisation in use.organisations:
            if organisation.is_named and (
                organisation not in outcomes or use.outcome is Outcome.WORKED
            ):
                outcomes[organisation] = use.outcome
    return [
        _organisation_with_outcome(organisation, outcome)
        for organisation, outcome in outcomes.items()
    ]


def _organisation_with_outcome(organisation: NetworkOrganisation, outcome: Outcome | None) -> str:
    if outcome is Outcome.PARTLY:
        return str(_("%(name)s (partly)", name=organisation.short_name))
    if outcome is None:
        return str(_("%(name)s (outcome not recorded)", name=organisation.short_name))
    return organisation.short_name


def _matrix(numbers: SummaryCounts) -> CategoryMatrix:
    """Return the matrix of the cells; a category's total is the sum of its shown counts."""
    counts = [
        [numbers.cells.get((category, owner), 0) for owner in numbers.column_slugs]
        for category in numbers.categories
    ]
    names = {column.slug: column.short_name for column in numbers.columns}
    return CategoryMatrix(
        categories=[
            str(_("No category")) if name == NO_CATEGORY else name for name in numbers.categories
        ],
        organisations=[
            names.get(owner, str(_("Name not shown"))) for owner in numbers.column_slugs
        ],
        counts=counts,
        totals=[sum(row) for row in counts],
        organisation_totals=[numbers.by_owner.get(owner, 0) for owner in numbers.column_slugs],
        total=numbers.total,
        without_column=0 if numbers.shows_unnamed else numbers.by_owner.get(UNNAMED, 0),
    )


def _picture(network: Network) -> str | None:
    picture = draw_network(network, NetworkCriteria(), lambda _kind, _identity: "")
    return printable_svg(picture).decode() if picture else None
