from tests.unit.insights.facts import body, met, network
from tracker.insights.overlaps import OrganisationPair, closest_pairs
from tracker.insights.queries import UNNAMED_ORGANISATION
from tracker.models.vocabulary import Status

KENT, MEDWAY, LILLE = body("Kent"), body("Medway"), body("Lille")


def meeting(*groups) -> list:
    return [met(f"b{n}", dict.fromkeys(group, Status.OPEN)) for n, group in enumerate(groups)]


def test_who_meets_the_same_barriers_stands_first() -> None:
    barriers = meeting((KENT, MEDWAY), (KENT, MEDWAY), (KENT, MEDWAY, LILLE), (LILLE, MEDWAY))

    pairs = closest_pairs(network(*barriers))

    assert [(pair.one, pair.other, pair.barriers) for pair in pairs] == [
        ("Kent", "Medway", 3),
        ("Lille", "Medway", 2),
    ]


def test_logging_ten_times_as_much_changes_nothing() -> None:
    groups = ((KENT, MEDWAY), (KENT, MEDWAY), (KENT, LILLE), (MEDWAY, LILLE), (KENT, LILLE))
    few = closest_pairs(network(*meeting(*groups)))

    many = [
        met(f"b{n}", dict.fromkeys(group, Status.OPEN), numbers={KENT: 10})
        for n, group in enumerate(groups)
    ]

    assert closest_pairs(network(*many)) == few != []


def test_two_alone_have_nothing_to_be_compared_with() -> None:
    assert closest_pairs(network(*meeting((KENT, MEDWAY), (KENT, MEDWAY)))) == []


def test_those_not_named_are_compared_with_nobody() -> None:
    barriers = meeting(*[(KENT, MEDWAY, LILLE, UNNAMED_ORGANISATION)] * 3)

    names = {name for pair in closest_pairs(network(*barriers)) for name in (pair.one, pair.other)}

    assert names == {"Kent", "Medway", "Lille"}


def test_nothing_met_is_no_pair() -> None:
    assert closest_pairs(network()) == []


def test_a_figure_is_told_as_a_person_would() -> None:
    told = [OrganisationPair("a", "b", 2, times).in_words for times in (2.04, 1.0, 0.4)]

    assert told == ["2.0 times the average", "about average", "below average"]
