"""Fill a database with the demo, through the commands that people's acts go through too.

What is told stands under the source's own words; dates of logging are the day of the seeding,
since no source says when an organisation met what it tells.
"""

from dataclasses import dataclass, field

import sqlalchemy as sa

from tracker.barriers.commands import Cause, add_barrier, group_under_barrier
from tracker.categories.commands_scheme import start_with_scheme
from tracker.cli.demo_data import read_demo
from tracker.cli.demo_data.shapes import Demo, DemoObstacle, DemoPerson, DemoWorkaround
from tracker.decision_makers.commands import DecisionMakerContent, add_decision_maker
from tracker.extensions import db
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Obstacle,
    Organisation,
    Programme,
    Workaround,
)
from tracker.models.vocabulary import ProgrammeRole, Status, Visibility
from tracker.obstacles.commands import log_obstacle
from tracker.obstacles.commands_status import NewStatus, change_status
from tracker.obstacles.content import Source, Told
from tracker.organisations.commands import add_organisation, join_programme
from tracker.people.commands import add_person, assign_to_programme, join_organisation
from tracker.programmes.commands import add_programme
from tracker.workarounds.commands import (
    Course,
    Way,
    link_workaround,
    log_workaround,
    record_trial,
)
from tracker.workarounds.commands import Source as WorkaroundSource


@dataclass
class Seeded:
    """The rows made so far, by the names that the demo's files give them."""

    programmes: dict[str, Programme] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    categories: dict[tuple[str, str], Category] = field(default_factory=dict)
    decision_makers: dict[str, DecisionMaker] = field(default_factory=dict)
    barriers: dict[str, Barrier] = field(default_factory=dict)
    obstacles: dict[tuple[int, str], Obstacle] = field(default_factory=dict)
    workarounds: dict[str, Workaround] = field(default_factory=dict)


def seed_demo() -> bool:
    """Fill an empty database, and say whether there was anything to do; the caller commits."""
    if db.session.scalar(sa.select(sa.exists().where(Programme.id.is_not(None)))):
        return False
    demo, seeded = read_demo(), Seeded()
    _seed_programmes(demo, seeded)
    _seed_organisations(demo, seeded)
    _seed_categories(seeded)
    _seed_barriers(demo, seeded)
    for obstacle in demo.obstacles:
        _seed_obstacle(obstacle, seeded)
    _seed_workarounds(demo, seeded)
    for person in demo.people:
        _seed_person(person, seeded)
    return True


def _seed_programmes(demo: Demo, seeded: Seeded) -> None:
    for told in demo.programmes:
        seeded.programmes[told.slug] = add_programme(
            slug=told.slug,
            prefix=told.prefix,
            name=told.name,
            full_name=told.full_name,
            about=told.about,
            source_url=told.source_url,
        )


def _seed_organisations(demo: Demo, seeded: Seeded) -> None:
    for told in demo.organisations:
        seeded.organisations[told.slug] = add_organisation(
            slug=told.slug,
            name=told.name,
            short_name=told.short_name,
            country=told.country,
            about=told.about,
            source_url=told.source_url,
            is_group=told.is_group,
        )
    for part in demo.participations:
        join_programme(
            organisation=seeded.organisations[part.organisation],
            programme=seeded.programmes[part.programme],
            kind=part.kind,
        )


def _seed_categories(seeded: Seeded) -> None:
    for slug, programme in seeded.programmes.items():
        for category in start_with_scheme(programme=programme):
            seeded.categories[slug, category.slug] = category


def _seed_barriers(demo: Demo, seeded: Seeded) -> None:
    for maker in demo.decision_makers:
        seeded.decision_makers[maker.key] = add_decision_maker(
            programme=seeded.programmes[maker.programme],
            content=DecisionMakerContent(
                name=maker.name,
                level=maker.level,
                country=maker.country,
                about=maker.about,
                source_label=maker.source.label,
                source_url=maker.source.url,
            ),
        )
    for told in demo.barriers:
        seeded.barriers[told.key] = add_barrier(
            programme=seeded.programmes[told.programme],
            cause=Cause(
                title=told.title,
                explanation=told.explanation,
                level=told.level,
                category=seeded.categories.get((told.programme, told.category)),
                decision_maker=seeded.decision_makers.get(told.decision_maker),
            ),
        )


def _seed_obstacle(told: DemoObstacle, seeded: Seeded) -> None:
    row = told.told
    obstacle = log_obstacle(
        programme=seeded.programmes[row.programme],
        organisation_id=seeded.organisations[told.organisation].id,
        author_id=None,
        told=Told(
            title=told.title,
            visibility=Visibility.PUBLIC,
            team=row.team,
            level=row.level,
            category_ids=frozenset({seeded.categories[row.programme, row.category].id}),
            source=Source(row.source.label, row.source.url, told.grouping_note),
        ),
    )
    seeded.obstacles[row.row, told.organisation] = obstacle
    if told.barrier:
        group_under_barrier(obstacle=obstacle, barrier=seeded.barriers[told.barrier])
    if row.status is not Status.OPEN:
        change = NewStatus(status=row.status, reason=row.status_reason)
        change_status(obstacle=obstacle, person_id=None, to=change)


def _seed_workarounds(demo: Demo, seeded: Seeded) -> None:
    for told in demo.workarounds:
        seeded.workarounds[told.key] = _logged(demo, told, seeded)
    for one in demo.obstacles:
        if one.workaround:
            link_workaround(
                workaround=seeded.workarounds[one.workaround],
                obstacle=seeded.obstacles[one.told.row, one.organisation],
            )
    for trial in demo.trials:
        record_trial(
            workaround=seeded.workarounds[trial.workaround],
            obstacle=seeded.obstacles[trial.row, trial.organisation],
            author_id=None,
            course=Course(outcome=trial.outcome, what_it_took=trial.what_it_took),
        )


def _logged(demo: Demo, told: DemoWorkaround, seeded: Seeded) -> Workaround:
    row = next(row for row in demo.rows if row.row == told.row)
    return log_workaround(
        programme=seeded.programmes[row.programme],
        organisation_id=seeded.organisations[told.organisation].id,
        author_id=None,
        way=Way(title=told.words, visibility=Visibility.PUBLIC),
        source=WorkaroundSource(row.source.label, row.source.url),
    )


def _seed_person(told: DemoPerson, seeded: Seeded) -> None:
    person = add_person(email=told.email, name=told.name, is_administrator=told.is_administrator)
    if told.organisation and told.role:
        organisation = seeded.organisations[told.organisation]
        join_organisation(person=person, organisation=organisation, role=told.role)
    for roles, role in ((told.leads, ProgrammeRole.LEAD), (told.funds, ProgrammeRole.FUNDER)):
        for slug in roles:
            assign_to_programme(person=person, programme=seeded.programmes[slug], role=role)
