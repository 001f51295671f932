"""Published strategies: what most experts chose first, each once, each with its source."""

from tracker.categories.scheme import constructs, starting_scheme
from tracker.workarounds.strategies import MAX_STRATEGIES, MIN_PERCENT, advice_for, find_advice


def test_what_most_experts_chose_stands_first() -> None:
    told = [(one.strategy, one.percent) for one in advice_for(["Compatibility"])]

    assert told == [
        ("Promote adaptability", 45),
        ("Conduct local consensus discussions", 41),
        ("Tailor strategies", 38),
        ("Facilitation", 24),
    ]


def test_of_several_causes_each_strategy_stands_once_as_most_chose_it() -> None:
    told = advice_for(["Compatibility", "Adaptability"])

    assert [one.strategy for one in told].count("Promote adaptability") == 1
    assert (told[0].strategy, told[0].percent) == ("Promote adaptability", 73)
    assert len(told) == MAX_STRATEGIES


def test_where_the_source_gives_no_number_none_is_made_up() -> None:
    assert {one.percent for one in advice_for(["Structural characteristics"])} == {None}


def test_for_causes_that_nobody_asked_experts_about_there_is_nothing() -> None:
    assert advice_for(["Culture", None, "no such cause"]) == advice_for([]) == ()


def test_all_advice_is_of_known_causes_chosen_by_a_fifth_or_more_with_a_source() -> None:
    told = [one for construct in constructs() for one in advice_for([construct])]

    assert {one.construct for one in told} <= set(constructs())
    assert min(one.percent or MIN_PERCENT for one in told) >= MIN_PERCENT
    assert all(one.source.address.startswith("https://") for one in told)


def test_most_of_the_starting_scheme_has_advice() -> None:
    pointed = {kind.construct for kind in starting_scheme() if kind.construct}

    assert sum(bool(advice_for([construct])) for construct in pointed) >= 7


def test_a_strategy_is_found_by_its_address_and_nothing_else_is() -> None:
    found = find_advice("conduct-local-consensus-discussions")

    assert found is not None
    assert found.strategy == "Conduct local consensus discussions"
    assert find_advice("") is find_advice("no-such") is None
