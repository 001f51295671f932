"""Parse and format match answers in form fields, such as "same TICC-7KQ4"."""

from collections.abc import Iterable

from tracker.models.vocabulary import Likeness

BARRIER = "barrier"
"""The answer that a barrier is the cause; "different" means that it is not."""
MAX_ANSWERS = 20
MAX_LENGTH = 40


def parse_answers(lines: Iterable[str]) -> dict[str, str]:
    """Return the last answer for each reference; invalid lines are skipped.

    >>> parse_answers(["same TICC-7KQ4", "barrier B-2345", "different TICC-7KQ4", "what?"])
    {'TICC-7KQ4': 'different', 'B-2345': 'barrier'}
    """
    answers: dict[str, str] = {}
    for line in list(lines)[:MAX_ANSWERS]:
        answer, _, reference = line[:MAX_LENGTH].partition(" ")
        if reference and (answer == BARRIER or answer in {*Likeness}):
            answers[reference.upper()] = answer
    return answers


def format_answers(answers: dict[str, str]) -> list[str]:
    """Return answers as the lines of a form field."""
    return [f"{answer} {reference}" for reference, answer in answers.items()]
