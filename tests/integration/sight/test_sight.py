import pytest

from tracker.extensions import db
from tracker.models import Assignment, Membership, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, Visibility
from tracker.sight.sight import (
    barriers_visible_to,
    find_sight,
    links_visible_to,
    logged_obstacles_visible_to,
    obstacles_visible_to,
    programmes_of,
    trials_visible_to,
    workarounds_visible_to,
)

READ_BY = {
    "own colleague": {"organisation", "partners", "funders", "public"},
    "partner": {"partners", "funders", "public"},
    "programme lead": {"partners", "funders", "public"},
    "funder": {"funders", "public"},
    "observer": {"funders", "public"},
    "member of a funding organisation": {"funders", "public"},
    "funder of another programme": None,
    "administrator": None,
}
"""Which visibilities each reads of Kent's; None: no place in the programme. From DESIGN.md."""


@pytest.fixture(autouse=True)
def next_door(make):
    """Let each rule be asked beside rows that have nothing to do with it."""
    make.neighbours()


@pytest.fixture
def people(make):
    ticc = make.programme("ticc")
    kent, medway = make.organisation("Kent"), make.organisation("Medway")
    payer = make.organisation("Payer", kind=Kind.FUNDER)
    return {
        "own colleague": make.contributor(kent),
        "partner": make.contributor(medway),
        "programme lead": make.programme_lead(ticc),
        "funder": make.funder(ticc),
        "observer": make.observer(ticc),
        "member of a funding organisation": make.contributor(payer),
        "funder of another programme": make.funder(make.programme("other")),
        "administrator": make.person(is_administrator=True),
    }


def seen(app, person, select) -> set[str]:
    with app.app_context():
        sight = find_sight(person, "ticc")
        return {row.title for row in db.session.scalars(select(sight))}


@pytest.mark.parametrize("who", READ_BY)
def test_each_person_reads_the_visibilities_that_the_design_gives(app, make, people, who) -> None:
    for visibility in Visibility:
        make.obstacle(title=visibility.value, visibility=visibility)
        make.workaround(title=visibility.value, visibility=visibility)

    if READ_BY[who] is None:
        with app.app_context():
            assert find_sight(people[who], "ticc") is None
    else:
        assert seen(app, people[who], obstacles_visible_to) == READ_BY[who]
        assert seen(app, people[who], workarounds_visible_to) == READ_BY[who]


def test_a_draft_is_seen_by_its_author_alone(app, make, people) -> None:
    author = people["own colleague"]
    colleague = make.organisation_lead()
    make.obstacle(title="Not said yet", is_draft=True, author=author, visibility="public")

    assert seen(app, author, obstacles_visible_to) == {"Not said yet"}
    assert seen(app, author, logged_obstacles_visible_to) == set()
    assert seen(app, colleague, obstacles_visible_to) == set()
    assert seen(app, people["programme lead"], obstacles_visible_to) == set()


def test_a_draft_stays_behind_when_its_author_leaves_for_a_partner(app, make, people) -> None:
    author = people["own colleague"]
    partner = make.organisation("Medway")
    make.obstacle(title="Not said yet", is_draft=True, author=author, visibility="public")

    with app.app_context():
        db.session.query(Membership).filter_by(person_id=author.id).update(
            {"organisation_id": partner.id}
        )
        db.session.commit()

    assert seen(app, author, obstacles_visible_to) == set()


def test_whoever_leaves_an_organisation_sees_nothing_at_the_next_request(app, make, people) -> None:
    make.obstacle()
    person = people["own colleague"]

    with app.app_context():
        db.session.query(Membership).filter_by(person_id=person.id).update({"ended_at": now()})
        db.session.commit()

        assert find_sight(person, "ticc") is None


@pytest.mark.parametrize("who", ["programme lead", "funder", "observer"])
def test_whoever_gives_a_role_up_sees_nothing_at_the_next_request(app, make, people, who) -> None:
    make.obstacle(visibility="public")
    person = people[who]

    with app.app_context():
        db.session.query(Assignment).filter_by(person_id=person.id).update({"ended_at": now()})
        db.session.commit()

        assert find_sight(person, "ticc") is None
        assert db.session.scalars(programmes_of(person)).all() == []


def test_an_organisation_that_left_gives_its_people_no_place(app, people) -> None:
    person = people["partner"]

    with app.app_context():
        db.session.query(Participation).update({"left_on": now().date()})
        db.session.commit()

        assert find_sight(person, "ticc") is None


def test_of_two_places_the_wider_decides(app, make, people) -> None:
    make.obstacle(title="For partners", visibility="partners")
    payer_and_partner = people["member of a funding organisation"]
    partner = make.organisation("Partner too")
    with app.app_context():
        db.session.add(
            Membership(
                person_id=payer_and_partner.id, organisation_id=partner.id, role="contributor"
            )
        )
        db.session.commit()

    assert seen(app, payer_and_partner, obstacles_visible_to) == {"For partners"}


def test_another_programmes_obstacles_are_out_of_sight(app, make, people) -> None:
    other = make.programme("elsewhere")
    there = make.organisation("There", programme=other)
    make.obstacle(title="Elsewhere", programme=other, organisation=there, visibility="public")

    assert seen(app, people["partner"], obstacles_visible_to) == set()


def test_a_barrier_is_seen_with_an_obstacle_under_it(app, make, people) -> None:
    make.obstacle(barrier=make.barrier("Told to funders"), visibility="funders")
    make.obstacle(barrier=make.barrier("Told to partners"), visibility="partners")
    make.obstacle(barrier=make.barrier("Told to nobody"), visibility="organisation")

    assert seen(app, people["funder"], barriers_visible_to) == {"Told to funders"}
    assert seen(app, people["partner"], barriers_visible_to) == {
        "Told to funders",
        "Told to partners",
    }
    assert "Told to nobody" in seen(app, people["programme lead"], barriers_visible_to)


def test_a_barrier_over_a_draft_stays_unseen(app, make, people) -> None:
    author = people["own colleague"]
    make.obstacle(barrier=make.barrier("Of a draft"), is_draft=True, author=author)

    assert seen(app, author, barriers_visible_to) == set()


def test_a_link_and_a_trial_are_seen_when_both_ends_are(app, make, people) -> None:
    open_one = make.obstacle(visibility="public")
    closed_one = make.obstacle(visibility="organisation")
    workaround = make.workaround(against=[open_one, closed_one], visibility="public")
    make.trial(workaround, open_one)
    make.trial(workaround, closed_one)

    with app.app_context():
        sight = find_sight(people["funder"], "ticc")
        links = db.session.scalars(links_visible_to(sight)).all()
        trials = db.session.scalars(trials_visible_to(sight)).all()

        assert [link.obstacle_id for link in links] == [open_one.id]
        assert [trial.obstacle_id for trial in trials] == [open_one.id]


def test_a_hidden_workaround_hides_its_links_and_trials(app, make, people) -> None:
    obstacle = make.obstacle(visibility="public")
    workaround = make.workaround(against=[obstacle], visibility="organisation")
    make.trial(workaround, obstacle)

    with app.app_context():
        sight = find_sight(people["partner"], "ticc")

        assert db.session.scalars(links_visible_to(sight)).all() == []
        assert db.session.scalars(trials_visible_to(sight)).all() == []


def test_my_programmes_are_those_where_i_have_a_place(app, people) -> None:
    with app.app_context():
        mine = db.session.scalars(programmes_of(people["partner"])).all()
        nobodys = db.session.scalars(programmes_of(people["administrator"])).all()

        assert [programme.slug for programme in mine] == ["ticc"]
        assert nobodys == []
