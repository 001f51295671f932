"""What is hidden changes no byte of an answer."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text
from tracker.matching.vectors import WIDTH

WORDS = [
    "nurse",
    "visit",
    "form",
    "council",
    "budget",
    "règles",
    "soins",
    "équipe",
    "zorg",
    "team",
    "huisbezoek",
    "regel",
]
sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
vectors = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(-127, 128, WIDTH, np.int8).tobytes()
)


def texts(ids):
    return st.lists(
        st.builds(
            Text,
            id=st.integers(*ids),
            title=sentences,
            details=sentences,
            language=st.sampled_from(["", "en", "fr", "nl"]),
            vector=st.none() | vectors,
        ),
        max_size=12,
    )


visible, hidden = texts((0, 20)), texts((100, 120))
ids = [*range(21)]


@settings(deadline=None)
@given(visible, hidden, texts((0, 0)).filter(bool))
def test_a_narrowed_corpus_answers_as_if_the_others_had_never_been(seen, unseen, asked):
    alone = Corpus(seen).nearest(asked[0])

    among_others = Corpus([*unseen, *seen]).narrowed_to(ids).nearest(asked[0])

    assert among_others == alone


@settings(deadline=None)
@given(visible, hidden, texts((0, 0)).filter(bool))
def test_hidden_texts_that_come_and_go_leave_no_trace(seen, unseen, asked):
    alone = Corpus(seen).nearest(asked[0])
    corpus = Corpus()
    for text in [text for pair in zip(seen, unseen, strict=False) for text in pair]:
        corpus = corpus.with_texts([text])
    corpus = corpus.with_texts(unseen).with_texts(seen).without(text.id for text in unseen)

    assert corpus.nearest(asked[0]) == alone
