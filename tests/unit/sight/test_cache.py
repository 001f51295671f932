from tracker.sight.cache import MAX_ENTRIES, ViewerCache


def test_an_answer_is_made_once() -> None:
    answers, made = ViewerCache(), []

    for _ in range(3):
        answers.get("question", lambda: made.append(1) or "answer")

    assert made == [1]


def test_another_question_gets_an_answer_of_its_own() -> None:
    answers = ViewerCache()

    answers.get("one", lambda: 1)

    assert answers.get("two", lambda: 2) == 2


def test_the_oldest_answer_goes_first() -> None:
    answers = ViewerCache()
    for number in range(MAX_ENTRIES + 1):
        answers.get(number, lambda: "kept")

    assert answers.get(0, lambda: "made again") == "made again"
    assert answers.get(MAX_ENTRIES, lambda: "made again") == "kept"


def test_cleared_answers_are_made_again() -> None:
    answers = ViewerCache()
    answers.get("question", lambda: "before")

    answers.clear()

    assert answers.get("question", lambda: "after") == "after"
