from tracker.matching.texts import TextMatch
from tracker.matching.thresholds import DEFAULT_THRESHOLDS, Thresholds, thresholds_of, worth_showing

BARS = Thresholds(shown=0.2, likely=0.5)


def near(*scores):
    return [TextMatch(number, score, score, 0.0) for number, score in enumerate(scores)]


def test_nothing_below_the_bar_is_shown():
    assert worth_showing(near(0.19, 0.1), BARS) == []


def test_what_does_not_stand_out_is_not_shown():
    assert worth_showing(near(*[0.4] * 9, 0.38), BARS) == []


def test_among_few_texts_two_that_say_the_same_are_both_shown():
    assert len(worth_showing(near(0.6, 0.58), BARS)) == 2


def test_what_stands_out_is_shown_and_no_more_than_five():
    assert len(worth_showing(near(0.9, *[0.8] * 6, 0.1, 0.1, 0.1), BARS)) == 5


def test_the_only_text_is_shown_if_it_is_near():
    assert len(worth_showing(near(0.3), BARS)) == 1
    assert worth_showing(near(0.1), BARS) == []
    assert worth_showing([], BARS) == []


def test_bars_rise_with_what_chance_reaches():
    low = thresholds_of([[0.5, 0.3, 0.3, 0.2, 0.20]] * 20)
    high = thresholds_of([[0.7, 0.6, 0.5, 0.5, 0.44]] * 20)

    assert low == Thresholds(0.2, 0.5)
    assert high.shown > low.shown
    assert high.likely > low.likely


def test_bars_stay_within_reason():
    assert thresholds_of([[0.0] * 5] * 20) == Thresholds(0.15, 0.4)
    assert thresholds_of([[1.0] * 5] * 20) == Thresholds(0.45, 0.65)


def test_few_texts_tell_no_bars():
    assert thresholds_of([[0.9] * 5] * 19) == DEFAULT_THRESHOLDS
