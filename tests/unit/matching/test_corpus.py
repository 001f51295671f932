import pytest

from tests.unit.matching.samples import text, vector
from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text

VAN = Text(1, "The van is too old", "It breaks down each week", "en", vector(1))
FORMS = Text(2, "Two forms for one visit", "", "en", vector(2))
FORMULIEREN = Text(3, "Twee formulieren voor één bezoek", "", "nl", vector(3))


def ids(matches):
    return [match.id for match in matches]


def asked(title, seed=None, language="en"):
    return Text(0, title, "", language, None if seed is None else vector(seed))


def test_an_empty_corpus_finds_nothing():
    assert Corpus().nearest(VAN) == []


def test_a_text_lies_nearest_to_itself():
    found = Corpus([VAN, FORMS, FORMULIEREN]).nearest(FORMS)

    assert found[0].id == FORMS.id
    assert found[0].cosine == pytest.approx(1)
    assert found[0].words == pytest.approx(1, abs=0.001)


def test_meaning_finds_what_shares_no_word():
    found = Corpus([VAN, FORMS, FORMULIEREN]).nearest(asked("Papierkram", 3, "de"))

    assert found[0].id == FORMULIEREN.id
    assert found[0].words == 0


def test_without_vectors_words_alone_decide():
    found = Corpus([VAN, FORMS, FORMULIEREN]).nearest(asked("Forms, forms"))

    assert ids(found) == [FORMS.id, FORMULIEREN.id, VAN.id]
    assert [match.score for match in found] == [match.words for match in found]
    assert found[1].score > found[2].score == 0


def test_words_count_within_one_language_only():
    taal = Text(4, "Two forms for one visit", "", "nl", vector(2))

    found = Corpus([taal, FORMS]).nearest(asked("Two forms for one visit", 2))

    assert ids(found) == [FORMS.id, taal.id]
    assert found[1].words == 0


def test_words_count_where_a_language_is_not_known():
    jargon = Text(4, "HDFS 4711", "", "", vector(2))

    assert Corpus([jargon]).nearest(asked("HDFS 4711", language=""))[0].words > 0


def test_where_a_language_is_not_known_a_lack_of_words_is_no_reproach():
    unknown, known = Text(4, "HDFS", "", "", vector(2)), Text(5, "HDFS", "", "en", vector(2))

    near_unknown, near_known = Corpus([unknown, known]).nearest(asked("Two forms", 2))

    assert (near_unknown.id, near_known.id) == (4, 5)
    assert near_unknown.score > near_known.score


def test_a_title_weighs_more_than_details():
    told = [Text(1, "Scaffold", "permit"), Text(2, "permit", "Scaffold")]

    assert ids(Corpus(told).nearest(asked("permits", language=""))) == [2, 1]


def test_of_equals_the_lower_id_comes_first():
    twins = [Text(n, "One form", "", "en", vector(1)) for n in (5, 3, 4)]

    assert ids(Corpus(twins).nearest(twins[0])) == [3, 4, 5]


def test_what_is_set_apart_is_not_found():
    assert ids(Corpus([VAN, FORMS]).nearest(FORMS, exclude=[2])) == [1]


def test_no_more_than_asked_for_are_found():
    assert len(Corpus(text(n) for n in range(100)).nearest(text(7), 70)) == 70


def test_a_text_of_the_same_id_takes_the_place_of_the_old():
    before = Corpus([VAN, FORMS])

    after = before.with_texts([Text(1, "The lift is broken", "", "en", vector(9))])

    assert len(after) == 2
    assert after.nearest(asked("lift", 9))[0].id == 1
    assert before.nearest(VAN)[0].cosine == pytest.approx(1)


def test_texts_without_words_or_vectors_do_no_harm():
    corpus = Corpus([Text(1, ""), Text(2, "?!", "…", "fr", b"of another width")])

    assert [match.score for match in corpus.nearest(asked("Forms", 1))] == [0, 0]
    assert [match.score for match in corpus.nearest(Text(0, ""))] == [0, 0]


def test_a_corpus_knows_what_it_holds():
    corpus = Corpus([VAN, FORMS]).without([1, 99])

    assert 2 in corpus
    assert 1 not in corpus
    assert "2" not in corpus
    assert len(corpus) == 1


def test_many_changes_leave_few_blocks():
    corpus = Corpus(text(n) for n in range(300))
    for number in range(200):
        corpus = corpus.with_texts([text(number, seed=1)])

    assert len(corpus) == 300
    assert len(corpus.pieces) < 10
    assert sum(len(piece.block) for piece in corpus.pieces) < 2 * 300


def test_changed_texts_answer_as_if_written_so_at_once():
    corpus = Corpus(text(n) for n in range(300))
    for number in range(0, 200, 3):
        corpus = corpus.with_texts([text(number, seed=1)]).without([number + 1])
    made_so = [text(n, seed=1) for n in range(0, 200, 3)]
    kept = [text(n) for n in range(300) if n >= 200 or n % 3 == 2]

    assert corpus.nearest(text(999)) == Corpus([*kept, *made_so]).nearest(text(999))


def test_few_texts_have_bars_of_their_own():
    assert Corpus([VAN, FORMS]).thresholds == Corpus().thresholds
    assert 0.15 <= Corpus(text(n) for n in range(40)).thresholds.shown <= 0.45
