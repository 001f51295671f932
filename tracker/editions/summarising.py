"""A programme's summary in words, from the numbers and the network within one viewer's sight."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from tracker.editions.queries import NO_CATEGORY, Numbers, encode_texts
from tracker.editions.queries import Body as Named
from tracker.editions.summary import (
    CategoryMatrix,
    Figure,
    LevelStanding,
    PastLine,
    SharedBarrierLine,
    Standing,
    Summary,
)
from tracker.insights.criteria import NetworkAsked
from tracker.insights.labels import (
    immovable_in_words,
    no_longer_in_the_way,
    still_in_the_way,
)
from tracker.insights.network_page import drawn
from tracker.insights.queries import Body, Met, Network, network_of
from tracker.insights.queries_solved_elsewhere import Carried, Way, ways_past
from tracker.insights.sentences import finding, headline
from tracker.insights.sight_labels import whose_sight
from tracker.insights.standalone import on_paper
from tracker.models.labels import listed
from tracker.models.vocabulary import Level, Outcome, Status
from tracker.sight.sight import Sight


def summarise(sight: Sight, made_on: date, *, is_drawn: bool = True) -> Summary:
    """Return the programme's summary as its viewer may read it, on this day."""
    network, numbers = network_of(sight), encode_texts(sight)
    shared = network.shared
    standing = _standing(numbers.by_status)
    return Summary(
        programme_name=sight.programme.name,
        programme_full_name=sight.programme.full_name,
        made_on=made_on,
        sight=whose_sight(sight),
        headline=headline(shared),
        lead=_lead(numbers, standing),
        figures=_figures(numbers, network, standing),
        shared=[_line(barrier) for barrier in shared],
        got_past=got_past(ways_past(sight, [barrier for barrier in shared if barrier.past])),
        matrix=_matrix(numbers),
        standing=standing,
        levels=_levels(numbers.by_level),
        network_svg=_picture(network) if is_drawn else None,
        network_words=finding(shared) if shared else "",
        notes=[
            _(
                "Obstacles logged without a name are counted only if this summary can include at "
                "least %(threshold)d of them. They are then shown together as one organisation. "
                "They get a column in the table of categories only if every number in the column "
                "is 0 or at least %(threshold)d.",
                threshold=sight.programme.threshold,
            )
        ],
        threshold=sight.programme.threshold,
    )


def _lead(numbers: Numbers, standing: Standing) -> str:
    if not numbers.total:
        return str(_("No obstacles in this summary yet."))
    said = listed([words for count, words in _stands(standing) if count])
    return str(
        ngettext(
            "%(number)s obstacle logged: %(counts)s.",
            "%(number)s obstacles logged: %(counts)s.",
            numbers.total,
            number=format_decimal(numbers.total),
            counts=said,
        )
    )


def _stands(standing: Standing) -> Iterator[tuple[int, str]]:
    """Yield how many obstacles stand in one of three ways, and that in words."""
    stuck, past = standing.in_the_way or 0, standing.past_it or 0
    immovable = standing.accepted_as_immovable or 0
    yield stuck, still_in_the_way(stuck)
    yield past, no_longer_in_the_way(past)
    yield immovable, immovable_in_words(immovable)


def _figures(numbers: Numbers, network: Network, standing: Standing) -> list[Figure]:
    shared = len(network.shared)
    single = [body for body in numbers.bodies if not body.is_group]
    return [
        Figure(
            number=len(single),
            noun=ngettext("organisation named", "organisations named", len(single)),
            definition=_countries(numbers.bodies),
        ),
        Figure(
            number=shared,
            noun=ngettext("shared barrier", "shared barriers", shared),
            definition=_("of %(number)s found", number=format_decimal(len(network.barriers))),
        ),
        Figure(
            number=standing.past_it or 0,
            noun=ngettext(
                "obstacle no longer in the way",
                "obstacles no longer in the way",
                standing.past_it or 0,
            ),
            definition=_("worked round or resolved"),
            tone="past",
        ),
        Figure(
            number=standing.in_the_way or 0,
            noun=ngettext("obstacle in the way", "obstacles in the way", standing.in_the_way or 0),
            definition=_("open or being worked on"),
            tone="stuck",
        ),
    ]


def _countries(bodies: Sequence[Named]) -> str:
    """Say in how many countries they are, and how many are named only as a group."""
    countries = len({body.country for body in bodies if body.country})
    groups = sum(body.is_group for body in bodies)
    if not groups:
        return str(ngettext("in %(num)s country", "in %(num)s countries", countries))
    return str(
        _(
            "Countries: %(countries)s. Groups of organisations: %(groups)s.",
            countries=format_decimal(countries),
            groups=format_decimal(groups),
        )
    )


def _standing(by_status: Mapping[Status, int]) -> Standing:
    return Standing(
        open=by_status.get(Status.OPEN, 0),
        being_worked_on=by_status.get(Status.BEING_WORKED_ON, 0),
        worked_round=by_status.get(Status.WORKED_ROUND, 0),
        resolved=by_status.get(Status.RESOLVED, 0),
        accepted_as_immovable=by_status.get(Status.ACCEPTED_AS_IMMOVABLE, 0),
    )


def _levels(by_level: Mapping[Level | None, Mapping[Status, int]]) -> list[LevelStanding]:
    return [
        LevelStanding(level=level.value if level else None, standing=_standing(by_status))
        for level, by_status in by_level.items()
        if level or by_status
    ]


def _line(barrier: Met) -> SharedBarrierLine:
    """Tell of one shared barrier; its strip shows those not named only where that is safe."""
    named = [place.body.short_name for place in barrier.places if place.body.is_named]
    return SharedBarrierLine(
        reference=barrier.reference,
        title=barrier.title,
        organisations=barrier.organisations,
        states=[status.value for status in barrier.strip],
        named=named,
        unnamed=0 if len(named) == barrier.organisations else None,
        past_it=_names(barrier.past),
        level=barrier.level.value if barrier.level else None,
    )


def _names(bodies: Iterable[Body]) -> list[str]:
    return [body.short_name for body in bodies if body.is_named]


def got_past(carried: Iterable[Carried]) -> list[PastLine]:
    """Return each way past a shared barrier once, the one that served most places first."""
    ways: dict[str, list[Way]] = {}
    for one in carried:
        for way in one.ways:
            ways.setdefault(way.reference, []).append(way)
    lines = [PastLine(words=uses[0].title, where=_where(uses)) for uses in ways.values()]
    return sorted(lines, key=lambda line: -len(line.where))


def _where(uses: Sequence[Way]) -> list[str]:
    """Name the places, each with how it went there where that is not plain success."""
    went: dict[Body, Outcome | None] = {}
    for way in uses:
        for body in way.bodies:
            if body.is_named and (body not in went or way.outcome is Outcome.WORKED):
                went[body] = way.outcome
    return [_place(body, outcome) for body, outcome in went.items()]


def _place(body: Body, outcome: Outcome | None) -> str:
    if outcome is Outcome.PARTLY:
        return str(_("%(name)s (partly)", name=body.short_name))
    if outcome is None:
        return str(_("%(name)s (outcome not recorded)", name=body.short_name))
    return body.short_name


def _matrix(numbers: Numbers) -> CategoryMatrix:
    """Lay the cells out; what is summed is summed over what is shown."""
    counts = [
        [numbers.cells.get((category, owner), 0) for owner in numbers.owners]
        for category in numbers.categories
    ]
    names = {body.slug: body.short_name for body in numbers.bodies}
    return CategoryMatrix(
        categories=[
            str(_("No category")) if name == NO_CATEGORY else name for name in numbers.categories
        ],
        organisations=[names.get(owner, str(_("Name not shown"))) for owner in numbers.owners],
        counts=counts,
        totals=[sum(row) for row in counts],
        organisation_totals=[numbers.by_owner.get(owner, 0) for owner in numbers.owners],
    )


def _picture(network: Network) -> str | None:
    picture = drawn(network, NetworkAsked(), lambda _kind, _identity: "")
    return on_paper(picture).decode() if picture else None
