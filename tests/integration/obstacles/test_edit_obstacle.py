"""An organisation's people change what their obstacle says; each change stands at once."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, ObstacleWord, obstacle_category
from tracker.models.vocabulary import Visibility


def typed(**changes: str) -> dict[str, str]:
    return {"title": "Sign-off sits with managers", "visibility": "partners", "version": "1"} | (
        changes
    )


def test_the_form_holds_what_stands(kents, make):
    obstacle = make.obstacle("No mandate", details="Twice", since_year=2018, people_supported=1200)

    page = kents.get(f"{AT}/{obstacle.reference}/edit").text

    for words in ("No mandate", "Twice", 'value="2018"', 'value="1,200"', 'value="1"'):
        assert words in page


@pytest.mark.on_postgresql
def test_new_words_take_the_place_of_the_old(kents, make, rows):
    obstacle = make.obstacle("No mandate", details="Twice")

    answer = kents.post(
        f"{AT}/{obstacle.reference}/edit",
        data=typed(title="No mandate yet", details="Thrice", since="3 2018"),
    )

    [saved] = rows(sa.select(Obstacle))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{obstacle.reference}")
    assert (saved.title, saved.details) == ("No mandate yet", "Thrice")
    assert (saved.since_year, saved.since_month, saved.version) == (2018, 3, 2)
    assert saved.changed_at > saved.logged_at


def test_search_forgets_the_old_words_and_finds_the_new(kents, make, rows):
    obstacle = make.obstacle("No mandate")

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(title="No rooms"))

    words = set(rows(sa.select(ObstacleWord.word)))
    assert {"no", "rooms"} <= words
    assert "mandate" not in words


@pytest.mark.on_postgresql
def test_a_measure_taken_out_is_not_said_again(kents, make, rows):
    obstacle = make.obstacle(people_supported=40, level="team")

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(people_supported="", level=""))

    [saved] = rows(sa.select(Obstacle))
    assert (saved.people_supported, saved.level) == (None, None)


@pytest.mark.on_postgresql
def test_categories_can_be_swapped(kents, make, rows):
    old, new = make.category(), make.category()
    obstacle = make.obstacle(categories=[old])

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(categories=new.slug))

    assert rows(sa.select(obstacle_category.c.category_id)) == [new.id]
    assert rows(sa.select(Obstacle.version)) == [2]


def test_a_retired_category_that_it_holds_can_be_kept(kents, make, rows):
    retired = make.category("Old kind", retired_at=sa.func.now())
    obstacle = make.obstacle(categories=[retired])

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(categories=retired.slug))

    assert rows(sa.select(obstacle_category.c.category_id)) == [retired.id]


def test_saving_without_a_change_changes_nothing(kents, make, rows):
    obstacle = make.obstacle("No mandate")

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(title="No mandate"))

    [saved] = rows(sa.select(Obstacle))
    assert (saved.version, saved.changed_at) == (1, obstacle.changed_at)


@pytest.mark.parametrize(
    ("typed_wrong", "sentence"),
    [
        ({"title": ""}, "Enter a sentence about what is in the way"),
        ({"since": "3 2999"}, "“Since” must be this month or earlier"),
        ({"organisation": "medway"}, "Choose one of your organisations"),
        ({"visibility": "everybody"}, "Choose who can see it"),
    ],
)
@pytest.mark.usefixtures("medway")
def test_what_is_wrong_keeps_what_was_typed_and_saves_nothing(
    kents, make, rows, typed_wrong, sentence
):
    obstacle = make.obstacle("No mandate")
    changes = typed(details="Written for five minutes") | typed_wrong

    answer = kents.post(f"{AT}/{obstacle.reference}/edit", data=changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Written for five minutes" in answer.text
    assert rows(sa.select(Obstacle.title)) == ["No mandate"]


def test_narrowing_takes_it_out_of_sight_at_once(kents, medways, make, kent):
    obstacle = make.obstacle(organisation=kent)
    assert medways.get(f"{AT}/{obstacle.reference}").status_code == 200

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(visibility="organisation"))

    assert medways.get(f"{AT}/{obstacle.reference}").status_code == 404


def test_widening_says_who_reads_it_from_now_on(kents, nurse, make, rows):
    obstacle = make.obstacle(author=nurse, visibility=Visibility.ORGANISATION)

    page = kents.post(
        f"{AT}/{obstacle.reference}/edit",
        data=typed(visibility="funders"),
        follow_redirects=True,
    ).text

    assert "Funders and observers can now see it too." in page
    assert rows(sa.select(Obstacle.visibility)) == [Visibility.FUNDERS]


@pytest.mark.on_postgresql
def test_leaving_the_name_out_holds_at_once(kents, medways, make, kent):
    obstacle = make.obstacle(organisation=kent)

    kents.post(f"{AT}/{obstacle.reference}/edit", data=typed(is_unnamed="y"))

    assert "Kent" not in medways.get(f"{AT}/{obstacle.reference}").text


def test_a_colleague_may_edit(make, kent, nurse, signed_in_as, rows):
    obstacle = make.obstacle(organisation=kent, author=nurse)

    signed_in_as(make.contributor(kent)).post(
        f"{AT}/{obstacle.reference}/edit", data=typed(title="Better words")
    )

    assert rows(sa.select(Obstacle.title)) == ["Better words"]


def test_another_partner_may_read_but_not_edit(medways, make, kent, rows):
    obstacle = make.obstacle("No mandate", organisation=kent)

    statuses = (
        medways.get(f"{AT}/{obstacle.reference}/edit").status_code,
        medways.post(f"{AT}/{obstacle.reference}/edit", data=typed()).status_code,
    )

    assert statuses == (403, 403)
    assert rows(sa.select(Obstacle.title)) == ["No mandate"]


def test_the_programme_lead_may_not_edit_a_partners_words(leads, make, kent):
    obstacle = make.obstacle(organisation=kent)

    assert leads.get(f"{AT}/{obstacle.reference}/edit").status_code == 403


@pytest.mark.parametrize("act", ["edit", "logged", "status", "group", "hinder", "delete-draft"])
def test_what_is_out_of_sight_cannot_be_touched(kents, make, medway, act):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    answer = kents.open(
        f"{AT}/{hidden.reference}/{act}", method="GET" if act == "logged" else "POST"
    )

    assert answer.status_code == 404
