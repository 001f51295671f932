from tests.unit.matching.samples import vector
from tracker.matching.corpus import Corpus
from tracker.matching.suggesting import suggest
from tracker.matching.texts import Text

DEFINITIONS = Corpus(
    [
        Text("data", "IT and data", "Records, devices and data systems", "en"),
        Text("money", "Money", "What is paid for, and by whom", "en"),
        Text("staff", "Staffing", "Whether there are people to do the work", "en"),
    ]
)
LABELLED = Corpus(
    [
        Text(1, "The tariff pays for minutes", "", "en", vector(1)),
        Text(2, "Tablets do not reach the network", "", "en", vector(2)),
    ]
)


def test_the_categories_of_near_texts_come_first():
    asked = Text(0, "Minutes are what the tariff pays", "", "en", vector(1))

    assert suggest(asked, LABELLED, {1: ["money", "staff"], 2: ["data"]}, DEFINITIONS)[0] in {
        "money",
        "staff",
    }


def test_definitions_alone_suggest_while_nothing_is_labelled():
    asked = Text(0, "Devices without records", "", "en")

    assert suggest(asked, Corpus(), {}, DEFINITIONS) == ["data"]


def test_a_category_that_may_not_be_given_is_not_suggested():
    asked = Text(0, "The tariff pays for minutes", "", "en", vector(1))

    assert "retired" not in suggest(asked, LABELLED, {1: ["retired"]}, DEFINITIONS)


def test_no_more_than_three_are_suggested_and_none_without_words():
    everything = Text(0, "Records paid for by people at work", "", "en")

    assert len(suggest(everything, Corpus(), {}, DEFINITIONS)) <= 3
    assert suggest(Text(0, ""), LABELLED, {1: ["money"]}, DEFINITIONS) == []
