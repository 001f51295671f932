"""The data files become one checked whole: rows meet their bodies, barriers and workarounds."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.categories.scheme import starting_scheme
from tracker.cli.demo_data.checks import check
from tracker.cli.demo_data.shapes import (
    Demo,
    DemoBarrier,
    DemoDecisionMaker,
    DemoObstacle,
    DemoOrganisation,
    DemoParticipation,
    DemoPerson,
    DemoProgramme,
    DemoSource,
    DemoTrial,
    DemoWorkaround,
    Grouping,
    Told,
)
from tracker.cli.demo_data.standing import counted
from tracker.cli.demo_data.tables import read_table

# These sentences are stored with an obstacle as data, so in the language of the demo.
LEVEL_IS_OURS = "The level is our reading."
GROUPED_BY_US = "We grouped it under “{title}”: {reason}"
COUNTED_ELSEWHERE = "It is not counted there, since a body within this one already is."


def read_demo(folder: Traversable | None = None) -> Demo:
    """Return all that the demo tells; raise where the data files disagree."""
    place = folder or files("tracker.cli.demo_data")
    sources = {one.key: one for one in read_table(place, "sources", DemoSource)}
    demo = Demo(
        programmes=read_table(place, "programmes", DemoProgramme),
        organisations=read_table(place, "organisations", DemoOrganisation),
        participations=read_table(place, "participations", DemoParticipation),
        categories=starting_scheme(),
        decision_makers=read_table(place, "decision_makers", DemoDecisionMaker, sources),
        barriers=read_table(place, "barriers", DemoBarrier),
        groupings=read_table(place, "groupings", Grouping),
        rows=read_table(place, "obstacles", Told, sources),
        obstacles=(),
        workarounds=read_table(place, "workarounds", DemoWorkaround),
        trials=read_table(place, "trials", DemoTrial),
        people=read_table(place, "people", DemoPerson),
    )
    check(demo)
    return replace(demo, obstacles=tuple(_obstacles(demo)))


def _obstacles(demo: Demo) -> Iterator[DemoObstacle]:
    """Yield an obstacle for each organisation of each row, counted or beside its barrier."""
    groupings = {one.row: one for one in demo.groupings}
    workarounds = {one.row: one.key for one in demo.workarounds}
    faced = _counted_under_barriers(demo)
    for told in demo.rows:
        grouping = groupings.get(told.row)
        barrier = grouping.barrier if grouping else ""
        for organisation in told.organisations:
            is_counted = (barrier, organisation) in faced
            yield DemoObstacle(
                told=told,
                organisation=organisation,
                barrier=barrier if is_counted else "",
                beside="" if is_counted else barrier,
                grouping_note=_note(demo, told, grouping, is_counted=is_counted),
                workaround=workarounds.get(told.row, ""),
            )


def _counted_under_barriers(demo: Demo) -> set[tuple[str, str]]:
    """Return each barrier with each organisation that is counted under it."""
    organisations = {one.slug: one for one in demo.organisations}
    told = {one.row: one.organisations for one in demo.rows}
    bodies: dict[str, set[str]] = {one.key: set() for one in demo.barriers}
    for grouping in demo.groupings:
        bodies[grouping.barrier].update(told[grouping.row])
    return {
        (barrier, body)
        for barrier, all_told in bodies.items()
        for body in counted(all_told, organisations)
    }


def _note(demo: Demo, told: Told, grouping: Grouping | None, *, is_counted: bool) -> str:
    """Return what in an obstacle is our reading and not the source's words."""
    parts = [told.note, LEVEL_IS_OURS if told.level else ""]
    if grouping:
        titles = {one.key: one.title for one in demo.barriers}
        parts.append(GROUPED_BY_US.format(title=titles[grouping.barrier], reason=grouping.reason))
        parts.append("" if is_counted else COUNTED_ELSEWHERE)
    return " ".join(part for part in parts if part)
