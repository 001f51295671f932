"""What is hidden changes no byte of an answer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.matching.samples import WORDS, text, vector
from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text

sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def texts(first, last):
    a_text = st.builds(
        Text,
        id=st.integers(first, last),
        title=sentences,
        details=sentences,
        language=st.sampled_from(["", "en", "fr", "nl"]),
        vector=st.none() | st.integers(0, 99).map(vector),
    )
    return st.lists(a_text, max_size=12)


VISIBLE = range(21)
visible, hidden, questions = texts(0, 20), texts(100, 120), texts(0, 0).filter(bool)


@settings(deadline=None, max_examples=50)
@given(visible, hidden, questions)
def test_a_narrowed_corpus_answers_as_if_the_others_had_never_been(seen, unseen, asked):
    alone = Corpus(seen).nearest(asked[0])

    among_others = Corpus([*unseen, *seen]).restricted_to(VISIBLE).nearest(asked[0])

    assert among_others == alone


@settings(deadline=None, max_examples=50)
@given(visible, hidden, questions)
def test_hidden_texts_that_come_and_go_leave_no_trace(seen, unseen, asked):
    corpus = Corpus()
    for one in [one for pair in zip(seen, unseen, strict=False) for one in pair]:
        corpus = corpus.with_texts([one])
    corpus = corpus.with_texts(unseen).with_texts(seen).without(one.id for one in unseen)

    assert corpus.nearest(asked[0]) == Corpus(seen).nearest(asked[0])


def test_no_size_lets_the_hidden_through():
    seen, unseen = [text(n) for n in range(700)], [text(n) for n in range(1000, 1900)]
    mixed = [one for pair in zip(unseen, seen, strict=False) for one in pair]
    asked = text(5000)

    narrowed = Corpus([*mixed, *unseen]).restricted_to(range(700))
    alone = Corpus(reversed(seen))

    assert narrowed.nearest(asked, 50) == alone.nearest(asked, 50)
    assert narrowed.thresholds == alone.thresholds
