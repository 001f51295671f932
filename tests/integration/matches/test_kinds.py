"""Categories are suggested by the words; nobody but a person gives one."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Obstacle, obstacle_category
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc/obstacles"
OURS = "Each sign-off sits with a manager"


@pytest.fixture
def governance(make: Factory, kent):
    assert kent
    make.category("Travel", slug="travel", definition="Cars, roads and distances")
    return make.category("Governance", slug="governance", definition="Who decides")


@pytest.fixture
def typed(kents: FlaskClient):
    def send(title: str = OURS, **more: str) -> str:
        return kents.post(f"{AT}/nearby", data={"title": title} | more).text

    return send


@pytest.mark.usefixtures("governance")
def test_what_a_category_means_suggests_it(typed):
    shown = typed("The roads and distances are long")

    assert shown.split('data-kind="')[1].startswith("travel")


def test_what_others_were_labelled_suggests_it(typed, make, medway, governance):
    make.obstacle("Sign-off sits with a manager", organisation=medway, categories=[governance])

    assert 'data-kind="governance"' in typed()


@pytest.mark.parametrize("hidden", [{"visibility": Visibility.ORGANISATION}, {"is_draft": True}])
def test_hidden_labels_suggest_nothing(typed, make, medway, governance, hidden):
    make.obstacle(
        "Sign-off sits with a manager", organisation=medway, categories=[governance], **hidden
    )

    assert "data-kind" not in typed()


def test_an_obstacle_does_not_suggest_its_own(typed, make, kent, governance):
    mine = make.obstacle(OURS, organisation=kent, categories=[governance])

    assert "data-kind" not in typed(of=mine.reference, only="kinds")


def test_at_most_three_are_suggested_and_none_that_is_retired(typed, make, medway, run):
    kinds = [make.category(f"Kind {number}") for number in range(4)]
    make.obstacle("Sign-off sits with a manager", organisation=medway, categories=kinds)
    assert typed().count("data-kind") == 3

    run(sa.text("UPDATE category SET retired_at = '2026-01-01 00:00:00+00:00'"))
    run(sa.text("UPDATE programme SET revision = revision + 1, names_revision = 99"))

    assert "data-kind" not in typed()


def test_the_form_to_edit_shows_kinds_alone(typed, make, medway, kents, kent, governance):
    make.obstacle("Sign-off sits with a manager", organisation=medway, categories=[governance])
    mine = make.obstacle(OURS, organisation=kent)

    assert f'data-of="{mine.reference}"' in kents.get(f"{AT}/{mine.reference}/edit").text
    shown = typed(of=mine.reference, only="kinds")
    assert "data-kind" in shown
    assert "data-answer" not in shown


def test_after_logging_one_press_gives_a_category(make, medway, kents, kent, governance, rows):
    make.obstacle("Sign-off sits with a manager", organisation=medway, categories=[governance])
    mine = make.obstacle(OURS, organisation=kent)
    page = f"{AT}/{mine.reference}/logged"
    assert 'name="category" value="governance"' in " ".join(kents.get(page).text.split())

    data = {"category": "governance", "back": "logged"}
    answer = kents.post(f"{AT}/{mine.reference}/categorise", data=data)

    tags = sa.select(obstacle_category.c.category_id).where(
        obstacle_category.c.obstacle_id == mine.id
    )
    assert (answer.location, rows(tags)) == (page, [governance.id])
    assert "Which category fits?" not in kents.get(page).text


def test_none_is_given_by_itself(make, medway, kents, governance, rows):
    make.obstacle("Sign-off sits with a manager", organisation=medway, categories=[governance])

    kents.post(f"{AT}/log", data={"title": OURS, "visibility": "partners", "act": "log"})

    [mine] = rows(sa.select(Obstacle.id).where(Obstacle.title == OURS))
    tags = sa.select(obstacle_category.c.obstacle_id)
    assert mine not in rows(tags)


def test_administrators_read_what_finds_them(make, signed_in_as, encoder, app):
    browser = signed_in_as(make.administrator())
    assert "(model: topics" in browser.get("/administration").text

    app.config["ENCODER"] = lambda: None

    assert encoder.name not in browser.get("/administration").text
    assert "By shared words only." in browser.get("/administration").text
