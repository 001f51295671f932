"""How strongly trials speak for a workaround, seen from where somebody meets the obstacle."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["worked", "partly", "did-not", "too-early"]

WORTH: dict[str, float] = {"worked": 1.0, "partly": 0.5, "did-not": -1.0}
"""What an outcome is worth; one that it is too early for says nothing."""
HALF_LIFE_YEARS = 4.0
"""After how many years a trial weighs half."""
SAME_LEVEL, SAME_COUNTRY = 0.5, 0.5
"""By how much of itself a trial weighs more where as much is the same."""
DOUBT = 2.0
"""The weight of knowing nothing: two recent trials far from here undo half of it."""


@dataclass(frozen=True, slots=True)
class TrialEvidence:
    """How one trial went, how long ago, and how like the place where it was made is to ours.

    `organisation` is whatever tells organisations apart, and None for one that may not be counted.
    """

    organisation: Hashable
    outcome: Outcome
    years_ago: float = 0.0
    is_same_level: bool = False
    is_same_country: bool = False

    @property
    def weight(self) -> float:
        """Return how much it weighs beside others.

        >>> TrialEvidence("kent", "worked", years_ago=4).weight
        0.5
        >>> TrialEvidence("kent", "worked", is_same_level=True, is_same_country=True).weight
        2.0
        """
        likeness = 1 + SAME_LEVEL * self.is_same_level + SAME_COUNTRY * self.is_same_country
        return float(likeness * 0.5 ** (max(self.years_ago, 0.0) / HALF_LIFE_YEARS))


def strength(trials: Iterable[TrialEvidence]) -> float:
    """Return how strongly these trials speak for a workaround, between -1 and 1.

    Each organisation speaks once: with the mean worth of its trials, each by its weight, and with
    the weight of the weightiest of them. The answer is the weighted mean over the organisations
    and a DOUBT of worth nothing, so that three that agree say more than one. Where nobody tried,
    or it is too early everywhere, it is 0.

    >>> strength([TrialEvidence("kent", "worked")]), strength([])
    (0.3333333333333333, 0.0)
    >>> strength([TrialEvidence("kent", "worked"), TrialEvidence("medway", "worked")])
    0.5
    >>> strength([TrialEvidence("kent", "worked")] * 9) == strength([TrialEvidence("kent", "worked")])
    True
    >>> strength([TrialEvidence(None, "worked"), TrialEvidence("kent", "too-early")])
    0.0
    """
    told: dict[Hashable, list[TrialEvidence]] = {}
    for trial in trials:
        if trial.organisation is not None and trial.outcome in WORTH:
            told.setdefault(trial.organisation, []).append(trial)
    voices = [(max(one.weight for one in own), _mean_worth(own)) for own in told.values()]
    weights = sum(weight for weight, _worth in voices)
    return sum(weight * worth for weight, worth in voices) / (DOUBT + weights)


def _mean_worth(trials: list[TrialEvidence]) -> float:
    weights = sum(trial.weight for trial in trials)
    return sum(trial.weight * WORTH[trial.outcome] for trial in trials) / weights
