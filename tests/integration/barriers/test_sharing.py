import pytest

from tracker.models.vocabulary import Status
from tracker.sight.sharing import NOT_NAMED, compute_sharing, sharing
from tracker.sight.sight import find_sight


@pytest.fixture
def scene(make):
    """A programme of Kent and Medway, a barrier, and Medway's contributor looking at it."""
    make.programme("ticc")
    kent, medway = make.organisation("Kent"), make.organisation("Medway")
    return kent, medway, make.barrier(), make.contributor(medway)


def look(app, person):
    with app.app_context():
        return compute_sharing(find_sight(person, "ticc"))


def test_a_barrier_is_shared_by_two_organisations_not_by_two_obstacles(app, make, scene) -> None:
    kent, medway, barrier, viewer = scene
    make.obstacle(organisation=kent, barrier=barrier)
    make.obstacle(organisation=kent, barrier=barrier)
    assert not look(app, viewer).is_shared(barrier.id)

    make.obstacle(organisation=medway, barrier=barrier)

    assert look(app, viewer).shared_ids == {barrier.id}
    assert look(app, viewer).organisations(barrier.id) == 2


def test_an_organisation_stands_where_its_least_advanced_obstacle_does(app, make, scene) -> None:
    kent, _, barrier, viewer = scene
    for status in (Status.RESOLVED, Status.BEING_WORKED_ON, Status.WORKED_ROUND):
        make.obstacle(organisation=kent, barrier=barrier, status=status)

    (standing,) = look(app, viewer).statuses[barrier.id]

    assert (standing.status, standing.obstacles) == (Status.BEING_WORKED_ON, 3)
    assert standing.is_blocking
    assert not standing.is_cleared


def test_what_the_viewer_may_not_see_shares_nothing(app, make, scene) -> None:
    kent, medway, barrier, viewer = scene
    make.obstacle(organisation=medway, barrier=barrier)
    make.obstacle(organisation=kent, barrier=barrier, visibility="organisation")

    assert look(app, viewer).organisations(barrier.id) == 1


def test_a_draft_shares_nothing_not_even_for_its_author(app, make, scene) -> None:
    _, medway, barrier, viewer = scene
    make.obstacle(organisation=medway, barrier=barrier, is_draft=True, author=viewer)

    assert look(app, viewer).obstacles == {}


def test_few_unnamed_obstacles_count_as_no_organisation(app, make, scene) -> None:
    kent, medway, barrier, viewer = scene
    make.obstacle(organisation=medway, barrier=barrier)
    for _ in range(2):
        make.obstacle(organisation=kent, barrier=barrier, is_named=False)

    found = look(app, viewer)

    assert (found.organisations(barrier.id), found.obstacles[barrier.id]) == (1, 3)


def test_unnamed_obstacles_out_of_sight_do_not_reach_the_threshold(app, make, scene) -> None:
    kent, _, barrier, viewer = scene
    for visibility in ("partners", "partners", "organisation"):
        make.obstacle(organisation=kent, barrier=barrier, is_named=False, visibility=visibility)

    assert look(app, viewer).organisations(barrier.id) == 0


def test_as_many_unnamed_as_the_threshold_count_as_one_organisation(app, make, scene) -> None:
    kent, medway, barrier, viewer = scene
    make.obstacle(organisation=medway, barrier=barrier)
    for _ in range(3):
        make.obstacle(organisation=kent, barrier=barrier, is_named=False)

    owners = {standing.organisation_id for standing in look(app, viewer).statuses[barrier.id]}

    assert owners == {medway.id, NOT_NAMED}


def test_who_stands_behind_unnamed_obstacles_changes_nothing(app, make, scene) -> None:
    kent, _, barrier, viewer = scene
    third = make.organisation("Third")
    make.obstacle(organisation=kent, barrier=barrier)
    for owner in (kent, kent, kent):
        make.obstacle(organisation=owner, barrier=barrier, is_named=False)
    other = make.barrier()
    make.obstacle(organisation=kent, barrier=other)
    for owner in (third, kent, third):
        make.obstacle(organisation=owner, barrier=other, is_named=False)

    found = look(app, viewer)

    alike = [
        [(one.organisation_id, one.status, one.obstacles) for one in found.statuses[place.id]]
        for place in (barrier, other)
    ]
    assert alike[0] == alike[1]


def test_the_own_organisation_counts_its_own_unnamed_obstacles(app, make, scene) -> None:
    kent, medway, barrier, _ = scene
    make.obstacle(organisation=medway, barrier=barrier)
    make.obstacle(organisation=kent, barrier=barrier, is_named=False)

    assert look(app, make.contributor(kent)).is_shared(barrier.id)


def test_only_the_barriers_asked_for_are_worked_out(app, make, scene) -> None:
    kent, _, barrier, viewer = scene
    make.obstacle(organisation=kent, barrier=barrier)
    make.obstacle(organisation=kent, barrier=make.barrier())

    with app.app_context():
        found = compute_sharing(find_sight(viewer, "ticc"), [barrier.id])

    assert set(found.statuses) == {barrier.id}


def test_a_kept_answer_gives_way_to_a_change(app, make, scene) -> None:
    kent, medway, barrier, viewer = scene
    make.obstacle(organisation=kent, barrier=barrier)
    with app.app_context():
        assert not sharing(find_sight(viewer, "ticc")).is_shared(barrier.id)

    make.obstacle(organisation=medway, barrier=barrier)

    with app.app_context():
        assert sharing(find_sight(viewer, "ticc")).is_shared(barrier.id)
