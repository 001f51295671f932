"""The strength of evidence for a workaround from its trials, relative to one obstacle."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["worked", "partly", "did-not", "too-early"]

WORTH: dict[str, float] = {"worked": 1.0, "partly": 0.5, "did-not": -1.0}
"""The value of each outcome; `too-early` has none."""
HALF_LIFE_YEARS = 4.0
"""After how many years the weight of a trial is halved."""
SAME_LEVEL, SAME_COUNTRY = 0.5, 0.5
"""The increase of a trial's weight, as a share, if level or country is the same."""
PRIOR_WEIGHT = 2.0
"""The weight of the prior, which is 0: two recent trials elsewhere outweigh half of it."""


@dataclass(frozen=True, slots=True)
class TrialEvidence:
    """One trial: its outcome, its age and whether its context is similar.

    `organisation` is any key of the organisation, None for one that may not be counted.
    """

    organisation: Hashable
    outcome: Outcome
    years_ago: float = 0.0
    is_same_level: bool = False
    is_same_country: bool = False

    @property
    def weight(self) -> float:
        """Return the weight of the trial.

        >>> TrialEvidence("kent", "worked", years_ago=4).weight
        0.5
        >>> TrialEvidence("kent", "worked", is_same_level=True, is_same_country=True).weight
        2.0
        """
        likeness = 1 + SAME_LEVEL * self.is_same_level + SAME_COUNTRY * self.is_same_country
        return float(likeness * 0.5 ** (max(self.years_ago, 0.0) / HALF_LIFE_YEARS))


def strength(trials: Iterable[TrialEvidence]) -> float:
    """Return the strength of evidence of these trials for a workaround, between -1 and 1.

    Each organisation counts once: with the weighted mean value of its trials and the maximum of
    their weights. The result is the weighted mean over the organisations and a PRIOR_WEIGHT of
    value 0, so that three that agree count more than one. Without trials, or if it is too early
    everywhere, it is 0.

    >>> strength([TrialEvidence("kent", "worked")]), strength([])
    (0.3333333333333333, 0.0)
    >>> strength([TrialEvidence("kent", "worked"), TrialEvidence("medway", "worked")])
    0.5
    >>> strength([TrialEvidence("kent", "worked")] * 9)
    0.3333333333333333
    >>> strength([TrialEvidence(None, "worked"), TrialEvidence("kent", "too-early")])
    0.0
    """
    by_organisation: dict[Hashable, list[TrialEvidence]] = {}
    for trial in trials:
        if trial.organisation is not None and trial.outcome in WORTH:
            by_organisation.setdefault(trial.organisation, []).append(trial)
    means = [
        (max(trial.weight for trial in own), _mean_value(own)) for own in by_organisation.values()
    ]
    weights = sum(weight for weight, _value in means)
    return sum(weight * value for weight, value in means) / (PRIOR_WEIGHT + weights)


def _mean_value(trials: list[TrialEvidence]) -> float:
    weights = sum(trial.weight for trial in trials)
    return sum(trial.weight * WORTH[trial.outcome] for trial in trials) / weights
