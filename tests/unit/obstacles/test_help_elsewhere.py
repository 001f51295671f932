from tracker.models.vocabulary import Outcome
from tracker.register.queries_trials import HelpfulTrial, helpful_trials_elsewhere

KENT, MEDWAY, LILLE = 1, 2, 3
WORKED, PARTLY = Outcome.WORKED, Outcome.PARTLY


def named(organisation_id: int, outcome: Outcome = WORKED) -> HelpfulTrial:
    return HelpfulTrial(outcome, organisation_id, None)


def unnamed(obstacle_id: int, outcome: Outcome = WORKED) -> HelpfulTrial:
    return HelpfulTrial(outcome, None, obstacle_id)


def test_what_helped_the_same_organisation_is_not_elsewhere() -> None:
    found = [named(KENT), named(MEDWAY)]

    assert helpful_trials_elsewhere(found, 10, KENT) == [named(MEDWAY)]


def test_each_organisation_stands_once_by_what_helped_best() -> None:
    found = [named(MEDWAY), named(LILLE), named(MEDWAY, PARTLY)]

    assert helpful_trials_elsewhere(found, 10, KENT) == [named(MEDWAY), named(LILLE)]


def test_all_that_are_not_named_stand_together() -> None:
    found = [unnamed(20), unnamed(30, PARTLY)]

    assert helpful_trials_elsewhere(found, 10, KENT) == [unnamed(20)]


def test_an_unnamed_obstacle_is_not_elsewhere_to_itself() -> None:
    found = [unnamed(20), unnamed(30, PARTLY)]

    assert helpful_trials_elsewhere(found, 20, None) == [unnamed(30, PARTLY)]
    assert helpful_trials_elsewhere([unnamed(20)], 20, None) == []


def test_to_an_unnamed_obstacle_every_named_one_is_elsewhere() -> None:
    assert helpful_trials_elsewhere([named(KENT)], 20, None) == [named(KENT)]
