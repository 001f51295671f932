from tracker.sight.cache import KEPT, Answers


def test_an_answer_is_made_once() -> None:
    answers, made = Answers(), []

    for _ in range(3):
        answers.get("question", lambda: made.append(1) or "answer")

    assert made == [1]


def test_another_question_gets_an_answer_of_its_own() -> None:
    answers = Answers()

    answers.get("one", lambda: 1)

    assert answers.get("two", lambda: 2) == 2


def test_the_oldest_answer_goes_first() -> None:
    answers = Answers()
    for number in range(KEPT + 1):
        answers.get(number, lambda: "kept")

    assert answers.get(0, lambda: "made again") == "made again"
    assert answers.get(KEPT, lambda: "made again") == "kept"


def test_cleared_answers_are_made_again() -> None:
    answers = Answers()
    answers.get("question", lambda: "before")

    answers.clear()

    assert answers.get("question", lambda: "after") == "after"
