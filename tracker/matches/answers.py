"""What somebody answered to what lies near, as a form holds it: "same TICC-7KQ4"."""

from collections.abc import Iterable

from tracker.models.vocabulary import Likeness

BARRIER = "barrier"
"""Says of a barrier that it is the one; "different" says that it is not."""
MOST = 20
LONGEST = 40


def parse_answers(said: Iterable[str]) -> dict[str, str]:
    """Return the answer to each reference; what is no answer is passed over, the last one counts.

    >>> parse_answers(["same TICC-7KQ4", "barrier B-2345", "different TICC-7KQ4", "what?"])
    {'TICC-7KQ4': 'different', 'B-2345': 'barrier'}
    """
    found: dict[str, str] = {}
    for line in list(said)[:MOST]:
        answer, _, reference = line[:LONGEST].partition(" ")
        if reference and (answer == BARRIER or answer in {*Likeness}):
            found[reference.upper()] = answer
    return found


def format_answers(answers: dict[str, str]) -> list[str]:
    """Return answers as a form holds them."""
    return [f"{answer} {reference}" for reference, answer in answers.items()]
