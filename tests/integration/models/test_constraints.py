"""What the database itself refuses, on both kinds, however a row reaches it."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

from tests.factories import Factory
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Obstacle,
    Organisation,
    Participation,
    Trial,
    Workaround,
    WorkaroundLink,
    obstacle_category,
)

pytestmark = pytest.mark.each_on_postgresql

REFUSES = pytest.raises((IntegrityError, DataError))


@pytest.fixture
def elsewhere(make: Factory):
    """A programme beside the first one."""
    make.programme()
    return make.programme("elsewhere")


LONGEST = [
    (Barrier, "title", 200),
    (Barrier, "explanation", 2000),
    (Category, "name", 80),
    (Category, "definition", 500),
    (DecisionMaker, "name", 200),
    (DecisionMaker, "about", 1000),
    (DecisionMaker, "source_label", 300),
    (DecisionMaker, "source_url", 500),
    (Organisation, "name", 200),
    (Organisation, "short_name", 40),
    (Organisation, "about", 5000),
    (Organisation, "source_url", 500),
    (Trial, "what_it_took", 2000),
    (Workaround, "title", 200),
    (Workaround, "details", 5000),
    (Workaround, "source_label", 300),
    (Workaround, "source_url", 500),
]


def one_of_each(make: Factory) -> None:
    make.barrier()
    make.category()
    make.decision_maker()
    obstacle = make.obstacle()
    make.trial(make.workaround(against=[obstacle]), obstacle)


@pytest.mark.parametrize(("model", "column", "limit"), LONGEST)
def test_a_text_is_kept_up_to_its_limit_and_no_longer(make, run, model, column, limit) -> None:
    one_of_each(make)

    run(sa.update(model).values({column: "é" * limit}))

    with REFUSES:
        run(sa.update(model).values({column: "é" * (limit + 1)}))


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Barrier, "title"),
        (Category, "name"),
        (DecisionMaker, "name"),
        (Organisation, "name"),
        (Organisation, "short_name"),
        (Workaround, "title"),
    ],
)
def test_a_name_is_never_empty(make, run, model, column) -> None:
    one_of_each(make)

    with REFUSES:
        run(sa.update(model).values({column: ""}))


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Barrier, "level"),
        (DecisionMaker, "level"),
        (Participation, "kind"),
        (Trial, "outcome"),
        (Workaround, "visibility"),
    ],
)
def test_a_column_of_words_holds_no_other_word(make, run, model, column) -> None:
    one_of_each(make)

    with REFUSES:
        run(sa.text(f"UPDATE {model.__tablename__} SET {column} = 'whatever'"))


@pytest.mark.parametrize("model", [DecisionMaker, Organisation])
def test_a_country_is_two_letters_or_none(make, run, model) -> None:
    one_of_each(make)

    run(sa.update(model).values(country=""))
    with REFUSES:
        run(sa.update(model).values(country="G"))


def test_a_trial_needs_its_workaround_to_stand_beside_the_obstacle(make) -> None:
    workaround, obstacle = make.workaround(), make.obstacle()

    with REFUSES:
        make.trial(workaround, obstacle)


def test_a_trial_is_of_the_programme_of_its_obstacle(make, elsewhere) -> None:
    obstacle = make.obstacle()
    workaround = make.workaround(against=[obstacle])

    with REFUSES:
        make.trial(workaround, obstacle, programme_id=elsewhere.id)


def test_a_trial_never_ends_before_it_starts(make) -> None:
    obstacle = make.obstacle()
    workaround = make.workaround(against=[obstacle])
    make.trial(workaround, obstacle, started_on=date(2026, 3, 1), ended_on=date(2026, 3, 1))

    with REFUSES:
        make.trial(workaround, obstacle, started_on=date(2026, 3, 2), ended_on=date(2026, 3, 1))


def test_a_link_goes_with_its_trials_when_its_obstacle_goes(make, run, rows) -> None:
    obstacle = make.obstacle()
    workaround = make.workaround(against=[obstacle])
    make.trial(workaround, obstacle)

    run(sa.delete(Obstacle))

    assert rows(sa.select(WorkaroundLink)) == rows(sa.select(Trial)) == []
    assert rows(sa.select(Workaround.id)) == [workaround.id]


def test_a_workaround_stands_only_beside_obstacles_of_its_programme(make, run, elsewhere) -> None:
    kent = make.organisation()
    make.participation(kent, elsewhere)
    workaround = make.workaround(organisation=kent)
    obstacle = make.obstacle(organisation=kent, programme=elsewhere)

    for programme in (workaround.programme_id, elsewhere.id):
        link = {"workaround_id": workaround.id, "obstacle_id": obstacle.id}
        with REFUSES:
            run(sa.insert(WorkaroundLink).values(link | {"programme_id": programme}))


def test_a_workaround_belongs_to_an_organisation_that_takes_part(make, elsewhere) -> None:
    stranger = make.organisation(programme=elsewhere)

    with REFUSES:
        make.workaround(organisation=stranger)


def test_a_barrier_takes_no_category_of_another_programme(make, elsewhere) -> None:
    foreign = make.category(programme=elsewhere)

    with REFUSES:
        make.barrier(category_id=foreign.id)


def test_a_barrier_takes_no_decision_maker_of_another_programme(make, elsewhere) -> None:
    foreign = make.decision_maker(programme=elsewhere)

    with REFUSES:
        make.barrier(decision_maker_id=foreign.id)


def test_an_obstacle_stands_under_no_barrier_of_another_programme(make, elsewhere) -> None:
    foreign = make.barrier(programme=elsewhere)

    with REFUSES:
        make.obstacle(barrier=foreign)


def test_an_obstacle_takes_no_category_of_another_programme(make, run, elsewhere) -> None:
    obstacle, foreign = make.obstacle(), make.category(programme=elsewhere)

    for programme in (obstacle.programme_id, elsewhere.id):
        tag = {"obstacle_id": obstacle.id, "category_id": foreign.id, "programme_id": programme}
        with REFUSES:
            run(obstacle_category.insert().values(tag))


@pytest.mark.parametrize(
    "wrong",
    [{"tier": 2}, {"tier": 3}, {"tier": 0}, {"tier": 2, "parent_tier": 1}],
)
def test_categories_have_two_levels(make, wrong) -> None:
    with REFUSES:
        make.category(**wrong)


@pytest.mark.parametrize("parent_tier", [None, 0, 1, 2])
@pytest.mark.parametrize("tier", [1, 2, 3])
def test_no_third_level_of_categories_begins(make, tier, parent_tier) -> None:
    lower = make.category(parent=make.category())

    with REFUSES:
        make.category(parent_id=lower.id, tier=tier, parent_tier=parent_tier)


def test_a_lower_category_stands_under_one_of_its_own_programme(make, elsewhere) -> None:
    foreign = make.category(programme=elsewhere)

    with REFUSES:
        make.category(parent=foreign)


@pytest.mark.parametrize("kind", ["barrier", "decision_maker", "workaround"])
def test_a_reference_is_given_once(make, kind) -> None:
    build = getattr(make, kind)
    build("First", reference="X-7KQ4")

    with REFUSES:
        build("Second", reference="X-7KQ4")


def test_a_programme_names_a_decision_maker_once(make, elsewhere) -> None:
    make.decision_maker("The regulator")
    make.decision_maker("The regulator", programme=elsewhere)

    with REFUSES:
        make.decision_maker("The regulator")
