"""Seed the demo data, through the same commands as the routes.

Texts are those of the sources; obstacles are logged on the day of the seeding, because no source
states a date.
"""

from dataclasses import dataclass, field

import sqlalchemy as sa

from tracker.barriers.commands import BarrierInput, add_barrier, group_under_barrier
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
from tracker.obstacles.content import ObstacleInput, ObstacleSource
from tracker.organisations.commands import add_organisation, join_programme
from tracker.people.commands import add_person, assign_to_programme, join_organisation
from tracker.programmes.commands import add_programme
from tracker.workarounds.commands import (
    TrialInput,
    WorkaroundInput,
    WorkaroundSource,
    link_workaround,
    log_workaround,
    record_trial,
)


@dataclass
class Seeded:
    """The rows created so far, by their keys in the demo's data files."""

    programmes: dict[str, Programme] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    categories: dict[tuple[str, str], Category] = field(default_factory=dict)
    decision_makers: dict[str, DecisionMaker] = field(default_factory=dict)
    barriers: dict[str, Barrier] = field(default_factory=dict)
    obstacles: dict[tuple[int, str], Obstacle] = field(default_factory=dict)
    workarounds: dict[str, Workaround] = field(default_factory=dict)


def seed_demo() -> bool:
    """Seed an empty database; return whether it was empty. The caller commits."""
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
    for data in demo.programmes:
        seeded.programmes[data.slug] = add_programme(
            slug=data.slug,
            prefix=data.prefix,
            name=data.name,
            full_name=data.full_name,
            about=data.about,
            source_url=data.source_url,
            default_visibility=Visibility.PARTNERS,
        )


def _seed_organisations(demo: Demo, seeded: Seeded) -> None:
    for data in demo.organisations:
        seeded.organisations[data.slug] = add_organisation(
            slug=data.slug,
            name=data.name,
            short_name=data.short_name,
            country=data.country,
            about=data.about,
            source_url=data.source_url,
            is_group=data.is_group,
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
    for data in demo.barriers:
        seeded.barriers[data.key] = add_barrier(
            programme=seeded.programmes[data.programme],
            content=BarrierInput(
                title=data.title,
                explanation=data.explanation,
                level=data.level,
                category=seeded.categories.get((data.programme, data.category)),
                decision_maker=seeded.decision_makers.get(data.decision_maker),
            ),
        )


def _seed_obstacle(data: DemoObstacle, seeded: Seeded) -> None:
    row = data.row
    obstacle = log_obstacle(
        programme=seeded.programmes[row.programme],
        organisation_id=seeded.organisations[data.organisation].id,
        author_id=None,
        content=ObstacleInput(
            title=data.title,
            visibility=Visibility.PUBLIC,
            team=row.team,
            level=row.level,
            category_ids=frozenset({seeded.categories[row.programme, row.category].id}),
            source=ObstacleSource(row.source.label, row.source.url, data.grouping_note),
        ),
    )
    seeded.obstacles[row.row, data.organisation] = obstacle
    if data.barrier:
        group_under_barrier(obstacle=obstacle, barrier=seeded.barriers[data.barrier])
    if row.status is not Status.OPEN:
        change = NewStatus(status=row.status, reason=row.status_reason)
        change_status(obstacle=obstacle, person_id=None, to=change)


def _seed_workarounds(demo: Demo, seeded: Seeded) -> None:
    for data in demo.workarounds:
        seeded.workarounds[data.key] = _log_workaround(demo, data, seeded)
    for one in demo.obstacles:
        if one.workaround:
            link_workaround(
                workaround=seeded.workarounds[one.workaround],
                obstacle=seeded.obstacles[one.row.row, one.organisation],
            )
    for trial in demo.trials:
        record_trial(
            workaround=seeded.workarounds[trial.workaround],
            obstacle=seeded.obstacles[trial.row, trial.organisation],
            author_id=None,
            content=TrialInput(outcome=trial.outcome, what_it_took=trial.what_it_took),
        )


def _log_workaround(demo: Demo, data: DemoWorkaround, seeded: Seeded) -> Workaround:
    row = next(row for row in demo.rows if row.row == data.row)
    return log_workaround(
        programme=seeded.programmes[row.programme],
        organisation_id=seeded.organisations[data.organisation].id,
        author_id=None,
        content=WorkaroundInput(title=data.words, visibility=Visibility.PUBLIC),
        source=WorkaroundSource(row.source.label, row.source.url),
    )


def _seed_person(data: DemoPerson, seeded: Seeded) -> None:
    person = add_person(email=data.email, name=data.name, is_administrator=data.is_administrator)
    if data.organisation and data.role:
        organisation = seeded.organisations[data.organisation]
        join_organisation(person=person, organisation=organisation, role=data.role)
    for roles, role in ((data.leads, ProgrammeRole.LEAD), (data.funds, ProgrammeRole.FUNDER)):
        for slug in roles:
            assign_to_programme(person=person, programme=seeded.programmes[slug], role=role)
