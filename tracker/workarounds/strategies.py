"""Published strategies, and how many experts chose each against a kind of cause.

What experts choose when asked is opinion, not evidence: nothing of it was tried here. The numbers
are those of the sources named; pairs that fewer than a fifth of the experts chose are left out.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MOST = 4
AT_LEAST = 20
"""What a pair without a number of its own was chosen by, in per cent, at the fewest."""


@dataclass(frozen=True, slots=True)
class StrategySource:
    """Where the numbers stand."""

    key: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A published strategy that experts chose against a published kind of cause."""

    construct: str
    strategy: str
    percent: int | None
    """How many per cent of the experts chose it; None where the source says a fifth or more."""
    source: StrategySource

    @property
    def slug(self) -> str:
        """Return the strategy as an address has it."""
        return "-".join(re.findall(r"[a-z0-9]+", self.strategy.casefold()))


def advice_for(constructs: Iterable[str | None]) -> tuple[Advice, ...]:
    """Return what most experts chose against these kinds of cause, each strategy once."""
    asked = set(constructs)
    best: dict[str, Advice] = {}
    for advice in _all_advice():
        if advice.construct in asked:
            best.setdefault(advice.strategy, advice)
    return tuple(best.values())[:MOST]


def find_advice(slug: str) -> Advice | None:
    """Return a strategy by its address, as most experts chose it, or None."""
    return next((advice for advice in _all_advice() if advice.slug == slug), None)


@cache
def _all_advice() -> tuple[Advice, ...]:
    """Return all advice, what most experts chose first."""
    sources = {row["key"]: StrategySource(**row) for row in _rows("strategy_sources.csv")}
    told = [
        Advice(
            construct=row["construct"],
            strategy=row["strategy"],
            percent=int(row["percent"]) if row["percent"] else None,
            source=sources[row["source"]],
        )
        for row in _rows("strategies.csv")
    ]
    return tuple(sorted(told, key=lambda one: (-(one.percent or AT_LEAST), one.strategy)))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("tracker.workarounds").joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
