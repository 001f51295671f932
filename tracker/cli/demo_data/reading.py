"""Read and validate the data files, and derive the demo's obstacles from them."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.categories.scheme import starting_scheme
from tracker.cli.demo_data.checks import check
from tracker.cli.demo_data.counting import counted_organisations
from tracker.cli.demo_data.shapes import (
    Demo,
    DemoBarrier,
    DemoDecisionMaker,
    DemoObstacle,
    DemoOrganisation,
    DemoParticipation,
    DemoPerson,
    DemoProgramme,
    DemoRow,
    DemoSource,
    DemoTrial,
    DemoWorkaround,
    Grouping,
)
from tracker.cli.demo_data.tables import read_table

# These sentences are stored as data of an obstacle, so they are not translated.
LEVEL_NOTE = "The level is our reading."
GROUPING_NOTE = "We grouped it under “{title}”: {reason}"
UNCOUNTED_NOTE = "It is not counted there, since a body within this one already is."


def read_demo(folder: Traversable | None = None) -> Demo:
    """Return the demo data; raise DemoDataDisagrees if the data files are inconsistent."""
    folder = folder or files("tracker.cli.demo_data")
    sources = {one.key: one for one in read_table(folder, "sources", DemoSource)}
    demo = Demo(
        programmes=read_table(folder, "programmes", DemoProgramme),
        organisations=read_table(folder, "organisations", DemoOrganisation),
        participations=read_table(folder, "participations", DemoParticipation),
        categories=starting_scheme(),
        decision_makers=read_table(folder, "decision_makers", DemoDecisionMaker, sources),
        barriers=read_table(folder, "barriers", DemoBarrier),
        groupings=read_table(folder, "groupings", Grouping),
        rows=read_table(folder, "obstacles", DemoRow, sources),
        obstacles=(),
        workarounds=read_table(folder, "workarounds", DemoWorkaround),
        trials=read_table(folder, "trials", DemoTrial),
        people=read_table(folder, "people", DemoPerson),
    )
    check(demo)
    return replace(demo, obstacles=tuple(_obstacles(demo)))


def _obstacles(demo: Demo) -> Iterator[DemoObstacle]:
    """Yield an obstacle for each organisation of each row, counted under its barrier or not."""
    groupings = {one.row: one for one in demo.groupings}
    workarounds = {one.row: one.key for one in demo.workarounds}
    counted = _counted_under_barriers(demo)
    for row in demo.rows:
        grouping = groupings.get(row.row)
        barrier = grouping.barrier if grouping else ""
        for organisation in row.organisations:
            is_counted = (barrier, organisation) in counted
            yield DemoObstacle(
                row=row,
                organisation=organisation,
                barrier=barrier if is_counted else "",
                uncounted_barrier="" if is_counted else barrier,
                grouping_note=_note(demo, row, grouping, is_counted=is_counted),
                workaround=workarounds.get(row.row, ""),
            )


def _counted_under_barriers(demo: Demo) -> set[tuple[str, str]]:
    """Return each barrier with each organisation that is counted under it."""
    organisations = {one.slug: one for one in demo.organisations}
    organisations_of = {one.row: one.organisations for one in demo.rows}
    slugs_of: dict[str, set[str]] = {one.key: set() for one in demo.barriers}
    for grouping in demo.groupings:
        slugs_of[grouping.barrier].update(organisations_of[grouping.row])
    return {
        (barrier, slug)
        for barrier, slugs in slugs_of.items()
        for slug in counted_organisations(slugs, organisations)
    }


def _note(demo: Demo, row: DemoRow, grouping: Grouping | None, *, is_counted: bool) -> str:
    """Return the note on what in an obstacle is our interpretation of the source."""
    parts = [row.note, LEVEL_NOTE if row.level else ""]
    if grouping:
        titles = {one.key: one.title for one in demo.barriers}
        parts.append(GROUPING_NOTE.format(title=titles[grouping.barrier], reason=grouping.reason))
        parts.append("" if is_counted else UNCOUNTED_NOTE)
    return " ".join(part for part in parts if part)
